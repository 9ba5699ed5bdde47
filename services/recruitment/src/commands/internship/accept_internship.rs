use crate::commands::internship::{lock_any, lock_place};
use crate::{
    domain::intern::{Internship, Mentor, day_of},
    error::{Error, InternshipError},
    store::{internship_agreements, internship_places, internships},
};
use platform::{AsRead, Failure, Violations, Work};

/// A student who gets a place.
pub struct AcceptInternship {
    /// Internship as it was read.
    pub internship: AsRead,
    /// Mentor.
    pub mentor: Mentor,
}

/// Gives a student a seat and a mentor, who is not the university: nobody countersigns and assesses the own students. The rows
/// of agreement and place count the seats, so they are locked first.
pub async fn accept_internship(work: &mut Work<'_>, input: AcceptInternship) -> Result<Internship, Error> {
    let (mut agreement, mut place) = lock_place(work, input.internship).await?;
    let mut internship = lock_any(work, input.internship).await?;
    if internship.is_of_institution(&input.mentor.subject) {
        let mut check = Violations::default();
        check.add("mentor_subject", "must not be the university's");
        return Err(Failure::from(check).into());
    }
    internship.accept(input.mentor).map_err(InternshipError::from)?;
    place.take_seat(&mut agreement, day_of(work.now)).map_err(InternshipError::from)?;
    internship_agreements::update(work.connection, &mut agreement).await?;
    internship_places::update(work.connection, &mut place).await?;
    internships::update(work.connection, &mut internship).await?;
    Ok(internship)
}
