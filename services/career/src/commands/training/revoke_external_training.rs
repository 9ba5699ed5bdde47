use crate::commands::{seal_text, take_evidence_back, training::lock_external};
use crate::{
    domain::{competency_rules::CompetencyRules, external_training::ExternalTraining, hours::Hours},
    error::{Error, TrainingError},
    names,
    store::{external_trainings, hours},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A record that was accepted in error.
pub struct RevokeExternalTraining {
    /// External training as it was read.
    pub training: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Takes back what was accepted in error: the hours are booked back, and both bookings stay; its certificate shows nothing any
/// more. Nobody does it for themselves.
pub async fn revoke_external_training(
    work: &mut Work<'_>,
    input: RevokeExternalTraining,
    competency: &CompetencyRules,
) -> Result<ExternalTraining, Error> {
    let (_, mut training) = lock_external(work, input.training).await?;
    training.revoke().map_err(TrainingError::from)?;
    external_trainings::update(work.connection, &mut training).await?;
    let sealed = seal_text(work, training.id, &input.reason)?;
    external_trainings::save_reason(work.connection, training.id, &sealed).await?;
    let back = Hours {
        servant: training.servant,
        year: training.end.year().into(),
        kind: training.activity,
        hours: -training.hours,
        source: names::EXTERNAL_TRAINING.name(&work.tenant, training.id),
        date: training.end,
    };
    hours::insert(work.connection, &back, work.now).await?;
    take_evidence_back(work, training.id, &input.reason, competency).await?;
    Ok(training)
}
