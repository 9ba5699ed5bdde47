use crate::commands::training::lock_session;
use crate::{
    domain::{servant::day_of, training_participant::ParticipantRefusal, training_session::TrainingSession},
    error::{Error, TrainingError},
    store::{training_participants, training_sessions},
};
use platform::{AsRead, Work};

/// Closes a session in which everybody has a result; whoever still waits is withdrawn.
pub async fn complete_training_session(work: &mut Work<'_>, read: AsRead) -> Result<TrainingSession, Error> {
    let mut session = lock_session(work, read).await?;
    session.complete(day_of(work.now)).map_err(TrainingError::from)?;
    let (missing, _) = training_participants::results(work.connection, session.id).await?;
    if missing > 0 {
        return Err(TrainingError::from(ParticipantRefusal::ResultsMissing(missing)).into());
    }
    training_participants::withdraw_all(work.connection, session.id, false).await?;
    training_sessions::update(work.connection, &mut session).await?;
    session.waiting = 0;
    Ok(session)
}
