use crate::{
    domain::seat_leaf::terms_text,
    error::{AppointmentError, Error},
    store::withdrawals,
};
use ::proof::Salt;
use platform::Work;
use uuid::Uuid;

/// What is told about a withdrawal only to whoever has to know.
pub struct Inspected {
    /// What the candidate stated; empty once erased.
    pub reason: String,
    /// Cause and sanction, as the leaf of the log commits to them.
    pub terms: String,
    /// What opens the commitment.
    pub salt: Salt,
}

/// Opens what a candidate stated on leaving. It is a unit of work, so that the audit trail says who saw it.
pub async fn inspect_withdrawal(work: &mut Work<'_>, id: Uuid) -> Result<Inspected, Error> {
    let found = withdrawals::get(work.connection, id).await?;
    let (listed, note) = found.ok_or(AppointmentError::WithdrawalNotFound)?;
    let erased = note.reason.data.is_empty();
    let reason = if erased { Vec::new() } else { work.vault.open(id.as_bytes(), &note.reason)? };
    Ok(Inspected {
        reason: String::from_utf8_lossy(&reason).into_owned(),
        terms: terms_text(&listed.number, &listed.withdrawal),
        salt: note.salt,
    })
}
