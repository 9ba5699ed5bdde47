use super::{CHUNK, MOST_LOOKED_AT, WelfareBook};
use crate::{
    domain::{
        raise::{NextRaise, Raise, RaiseRefusal, back_pay, next_raise},
        salary::{SalaryRefusal, cell, table_on},
        servant::day_of,
    },
    error::Error,
    store::{passes, raises, servants, welfare_facts},
};
use jiff::{ToSpan, civil::Date};
use platform::{Failure, Violations, Work, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// The decree of a raise.
pub struct GrantRaise {
    /// Servant.
    pub servant: Uuid,
    /// Day on which it takes effect.
    pub effective: Date,
    /// First month that is paid with it.
    pub paid_from: Date,
    /// Number of the decree.
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Date,
}

/// Grants the next raise of a servant, against which nothing stands on the day it takes effect.
pub async fn grant_raise(work: &mut Work<'_>, input: GrantRaise, book: &WelfareBook) -> Result<Raise, Error> {
    let today = day_of(work.now);
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_fit(today, &input)?;
    let last = raises::latest(work.connection, servant.id).await?;
    if let Some(last) = last.filter(|last| last.effective >= input.effective) {
        return Err(RaiseRefusal::Later(last.effective).into());
    }
    let facts = welfare_facts::of(work.connection, servant.id, input.effective).await?.ok_or(Error::ServantNotFound)?;
    let next = next_raise(&book.rules, &book.pay, &facts, today);
    next.must_be_due(input.effective)?;
    let rank = facts.rank.ok_or(SalaryRefusal::NoRank(input.effective))?;
    let grade = rank.rank.grade().ok_or(SalaryRefusal::NoContractTable)?;
    let table = table_on(&book.pay, input.effective).ok_or(SalaryRefusal::NoTable(input.effective))?;
    let years = (next.from_years, next.to_years);
    let months = (input.effective, input.paid_from);
    let raise = Raise {
        id: Uuid::now_v7(),
        servant: servant.id,
        grade,
        from_years: next.from_years,
        to_years: next.to_years,
        from_rupiah: rupiah(cell(table, grade, next.from_years)?),
        to_rupiah: rupiah(cell(table, grade, next.to_years)?),
        effective: input.effective,
        paid_from: input.paid_from,
        back_pay: back_pay(&book.pay, (grade, rank.end), years, months)?,
        decree_number: input.decree_number,
        decree_date: input.decree_date,
        table: table.id.clone(),
        ruleset: book.rules.id.clone(),
        record_time: work.now,
        withdraw_time: None,
    };
    raises::insert(work.connection, &raise).await?;
    Ok(raise)
}

fn rupiah(listed: u64) -> i64 {
    i64::try_from(listed).unwrap_or(i64::MAX)
}

/// Raises that nothing stands against on a day, after the servant of the page, and the last servant that was looked at where
/// more may follow.
pub async fn due_raises(
    connection: &mut PgConnection,
    (day, today): (Date, Date),
    page: &Page,
    book: &WelfareBook,
) -> Result<(Vec<(Uuid, NextRaise)>, Option<Uuid>), Error> {
    let (mut found, mut after, mut looked_at) = (Vec::new(), page.after.1, 0);
    while looked_at < MOST_LOOKED_AT {
        let ids = passes::ids_after(connection, after, CHUNK).await?;
        for facts in welfare_facts::of_all(connection, &ids, day).await? {
            let next = next_raise(&book.rules, &book.pay, &facts, today);
            if next.is_due(day) {
                found.push((facts.servant, next));
            }
            if found.len() as i64 >= page.size {
                return Ok((found, Some(facts.servant)));
            }
        }
        let Some(last) = ids.last() else { return Ok((found, None)) };
        after = *last;
        looked_at += CHUNK;
    }
    Ok((found, Some(after)))
}

/// Days that no decree has.
fn must_fit(today: Date, input: &GrantRaise) -> Result<(), Failure> {
    let mut check = Violations::default();
    let near = |day: Date| today.checked_add(1.year()).is_ok_and(|last| day <= last);
    check.check("effective_date", near(input.effective), "must not lie more than a year ahead");
    check.check("paid_from", near(input.paid_from), "must not lie more than a year ahead");
    check.check("decree_date", input.decree_date <= today, "must not lie ahead");
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
