use super::{ComplaintBook, StepWithReason, lock_as_read, save, say};
use crate::{
    domain::{complaint::Complaint, complaint_thread::Said},
    error::Error,
    store::complaint_rounds,
};
use platform::Work;

/// Opens a closed complaint again, with the time to answer from now on; the reporter learns why.
pub async fn reopen_complaint(
    work: &mut Work<'_>,
    input: StepWithReason,
    book: &ComplaintBook,
) -> Result<Complaint, Error> {
    let mut complaint = lock_as_read(work, input.complaint).await?;
    let deadline = book.deadline(&complaint.nature, work.now);
    complaint.reopen(deadline)?;
    complaint_rounds::keep(work.connection, complaint.id).await?;
    let said = Said::by_office(complaint.id, input.is_shared, work.now);
    say(work, &said, &input.reason).await?;
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}
