use crate::commands::internship::lock_own;
use crate::{
    domain::intern::Internship,
    error::{Error, InternshipError},
    store::internships,
};
use platform::{AsRead, Work};

/// Withdraws the student's consent to a talent note (UU 27/2022 art. 9): at once, in every state.
pub async fn withdraw_talent_consent(work: &mut Work<'_>, input: AsRead) -> Result<Internship, Error> {
    let mut internship = lock_own(work, input, Internship::is_of_institution).await?;
    internship.withdraw_consent().map_err(InternshipError::from)?;
    internships::update(work.connection, &mut internship).await?;
    Ok(internship)
}
