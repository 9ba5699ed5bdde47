use crate::commands::training::lock_external;
use crate::{
    commands::{book_hours, note_evidence},
    domain::{
        competency_rules::CompetencyRules,
        evidence::{Evidence, EvidenceKind},
        external_training::ExternalTraining,
        hours::Hours,
    },
    error::{Error, TrainingError},
    names,
    store::external_trainings,
};
use platform::{AsRead, Work};

/// Accepts what another person recorded: books its hours and notes its certificate as evidence. Nobody accepts what they
/// recorded, nor what is about themselves.
pub async fn accept_external_training(
    work: &mut Work<'_>,
    read: AsRead,
    competency: &CompetencyRules,
) -> Result<ExternalTraining, Error> {
    let (_, mut training) = lock_external(work, read).await?;
    training.accept(&work.actor.subject).map_err(TrainingError::from)?;
    external_trainings::update(work.connection, &mut training).await?;
    let source = names::EXTERNAL_TRAINING.name(&work.tenant, training.id);
    let hours = Hours {
        servant: training.servant,
        year: training.end.year().into(),
        kind: training.activity,
        hours: training.hours,
        source,
        date: training.end,
    };
    book_hours(work, hours).await?;
    if let Some(evidence) = evidence_of(&training) {
        note_evidence(work, evidence, competency).await?;
    }
    Ok(training)
}

/// What the certificate proves: evidence of the training's id, so that who revokes the training finds it.
fn evidence_of(training: &ExternalTraining) -> Option<Evidence> {
    let teaching = training.teaching.as_ref()?;
    Some(Evidence {
        id: training.id,
        servant: training.servant,
        kind: EvidenceKind::Certificate,
        dictionary: teaching.dictionary.clone(),
        code: teaching.code.clone(),
        level: teaching.level,
        assessor: training.provider.clone(),
        instrument: training.title.clone(),
        date: training.end,
        expiry: None,
        reference: training.certificate.clone(),
    })
}
