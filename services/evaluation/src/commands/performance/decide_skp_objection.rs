use super::{
    rate_skp_year::RateSkpYear,
    skp_desk::{Said, lock_for, save},
};
use crate::{
    domain::{skp_plan::SkpPlan, skp_stage::SkpMove},
    error::Error,
};
use platform::Work;

/// The superior's superior decides an objection; the ratings are as they are now, changed or not.
pub async fn decide_skp_objection(work: &mut Work<'_>, input: RateSkpYear) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.plan, SkpMove::Decide).await?;
    plan.decide(input.ratings)?;
    let said = Said { period: 0, ratings: Some(input.ratings), note: Some(input.note) };
    save(work, plan, SkpMove::Decide, servant, said).await
}
