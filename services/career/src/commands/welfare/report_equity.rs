use super::{CHUNK, WelfareBook};
use crate::{
    domain::{
        equity::{CellKey, EquityCell, EquityFact, EquityTable, GroupBy, age_on, sex_text},
        salary::salary,
        welfare_facts::WelfareFacts,
    },
    error::Error,
    store::{equity_facts, hours, identities, welfare_facts},
};
use jiff::civil::Date;
use platform::Work;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What to report.
pub struct ReportEquity {
    /// The day.
    pub day: Date,
    /// What people are grouped by.
    pub group_by: GroupBy,
}

/// A report.
pub struct EquityReport {
    /// The groups.
    pub cells: Vec<EquityCell>,
    /// People whose birth date is not known, where ages were asked for.
    pub without_birth_date: i32,
}

/// Compares pay, allowance, awards, promotion and training of everybody in service on a day. Birth dates are opened only where
/// ages are asked for, and forgotten with each part.
pub async fn report_equity(
    work: &mut Work<'_>,
    input: ReportEquity,
    book: &WelfareBook,
) -> Result<EquityReport, Error> {
    let (mut table, mut without_birth_date, mut after) = (EquityTable::default(), 0, Uuid::nil());
    let hours: HashMap<Uuid, i64> = hours::all_of_year(work.connection, i32::from(input.day.year()))
        .await?
        .into_iter()
        .map(|one| (one.servant, one.hours))
        .collect();
    loop {
        let ids = equity_facts::ids_on(work.connection, input.day, after, CHUNK).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        let beside = look_beside(work, &ids, &input, book).await?;
        for facts in welfare_facts::of_all(work.connection, &ids, input.day).await? {
            let birth_date = beside.birth_dates.get(&facts.servant).copied();
            if input.group_by.age && birth_date.is_none() {
                without_birth_date += 1;
            }
            let key = key_of(&facts, birth_date, &input, book);
            let fact = EquityFact {
                pay: salary(&book.rules, &book.pay, &facts, input.day).ok().map(|salary| salary.rupiah),
                allowance: beside.allowances.get(&facts.servant).copied(),
                awarded: beside.awarded.contains(&facts.servant),
                promoted: facts
                    .rank
                    .as_ref()
                    .is_some_and(|rank| book.rules.equity.is_promotion(rank.start, facts.appointment, input.day)),
                training_hours: hours.get(&facts.servant).copied().unwrap_or_default(),
            };
            table.add(key, fact);
        }
    }
    Ok(EquityReport { cells: table.tell(&book.rules.equity), without_birth_date })
}

struct Beside {
    birth_dates: HashMap<Uuid, Date>,
    allowances: HashMap<Uuid, i64>,
    awarded: HashSet<Uuid>,
}

async fn look_beside(
    work: &mut Work<'_>,
    ids: &[Uuid],
    input: &ReportEquity,
    book: &WelfareBook,
) -> Result<Beside, Error> {
    let year = i32::from(input.day.year());
    let birth_dates = if input.group_by.age {
        identities::birth_dates(work.connection, &work.vault, ids).await?
    } else {
        HashMap::new()
    };
    let first = year - book.rules.equity.award_years;
    Ok(Beside {
        birth_dates,
        allowances: equity_facts::last_allowances(work.connection, ids, input.day).await?,
        awarded: equity_facts::awarded(work.connection, ids, first, year).await?,
    })
}

fn key_of(facts: &WelfareFacts, birth_date: Option<Date>, input: &ReportEquity, book: &WelfareBook) -> CellKey {
    let group_by = input.group_by;
    let band = |birth: Date| book.rules.equity.band(age_on(birth, input.day));
    CellKey {
        unit: if group_by.unit { facts.unit().to_owned() } else { String::new() },
        sex: if group_by.sex { sex_text(facts.sex).to_owned() } else { String::new() },
        age_band: birth_date.filter(|_| group_by.age).map_or(String::new(), band),
    }
}
