use crate::{
    domain::training_session::{SessionState, TrainingSession},
    error::{Error, TrainingError},
    store::{courses, training_sessions},
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// A session to be held.
pub struct CreateTrainingSession {
    /// Course.
    pub course: Uuid,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// People at most.
    pub capacity: i32,
    /// Where.
    pub venue: String,
}

/// Plans a session of a course that is offered. The course is locked, so that nobody takes it out meanwhile.
pub async fn create_training_session(
    work: &mut Work<'_>,
    input: CreateTrainingSession,
) -> Result<TrainingSession, Error> {
    let course = courses::lock(work.connection, input.course).await?.ok_or(TrainingError::CourseNotFound)?;
    course.must_be_offered().map_err(TrainingError::from)?;
    let session = TrainingSession {
        id: Uuid::now_v7(),
        course: course.id,
        state: SessionState::Open,
        start: input.start,
        end: input.end,
        capacity: input.capacity,
        venue: input.venue,
        reason: String::new(),
        taken: 0,
        waiting: 0,
        version: 1,
        create_time: work.now,
    };
    training_sessions::insert(work.connection, &session).await?;
    Ok(session)
}
