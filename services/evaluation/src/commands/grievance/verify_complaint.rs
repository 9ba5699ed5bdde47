use super::{ComplaintBook, lock_as_read, save};
use crate::{
    domain::{complaint::Complaint, report_nature::Nature},
    error::Error,
};
use platform::{AsRead, Work};

/// What the desk found a report to be.
pub struct VerifyComplaint {
    /// Complaint.
    pub complaint: AsRead,
    /// What it is.
    pub nature: Nature,
}

/// Verifies a complaint; its deadline follows from what it is, counted from the receipt, unless another system
/// promised an earlier day.
pub async fn verify_complaint(
    work: &mut Work<'_>,
    input: VerifyComplaint,
    book: &ComplaintBook,
) -> Result<Complaint, Error> {
    let mut complaint = lock_as_read(work, input.complaint).await?;
    let deadline = book.deadline(&input.nature, complaint.receive_time);
    complaint.verify(input.nature, deadline, book.day(work.now))?;
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}
