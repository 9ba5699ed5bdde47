use super::skp_desk::{Said, SkpDesk, lock_for, save};
use crate::{
    domain::{appraisal::Ratings, skp_plan::SkpPlan, skp_stage::SkpMove},
    error::Error,
    store::servants,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// The rating of a period.
pub struct RateSkpPeriod {
    /// Plan as it was read.
    pub plan: AsRead,
    /// Period.
    pub period: i32,
    /// The ratings.
    pub ratings: Ratings,
    /// Why.
    pub note: Sensitive<String>,
}

/// Rates a period that ends or that the servant left in, or rates it again: the last rating counts.
pub async fn rate_skp_period(work: &mut Work<'_>, input: RateSkpPeriod, desk: &SkpDesk) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.plan, SkpMove::RatePeriod).await?;
    let rules = desk.book.of(&plan.ruleset)?;
    let service = servants::service_of(work.connection, &plan.servant).await?.ok_or(Error::ServantNotFound)?;
    plan.rate_period(input.period, service, desk.day(work.now), rules)?;
    let said = Said { period: input.period, ratings: Some(input.ratings), note: Some(input.note) };
    save(work, plan, SkpMove::RatePeriod, servant, said).await
}
