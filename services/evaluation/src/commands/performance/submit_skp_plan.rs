use super::skp_desk::{Said, SkpDesk, lock_for, save};
use crate::{
    domain::{skp_content::must_be_complete, skp_plan::SkpPlan, skp_stage::SkpMove},
    error::Error,
    store::skp_contents,
};
use platform::{AsRead, Work};

/// The servant submits a plan that is complete.
pub async fn submit_skp_plan(work: &mut Work<'_>, read: AsRead, desk: &SkpDesk) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, read, SkpMove::Submit).await?;
    plan.take(SkpMove::Submit)?;
    must_be_whole(work, &plan, desk).await?;
    save(work, plan, SkpMove::Submit, servant, Said::default()).await
}

/// Whether a plan holds what the rules ask for.
pub(super) async fn must_be_whole(work: &mut Work<'_>, plan: &SkpPlan, desk: &SkpDesk) -> Result<(), Error> {
    let results = skp_contents::results_of(work.connection, plan.id).await?;
    let above = skp_contents::has_results(work.connection, &plan.superior, plan.year).await?;
    Ok(must_be_complete(&results, above, desk.book.of(&plan.ruleset)?)?)
}
