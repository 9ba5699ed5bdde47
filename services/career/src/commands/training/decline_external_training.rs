use crate::commands::{seal_text, training::lock_external};
use crate::{
    domain::external_training::ExternalTraining,
    error::{Error, TrainingError},
    store::external_trainings,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A record that is not accepted.
pub struct DeclineExternalTraining {
    /// External training as it was read.
    pub training: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Declines what another person recorded. Nobody does it for themselves.
pub async fn decline_external_training(
    work: &mut Work<'_>,
    input: DeclineExternalTraining,
) -> Result<ExternalTraining, Error> {
    let (_, mut training) = lock_external(work, input.training).await?;
    training.decline(&work.actor.subject).map_err(TrainingError::from)?;
    external_trainings::update(work.connection, &mut training).await?;
    let sealed = seal_text(work, training.id, &input.reason)?;
    external_trainings::save_reason(work.connection, training.id, &sealed).await?;
    Ok(training)
}
