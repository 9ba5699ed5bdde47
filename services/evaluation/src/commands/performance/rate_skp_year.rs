use super::skp_desk::{Said, SkpDesk, lock_for, save};
use crate::{
    domain::{appraisal::Ratings, skp_plan::SkpPlan, skp_stage::SkpMove},
    error::Error,
    store::{servants, skp_records},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// Ratings of a year, by the superior or after an objection.
pub struct RateSkpYear {
    /// Plan as it was read.
    pub plan: AsRead,
    /// The ratings.
    pub ratings: Ratings,
    /// Why.
    pub note: Sensitive<String>,
}

/// Rates the year; from then on the servant accepts or objects.
pub async fn rate_skp_year(work: &mut Work<'_>, input: RateSkpYear, desk: &SkpDesk) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.plan, SkpMove::RateYear).await?;
    let rated = skp_records::periods_rated(work.connection, plan.id).await?.len();
    let service = servants::service_of(work.connection, &plan.servant).await?.ok_or(Error::ServantNotFound)?;
    let rated = (service, i64::try_from(rated).unwrap_or(i64::MAX));
    let rules = desk.book.of(&plan.ruleset)?;
    plan.rate_year(input.ratings, rated, desk.day(work.now), rules)?;
    let said = Said { period: 0, ratings: Some(input.ratings), note: Some(input.note) };
    save(work, plan, SkpMove::RateYear, servant, said).await
}
