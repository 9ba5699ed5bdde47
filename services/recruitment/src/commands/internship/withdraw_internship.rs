use crate::commands::internship::{lock_own, lock_place, save_remark};
use crate::{
    domain::intern::Internship,
    error::{Error, InternshipError},
    store::{internship_agreements, internship_places, internships},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// An internship that its university ends.
pub struct WithdrawInternship {
    /// Internship as it was read.
    pub internship: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Ends an internship of the caller's university; a seat that was not used yet is free again.
pub async fn withdraw_internship(work: &mut Work<'_>, input: WithdrawInternship) -> Result<Internship, Error> {
    let (mut agreement, mut place) = lock_place(work, input.internship).await?;
    let mut internship = lock_own(work, input.internship, Internship::is_of_institution).await?;
    if internship.withdraw().map_err(InternshipError::from)? {
        place.free_seat(&mut agreement);
        internship_agreements::update(work.connection, &mut agreement).await?;
        internship_places::update(work.connection, &mut place).await?;
    }
    internships::update(work.connection, &mut internship).await?;
    save_remark(work, &internship, &input.reason).await?;
    Ok(internship)
}
