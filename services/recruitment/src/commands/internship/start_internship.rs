use crate::commands::internship::lock_any;
use crate::{
    domain::intern::{Internship, day_of},
    error::{Error, InternshipError},
    store::internships,
};
use platform::{AsRead, Work};

/// Notes that the student has begun.
pub async fn start_internship(work: &mut Work<'_>, input: AsRead) -> Result<Internship, Error> {
    let mut internship = lock_any(work, input).await?;
    internship.start(day_of(work.now)).map_err(InternshipError::from)?;
    internships::update(work.connection, &mut internship).await?;
    Ok(internship)
}
