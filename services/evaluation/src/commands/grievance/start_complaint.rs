use super::{lock_own, save};
use crate::{domain::complaint::Complaint, error::Error};
use platform::{AsRead, Work};

/// The caller's unit begins to handle a complaint.
pub async fn start_complaint(work: &mut Work<'_>, read: AsRead) -> Result<Complaint, Error> {
    let mut complaint = lock_own(work, read).await?;
    complaint.start()?;
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}
