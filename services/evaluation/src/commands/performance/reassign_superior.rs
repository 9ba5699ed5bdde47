use super::{
    acting::{acting_official, must_not_be_own},
    create_skp_plan::appeal_to,
    skp_desk::{Said, lock_for, save},
};
use crate::{
    domain::{
        skp_plan::SkpPlan,
        skp_stage::{SkpMove, SkpStage},
    },
    error::Error,
    store::{skp_contents, skp_records},
};
use platform::{AsRead, Work};

/// Another superior of a plan.
pub struct ReassignSuperior {
    /// Plan as it was read.
    pub plan: AsRead,
    /// Who rates from now on.
    pub superior: String,
    /// Who decides objections; empty: who was named, while an objection waits, else the superior of the superior's own plan.
    pub appeal_to: String,
}

/// Gives a plan to another superior. What was not agreed begins again, without the results of the superior before.
pub async fn reassign_superior(work: &mut Work<'_>, input: ReassignSuperior) -> Result<SkpPlan, Error> {
    let official = acting_official(work).await?;
    let (mut plan, _) = lock_for(work, input.plan, SkpMove::Reassign).await?;
    must_not_be_own(official.as_deref(), &plan.servant)?;
    // Who was named to decide an objection that waits stays, unless another one is named.
    let is_kept = plan.stage == SkpStage::Objected && input.appeal_to.is_empty();
    let named = if is_kept { plan.appeal_to.clone() } else { input.appeal_to };
    let appeal = appeal_to(work, &plan.servant, &input.superior, named, plan.year).await?;
    let moved = plan.superior != input.superior;
    // Of an objection it counts who rated, whoever is the superior by now.
    let rated_by = match plan.stage {
        SkpStage::Objected => skp_records::year_rated_by(work.connection, plan.id).await?,
        _ => None,
    };
    plan.reassign(input.superior, appeal, rated_by.as_deref())?;
    if moved && plan.stage.is_being_written() {
        skp_contents::uncascade(work.connection, plan.id).await?;
    }
    save(work, plan, SkpMove::Reassign, official.unwrap_or_default(), Said::default()).await
}
