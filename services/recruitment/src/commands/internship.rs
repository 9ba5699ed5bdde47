mod accept_internship;
mod assess_internship;
mod certify_internship;
mod countersign_logbook_entry;
mod create_internship_agreement;
mod create_internship_place;
mod decline_internship;
mod end_internship_agreement;
mod start_internship;
mod submit_internship;
mod sweep_internships;
mod withdraw_internship;
mod withdraw_talent_consent;
mod write_logbook_entry;

pub use accept_internship::*;
pub use assess_internship::*;
pub use certify_internship::*;
pub use countersign_logbook_entry::*;
pub use create_internship_agreement::*;
pub use create_internship_place::*;
pub use decline_internship::*;
pub use end_internship_agreement::*;
pub use start_internship::*;
pub use submit_internship::*;
pub use sweep_internships::*;
pub use withdraw_internship::*;
pub use withdraw_talent_consent::*;
pub use write_logbook_entry::*;

use crate::{
    domain::{
        intern::{Internship, Student},
        internship_agreement::{Agreement, Place},
    },
    error::{Error, InternshipError},
    store::{internship_agreements, internship_places, internships},
};
use platform::{
    AsRead, Locked, Work,
    sensitive::{Sealed, Sensitive, Vault},
};

/// Separates the mentor's reasons where they are sealed together; no text from outside holds it.
pub(crate) const REASONS_SEPARATOR: char = '\u{1e}';

/// Locks an internship that nobody has changed since it was read, if it concerns the caller.
async fn lock_own(
    work: &mut Work<'_>,
    read: AsRead,
    concerns: impl FnOnce(&Internship, &str) -> bool,
) -> Result<Internship, Error> {
    Ok(lock_held(work, read, concerns).await?.release())
}

/// The same, for who tells other services of it.
async fn lock_held(
    work: &mut Work<'_>,
    read: AsRead,
    concerns: impl FnOnce(&Internship, &str) -> bool,
) -> Result<Locked<Internship>, Error> {
    let found = internships::lock(work.connection, read.id).await?;
    let found = found.filter(|internship| concerns(internship, &work.actor.subject));
    let internship = found.ok_or(InternshipError::NotFound)?;
    read.must_be(internship.version)?;
    Ok(internship)
}

/// Locks an internship for an office that decides about all of them.
async fn lock_any(work: &mut Work<'_>, read: AsRead) -> Result<Internship, Error> {
    lock_own(work, read, |_, _| true).await
}

/// Locks the agreement and the place of an internship, in this order. Neither of the two is ever another one's.
async fn lock_place(work: &mut Work<'_>, read: AsRead) -> Result<(Agreement, Place), Error> {
    let internship = internships::get(work.connection, read.id).await?.ok_or(InternshipError::NotFound)?;
    let agreement = internship_agreements::lock(work.connection, internship.agreement_id).await?;
    let place = internship_places::lock(work.connection, internship.place_id).await?;
    agreement.zip(place).ok_or(InternshipError::PlaceNotFound.into())
}

/// Keeps sealed why an internship was declined or ended.
async fn save_remark(work: &mut Work<'_>, internship: &Internship, reason: &Sensitive<String>) -> Result<(), Error> {
    let sealed = work.vault.seal(internship.id.as_bytes(), reason.reveal().as_bytes())?;
    Ok(internships::save_remark(work.connection, internship.id, &sealed).await?)
}

/// A sealed text about an internship; empty where there is none, or none any more.
pub(crate) fn open_internship_text(vault: &Vault, owner: &[u8], sealed: &Sealed) -> Result<String, Error> {
    if sealed.key.is_empty() {
        return Ok(String::new());
    }
    String::from_utf8(vault.open(owner, sealed)?).map_err(Error::internal)
}

/// Who does an internship; `None` once erased.
pub(crate) fn open_student(vault: &Vault, internship: &Internship, sealed: &Sealed) -> Result<Option<Student>, Error> {
    if sealed.key.is_empty() {
        return Ok(None);
    }
    let record = open_internship_text(vault, internship.id.as_bytes(), sealed)?;
    let student = Student::from_record(&record).ok_or_else(|| Error::internal("a sealed student without a name"))?;
    Ok(Some(student))
}
