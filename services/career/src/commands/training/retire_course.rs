use crate::{
    domain::course::Course,
    error::{Error, TrainingError},
    store::courses,
};
use platform::{AsRead, Work};

/// Takes a course out of the catalogue; its sessions go on.
pub async fn retire_course(work: &mut Work<'_>, read: AsRead) -> Result<Course, Error> {
    let mut course = courses::lock(work.connection, read.id).await?.ok_or(TrainingError::CourseNotFound)?;
    read.must_be(course.version)?;
    course.retire(work.now).map_err(TrainingError::from)?;
    courses::update(work.connection, &mut course).await?;
    Ok(course)
}
