use super::{
    set_skp_content::{SetSkpContent, SkpExpectations, expect, write},
    skp_desk::{Said, SkpDesk, lock_for, save},
    submit_skp_plan::must_be_whole,
};
use crate::{
    domain::{
        skp_plan::{SkpPlan, SkpRefusal},
        skp_stage::{SkpMove, SkpStage},
    },
    error::Error,
    store::skp_records,
};
use platform::{Work, sensitive::Sensitive};

/// A plan as the superior sets it.
pub struct SettleSkpPlan {
    /// What it holds.
    pub content: SetSkpContent,
    /// Special expectations of the leader.
    pub expectations: SkpExpectations,
    /// Why without the servant.
    pub note: Sensitive<String>,
}

/// The superior writes and sets the plan of a servant who did not bring it to agreement in time.
pub async fn settle_skp_plan(work: &mut Work<'_>, input: SettleSkpPlan, desk: &SkpDesk) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.content.plan, SkpMove::Settle).await?;
    // What was submitted, and never found wanting, is agreed or sent back.
    let is_submitted = plan.stage == SkpStage::Submitted;
    let asked = skp_records::asked_to_write(work.connection, plan.id, is_submitted).await?;
    let asked = desk.day(asked.ok_or(SkpRefusal::Stage(plan.stage))?);
    let rules = desk.book.of(&plan.ruleset)?;
    plan.settle(asked, desk.day(work.now), rules)?;
    write(work, &plan, &input.content).await?;
    expect(work, &plan, &input.expectations).await?;
    must_be_whole(work, &plan, desk).await?;
    save(work, plan, SkpMove::Settle, servant, Said { note: Some(input.note), ..Said::default() }).await
}
