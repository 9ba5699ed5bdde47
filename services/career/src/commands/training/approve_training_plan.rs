use crate::{
    domain::training_plan::TrainingPlan,
    error::{Error, TrainingError},
    store::training_plans,
};
use platform::{AsRead, Work};

/// Approves a plan.
pub async fn approve_training_plan(work: &mut Work<'_>, read: AsRead) -> Result<TrainingPlan, Error> {
    let mut plan = training_plans::lock(work.connection, read.id).await?.ok_or(TrainingError::PlanNotFound)?;
    read.must_be(plan.version)?;
    plan.approve(work.now).map_err(TrainingError::from)?;
    training_plans::update(work.connection, &mut plan).await?;
    Ok(plan)
}
