use super::{
    set_skp_content::{SkpExpectations, expect},
    skp_desk::{Said, lock_for, save},
};
use crate::{
    domain::{skp_plan::SkpPlan, skp_stage::SkpMove},
    error::Error,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A step that asks for nothing but the stage and whose part it is: to clarify, to agree, to revise, to accept.
pub struct TakeSkpStep {
    /// Plan as it was read.
    pub plan: AsRead,
    /// What was said with it.
    pub note: Option<Sensitive<String>>,
    /// What the leader expects in particular, where that is said with it.
    pub expectations: SkpExpectations,
}

/// Takes such a step.
pub async fn take_skp_step(work: &mut Work<'_>, step: SkpMove, input: TakeSkpStep) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.plan, step).await?;
    plan.take(step)?;
    expect(work, &plan, &input.expectations).await?;
    save(work, plan, step, servant, Said { note: input.note, ..Said::default() }).await
}
