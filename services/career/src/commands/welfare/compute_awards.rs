use super::WelfareBook;
use crate::{
    domain::{
        award::{AwardRun, canonical},
        servant::day_of,
    },
    error::Error,
    store::{award_candidates, award_runs},
};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// Awards to compute.
pub struct ComputeAwards {
    /// Last year to look at.
    pub year: i32,
    /// What one award pays.
    pub award_rupiah: i64,
    /// What there is for all.
    pub budget_rupiah: i64,
}

/// Computes who is awarded by the evaluations that are closed, and keeps inputs and results.
pub async fn compute_awards(work: &mut Work<'_>, input: ComputeAwards, book: &WelfareBook) -> Result<AwardRun, Error> {
    let today = day_of(work.now);
    let mut check = Violations::default();
    check.check("year", input.year < i32::from(today.year()), "must be over");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    let (rules, year) = (&book.rules.award, input.year);
    let years = rules.years_until(year);
    let inputs = award_candidates::inputs(work.connection, *years.start(), *years.end(), today).await?;
    let outcomes = rules.decide(year, &inputs);
    let text = canonical(&book.rules.id, year, &inputs, &outcomes);
    let awarded = outcomes.iter().filter(|one| one.awarded).count() as i64;
    let run = AwardRun {
        id: Uuid::now_v7(),
        year,
        award_rupiah: input.award_rupiah,
        budget_rupiah: input.budget_rupiah,
        considered: i32::try_from(inputs.len()).map_err(Error::internal)?,
        awarded: i32::try_from(awarded).map_err(Error::internal)?,
        cost_rupiah: awarded.saturating_mul(input.award_rupiah),
        ruleset: book.rules.id.clone(),
        fingerprint: work.vault.fingerprint(text.as_bytes()),
        version: 1,
        create_time: work.now,
        approve_time: None,
    };
    award_runs::insert(work.connection, &run).await?;
    award_candidates::insert_all(work.connection, run.id, &inputs, &outcomes).await?;
    Ok(run)
}
