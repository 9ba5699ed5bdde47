use super::{ComplaintBook, StepWithReason, lock_as_read, save, say};
use crate::{
    domain::{complaint::Complaint, complaint_thread::Said},
    error::Error,
};
use platform::Work;

/// Puts a complaint away; the reporter learns why.
pub async fn archive_complaint(
    work: &mut Work<'_>,
    input: StepWithReason,
    book: &ComplaintBook,
) -> Result<Complaint, Error> {
    let mut complaint = lock_as_read(work, input.complaint).await?;
    complaint.archive(book.day(work.now))?;
    let said = Said::by_office(complaint.id, input.is_shared, work.now);
    say(work, &said, &input.reason).await?;
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}
