mod accept_external_training;
mod approve_training_plan;
mod book_back;
mod book_hours;
mod cancel_training_session;
mod complete_training_session;
mod confirm_nominations;
mod correct_training_result;
mod create_course;
mod create_training_plan;
mod create_training_session;
mod decline_external_training;
mod enrol_participant;
mod give_seat;
mod nominate_participants;
mod record_attendance;
mod record_external_training;
mod record_training_results;
mod retire_course;
mod revoke_external_training;
mod withdraw_participant;

pub use crate::domain::hours::Hours;
pub use accept_external_training::*;
pub use approve_training_plan::*;
pub use book_back::*;
pub use book_hours::*;
pub use cancel_training_session::*;
pub use complete_training_session::*;
pub use confirm_nominations::*;
pub use correct_training_result::*;
pub use create_course::*;
pub use create_training_plan::*;
pub use create_training_session::*;
pub use decline_external_training::*;
pub use enrol_participant::*;
pub(in crate::commands) use give_seat::give_seat;
pub use nominate_participants::*;
pub use record_attendance::*;
pub use record_external_training::*;
pub use record_training_results::*;
pub use retire_course::*;
pub use revoke_external_training::*;
pub use withdraw_participant::*;

use crate::{
    domain::{
        course::Course,
        external_training::{ExternalRefusal, ExternalTraining},
        servant::Servant,
        training_participant::{Participant, ParticipantRefusal},
        training_rules::TrainingRules,
        training_session::TrainingSession,
    },
    error::{Error, TrainingError},
    store::{courses, external_trainings, hours, servants, training_participants, training_sessions},
};
use platform::{AsRead, Locked, Work, sensitive::Sensitive};
use uuid::Uuid;

/// Locks a session that nobody has changed since it was read.
async fn lock_session(work: &mut Work<'_>, read: AsRead) -> Result<TrainingSession, Error> {
    let session = training_sessions::lock(work.connection, read.id).await?.ok_or(TrainingError::SessionNotFound)?;
    read.must_be(session.version)?;
    Ok(session)
}

/// The course of a session.
async fn course_of(work: &mut Work<'_>, session: &TrainingSession) -> Result<Course, Error> {
    let course = courses::get(work.connection, session.course).await?;
    Ok(course.ok_or(TrainingError::CourseNotFound)?)
}

/// Those of a session with these ids, all of them; the session is locked.
async fn participants_of(work: &mut Work<'_>, session: Uuid, ids: &[Uuid]) -> Result<Vec<Participant>, Error> {
    let found = training_participants::of(work.connection, session, ids).await?;
    if found.len() == ids.len() { Ok(found) } else { Err(TrainingError::ParticipantNotFound.into()) }
}

/// Whether the hours of a course keep to the cap of the session's year, with what is booked and reserved. The servant is
/// locked, so that no two sessions reserve the same hours.
async fn must_fit(
    work: &mut Work<'_>,
    servant: &Servant,
    session: &TrainingSession,
    course: &Course,
    rules: &TrainingRules,
) -> Result<(), Error> {
    let year = session.end.year().into();
    let booked = hours::of_year(work.connection, servant.id, year).await?;
    let reserved = hours::reserved(work.connection, servant.id, year).await?;
    let fits = rules.must_fit(servant.employment, booked.saturating_add(reserved), course.hours);
    Ok(fits.map_err(TrainingError::from)?)
}

/// Nobody decides about the own participation or result.
fn must_be_of_another(work: &Work<'_>, servant: &Servant) -> Result<(), TrainingError> {
    if super::is_actor(work, servant) { Err(ParticipantRefusal::Own.into()) } else { Ok(()) }
}

/// Locks the servant, who is not the caller, and then an external training of that servant that nobody has changed since it was
/// read.
async fn lock_external(work: &mut Work<'_>, read: AsRead) -> Result<(Locked<Servant>, ExternalTraining), Error> {
    let found = external_trainings::get(work.connection, read.id).await?.ok_or(TrainingError::ExternalNotFound)?;
    let servant = servants::lock(work.connection, found.servant).await?.ok_or(Error::ServantNotFound)?;
    let training = external_trainings::lock(work.connection, read.id).await?;
    let training = training.ok_or(TrainingError::ExternalNotFound)?;
    read.must_be(training.version)?;
    if super::is_actor(work, &servant) {
        return Err(TrainingError::from(ExternalRefusal::Own).into());
    }
    Ok((servant, training))
}

/// Keeps sealed why somebody came in or left: it may tell of an illness.
pub(in crate::commands) async fn save_remark(
    work: &mut Work<'_>,
    participant: Uuid,
    reason: &Sensitive<String>,
) -> Result<(), Error> {
    let sealed = super::seal_text(work, participant, reason)?;
    Ok(training_participants::save_remark(work.connection, participant, &sealed).await?)
}
