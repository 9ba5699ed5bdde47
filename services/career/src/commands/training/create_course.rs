use crate::{
    commands::must_be_known,
    domain::{
        competency_rules::CompetencyRules,
        course::{Course, CourseKind, Mode, Teaching},
    },
    error::{Error, TrainingError},
    store::courses,
};
use platform::Work;
use uuid::Uuid;

/// A course for the catalogue.
pub struct CreateCourse {
    /// Code for people.
    pub code: String,
    /// Title.
    pub title: String,
    /// What it is about.
    pub kind: CourseKind,
    /// Kind of activity by BKN's id.
    pub activity: i32,
    /// What it teaches.
    pub teaching: Option<Teaching>,
    /// Lesson hours.
    pub hours: i64,
    /// Rupiah a person.
    pub rupiah: i64,
    /// Who gives it.
    pub provider: String,
    /// How it is held.
    pub mode: Mode,
}

/// Adds a course to the catalogue, one offered course a code. What it teaches is a competency that somebody knows.
pub async fn create_course(
    work: &mut Work<'_>,
    input: CreateCourse,
    competency: &CompetencyRules,
) -> Result<Course, Error> {
    if let Some(teaching) = &input.teaching {
        must_be_known(work, &teaching.competency(), competency).await?;
    }
    let course = Course {
        id: Uuid::now_v7(),
        code: input.code,
        title: input.title,
        kind: input.kind,
        activity: input.activity,
        teaching: input.teaching,
        hours: input.hours,
        rupiah: input.rupiah,
        provider: input.provider,
        mode: input.mode,
        retire_time: None,
        version: 1,
        create_time: work.now,
    };
    courses::insert(work.connection, &course).await.map_err(TrainingError::of)?;
    Ok(course)
}
