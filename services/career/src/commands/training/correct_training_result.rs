use crate::commands::training::{
    book_back, course_of, must_be_of_another, participants_of,
    record_training_results::{Ended, must_have_attended, settle, tell},
};
use crate::{
    commands::{seal_text, take_evidence_back},
    domain::{
        competency_rules::CompetencyRules,
        servant::day_of,
        training_participant::{Outcome, Participant},
    },
    error::{Error, TrainingError},
    names, rulesets,
    store::{
        attendance, evidence, servants, training_participants,
        training_result_corrections::{self, WrongResult},
        training_sessions,
    },
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A result that was recorded wrongly.
pub struct CorrectTrainingResult {
    /// Participant as it was read.
    pub participant: AsRead,
    /// What really came of the course.
    pub outcome: Outcome,
    /// Why the other result was wrong.
    pub reason: Sensitive<String>,
}

/// Puts the result of one person right: the wrong one is kept with the reason. Where passing changes, hours are booked back and
/// evidence is withdrawn, or both come now. Nobody does it for themselves.
pub async fn correct_training_result(
    work: &mut Work<'_>,
    input: CorrectTrainingResult,
    competency: &CompetencyRules,
) -> Result<Participant, Error> {
    let found = training_participants::get(work.connection, input.participant.id).await?;
    let found = found.ok_or(TrainingError::ParticipantNotFound)?;
    let session = training_sessions::lock(work.connection, found.session).await?;
    let mut session = session.ok_or(TrainingError::SessionNotFound)?;
    let mut held = participants_of(work, session.id, &[found.id]).await?;
    let mut participant = held.pop().ok_or(TrainingError::ParticipantNotFound)?;
    input.participant.must_be(participant.version)?;
    let servant = servants::lock(work.connection, participant.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_of_another(work, &servant)?;
    let course = course_of(work, &session).await?;
    let rules = rulesets::training::in_force(day_of(work.now))?;
    let days = attendance::days_held(work.connection, session.id).await?;
    must_have_attended(&course, &participant, input.outcome.passed, days, &rules)?;
    let (passes, hours) = (input.outcome.passed, participant.hours);
    let was = participant.correct(input.outcome, course.hours).map_err(TrainingError::from)?;
    training_participants::update(work.connection, &mut participant).await.map_err(TrainingError::of)?;
    let passed = was.passed;
    let wrong = WrongResult { was, hours, corrected_by: work.actor.subject.to_string() };
    let reason = seal_text(work, participant.id, &input.reason)?;
    training_result_corrections::insert(work.connection, participant.id, &wrong, &reason, work.now).await?;
    let day = participant.result_date.unwrap_or(session.end);
    let ended = Ended { course: &course, day, year: session.end.year().into(), competency };
    if passed && !passes {
        take_back(work, &participant, &input.reason, competency).await?;
    } else if passes && !passed {
        settle(work, &ended, &participant).await?;
    }
    training_sessions::update(work.connection, &mut session).await?;
    tell(work, &ended, &participant).await?;
    Ok(participant)
}

/// Books back what the wrong pass had brought, and withdraws its evidence.
async fn take_back(
    work: &mut Work<'_>,
    participant: &Participant,
    reason: &Sensitive<String>,
    competency: &CompetencyRules,
) -> Result<(), Error> {
    let source = names::TRAINING_SESSION.name(&work.tenant, participant.session);
    let brought = evidence::of_reference(work.connection, participant.servant, &source).await?;
    book_back(work, participant.servant, source).await?;
    for id in brought {
        take_evidence_back(work, id, reason, competency).await?;
    }
    Ok(())
}
