use crate::commands::training::{lock_session, participants_of};
use crate::{
    domain::{servant::day_of, training_participant::ParticipantRefusal, training_session::TrainingSession},
    error::{Error, TrainingError},
    store::{attendance, servants, training_sessions},
};
use jiff::civil::Date;
use platform::{AsRead, Work};
use uuid::Uuid;

/// Who was there on a day.
pub struct RecordAttendance {
    /// Session as it was read.
    pub session: AsRead,
    /// Day.
    pub day: Date,
    /// Participants, each once.
    pub participants: Vec<Uuid>,
    /// Whether each of them was there.
    pub present: Vec<bool>,
}

/// Notes who was there on a day of the session. Nobody notes it of themselves.
pub async fn record_attendance(work: &mut Work<'_>, input: RecordAttendance) -> Result<TrainingSession, Error> {
    let mut session = lock_session(work, input.session).await?;
    session.must_have_day(input.day, day_of(work.now)).map_err(TrainingError::from)?;
    let me = servants::of_account(work.connection, &work.actor.subject).await?.map(|me| me.id);
    for participant in participants_of(work, session.id, &input.participants).await? {
        participant.must_take_part().map_err(TrainingError::from)?;
        if me == Some(participant.servant) {
            return Err(TrainingError::from(ParticipantRefusal::Own).into());
        }
    }
    attendance::note(work.connection, session.id, input.day, &input.participants, &input.present).await?;
    training_sessions::update(work.connection, &mut session).await?;
    Ok(session)
}
