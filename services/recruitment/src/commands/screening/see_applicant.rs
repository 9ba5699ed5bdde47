use crate::{
    domain::identity::{birth_date_of, full_name_of},
    error::{Error, ScreeningError},
    store::{
        applications,
        verifications::{self, Item},
    },
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// Reveals to a verifier who applies, to compare with the documents: name and date of birth, never the number. It changes
/// nothing, but who saw whom is part of the audit trail, so it is a unit of work.
pub async fn see_applicant(work: &mut Work<'_>, verification: Uuid) -> Result<(Item, String, Date), Error> {
    let item = verifications::hold_own(work.connection, verification, &work.actor.subject).await?;
    let item = item.ok_or(ScreeningError::VerificationNotFound)?;
    let sealed = applications::identity(work.connection, item.application).await?.ok_or(Error::ApplicationNotFound)?;
    let record = String::from_utf8(work.vault.open(item.application.as_bytes(), &sealed)?).map_err(Error::internal)?;
    let known = full_name_of(&record).map(str::to_owned).zip(birth_date_of(&record));
    let (name, birth_date) = known.ok_or_else(|| Error::internal("a sealed identity is malformed"))?;
    Ok((item, name, birth_date))
}
