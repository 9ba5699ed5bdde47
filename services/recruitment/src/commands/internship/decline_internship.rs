use crate::commands::internship::{lock_any, save_remark};
use crate::{
    domain::intern::Internship,
    error::{Error, InternshipError},
    store::internships,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A student who gets no place.
pub struct DeclineInternship {
    /// Internship as it was read.
    pub internship: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Declines an application with a reason.
pub async fn decline_internship(work: &mut Work<'_>, input: DeclineInternship) -> Result<Internship, Error> {
    let mut internship = lock_any(work, input.internship).await?;
    internship.decline().map_err(InternshipError::from)?;
    internships::update(work.connection, &mut internship).await?;
    save_remark(work, &internship, &input.reason).await?;
    Ok(internship)
}
