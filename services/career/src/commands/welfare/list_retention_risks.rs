use super::{CHUNK, MOST_LOOKED_AT, WelfareBook};
use crate::{
    domain::{
        equity::quartiles,
        retention_risk::{Beside, RetentionReason, reasons},
        salary::salary,
        servant::day_of,
        welfare_facts::WelfareFacts,
    },
    error::Error,
    store::{passes, retention_facts, welfare_facts},
};
use jiff::civil::Date;
use platform::{Work, page::Page};
use std::{collections::HashMap, iter};
use uuid::Uuid;

/// Somebody to talk with.
pub struct RiskFound {
    /// Who.
    pub servant: Uuid,
    /// Unit; empty where it is not known.
    pub unit: String,
    /// The reasons.
    pub reasons: Vec<RetentionReason>,
}

/// A page of them, and the last servant that was looked at where more may follow.
pub struct RetentionPass {
    /// People.
    pub found: Vec<RiskFound>,
    /// Where the next page goes on.
    pub last: Option<Uuid>,
}

/// Lists servants for whom as many reasons hold as the ruleset asks for; an empty unit means any. The medians are of the whole
/// instansi and are found first; a page looks at so many servants at most, so it may be short of what it can hold.
pub async fn list_retention_risks(
    work: &mut Work<'_>,
    (unit, page): (String, Page),
    book: &WelfareBook,
) -> Result<RetentionPass, Error> {
    let today = day_of(work.now);
    let medians = medians(work, today, book).await?;
    let (mut found, mut after, mut looked_at) = (Vec::new(), page.after.1, 0);
    while looked_at < MOST_LOOKED_AT {
        let ids = passes::ids_after(work.connection, after, CHUNK).await?;
        let Some(last) = ids.last() else { return Ok(RetentionPass { found, last: None }) };
        after = *last;
        looked_at += CHUNK;
        let gaps = retention_facts::oldest_gaps(work.connection, &ids).await?;
        for facts in welfare_facts::of_all(work.connection, &ids, today).await? {
            if !unit.is_empty() && facts.unit() != unit {
                continue;
            }
            let class_median = facts.post.as_ref().and_then(|post| medians.get(&post.job_class).copied());
            let gap_since = gaps.get(&facts.servant).copied();
            let beside = Beside { pay: pay_of(&facts, today, book), class_median, gap_since };
            let reasons = reasons(&book.rules, &facts, beside, today);
            if reasons.len() < book.rules.retention.least_reasons {
                continue;
            }
            found.push(RiskFound { servant: facts.servant, unit: facts.unit().to_owned(), reasons });
            if found.len() as i64 >= page.size {
                return Ok(RetentionPass { found, last: Some(facts.servant) });
            }
        }
    }
    Ok(RetentionPass { found, last: Some(after) })
}

/// The median of the base pay of each job class; small classes have none.
async fn medians(work: &mut Work<'_>, today: Date, book: &WelfareBook) -> Result<HashMap<i32, i64>, Error> {
    let mut classes: HashMap<i32, Vec<i64>> = HashMap::new();
    for group in retention_facts::paid_alike(work.connection, today).await? {
        let Some(pay) = pay_of(&group.facts, today, book) else { continue };
        let people = usize::try_from(group.people).unwrap_or_default();
        classes.entry(group.job_class).or_default().extend(iter::repeat_n(pay, people));
    }
    let smallest = book.rules.retention.smallest_class;
    let medians = classes.into_iter().filter_map(|(class, pay)| Some((class, quartiles(pay, smallest)?.median)));
    Ok(medians.collect())
}

fn pay_of(facts: &WelfareFacts, today: Date, book: &WelfareBook) -> Option<i64> {
    salary(&book.rules, &book.pay, facts, today).ok().map(|salary| salary.rupiah)
}
