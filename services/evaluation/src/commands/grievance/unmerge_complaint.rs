use super::{lock_as_read, save};
use crate::{domain::complaint::Complaint, error::Error, store::complaint_reporters};
use platform::{AsRead, Work};

/// Separates a duplicate: it stands where it stood before.
pub async fn unmerge_complaint(work: &mut Work<'_>, read: AsRead) -> Result<Complaint, Error> {
    let mut complaint = lock_as_read(work, read).await?;
    complaint.separate()?;
    complaint_reporters::unrate(work.connection, complaint.id).await?;
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}
