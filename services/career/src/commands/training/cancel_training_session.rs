use crate::commands::training::lock_session;
use crate::{
    domain::{training_participant::ParticipantRefusal, training_session::TrainingSession},
    error::{Error, TrainingError},
    store::{training_participants, training_sessions},
};
use platform::{AsRead, Work};

/// A session that is not held.
pub struct CancelTrainingSession {
    /// Session as it was read.
    pub session: AsRead,
    /// Why.
    pub reason: String,
}

/// Gives a session up in which nobody has a result; everybody in it is withdrawn.
pub async fn cancel_training_session(
    work: &mut Work<'_>,
    input: CancelTrainingSession,
) -> Result<TrainingSession, Error> {
    let mut session = lock_session(work, input.session).await?;
    session.cancel(input.reason).map_err(TrainingError::from)?;
    let (_, there) = training_participants::results(work.connection, session.id).await?;
    if there > 0 {
        return Err(TrainingError::from(ParticipantRefusal::ResultsThere(there)).into());
    }
    training_participants::withdraw_all(work.connection, session.id, true).await?;
    training_sessions::update(work.connection, &mut session).await?;
    (session.taken, session.waiting) = (0, 0);
    Ok(session)
}
