use super::{ComplaintBook, lock_as_read, save_resolved};
use crate::{domain::complaint::Complaint, error::Error};
use platform::{AsRead, Work};

/// Ends an answered complaint before the time to reply is over, and tells that it is resolved.
pub async fn close_complaint(work: &mut Work<'_>, read: AsRead, book: &ComplaintBook) -> Result<Complaint, Error> {
    let mut complaint = lock_as_read(work, read).await?;
    complaint.close(book.day(work.now))?;
    save_resolved(work, &mut complaint).await?;
    Ok(complaint.release())
}
