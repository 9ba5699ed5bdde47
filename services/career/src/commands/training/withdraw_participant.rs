use crate::commands::training::{give_seat, must_be_of_another, participants_of, save_remark};
use crate::{
    domain::{servant::day_of, training_participant::Participant, training_session::TrainingSession},
    error::{Error, TrainingError},
    store::{servants, training_gaps, training_participants, training_sessions},
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// Somebody who leaves a session before a result.
pub struct WithdrawParticipant {
    /// Participant as it was read.
    pub participant: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Takes another person out; the first of the waiting list whose hours keep to the cap gets the seat.
pub async fn withdraw_participant(work: &mut Work<'_>, input: WithdrawParticipant) -> Result<Participant, Error> {
    let found = training_participants::get(work.connection, input.participant.id).await?;
    let found = found.ok_or(TrainingError::ParticipantNotFound)?;
    let session = training_sessions::lock(work.connection, found.session).await?;
    let mut session = session.ok_or(TrainingError::SessionNotFound)?;
    session.must_be_open().map_err(TrainingError::from)?;
    let mut held = participants_of(work, session.id, &[found.id]).await?;
    let mut participant = held.pop().ok_or(TrainingError::ParticipantNotFound)?;
    input.participant.must_be(participant.version)?;
    hold_queue(work, &session, participant.servant).await?;
    let servant = servants::get(work.connection, participant.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_of_another(work, &servant)?;
    let freed = participant.withdraw().map_err(TrainingError::from)?;
    training_participants::update(work.connection, &mut participant).await?;
    save_remark(work, participant.id, &input.reason).await?;
    if freed && session.must_take_people(day_of(work.now)).is_ok() {
        give_seat(work, &session).await?;
    }
    training_sessions::update(work.connection, &mut session).await?;
    Ok(participant)
}

/// Holds everybody who waits and the one who leaves, by id: several servants are held in one order by everybody.
async fn hold_queue(work: &mut Work<'_>, session: &TrainingSession, leaving: Uuid) -> Result<(), Error> {
    let waiting = training_participants::waiting(work.connection, session.id).await?;
    let people: Vec<Uuid> = waiting.iter().map(|one| one.servant).chain([leaving]).collect();
    Ok(training_gaps::hold(work.connection, &people).await?)
}
