use super::{
    skp_desk::{Said, SkpDesk, lock_for, save},
    take_skp_step::TakeSkpStep,
};
use crate::{
    domain::{skp_plan::SkpPlan, skp_stage::SkpMove},
    error::Error,
};
use platform::Work;

/// The servant objects to the year's rating, by the last day for it.
pub async fn object_to_skp_rating(work: &mut Work<'_>, input: TakeSkpStep, desk: &SkpDesk) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.plan, SkpMove::Object).await?;
    plan.object(desk.day(work.now))?;
    save(work, plan, SkpMove::Object, servant, Said { note: input.note, ..Said::default() }).await
}
