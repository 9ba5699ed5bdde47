use super::{ComplaintBook, lock_as_read, save_resolved, say};
use crate::{
    domain::{complaint::Complaint, complaint_thread::Said},
    error::Error,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// The answer to a complaint that the desk knows itself.
pub struct ResolveComplaint {
    /// Complaint.
    pub complaint: AsRead,
    /// The answer; it may name people.
    pub answer: Sensitive<String>,
    /// Reporters of duplicates see it too.
    pub is_shared: bool,
}

/// Answers a complaint, ends it, and tells that it is resolved.
pub async fn resolve_complaint(
    work: &mut Work<'_>,
    input: ResolveComplaint,
    book: &ComplaintBook,
) -> Result<Complaint, Error> {
    let mut complaint = lock_as_read(work, input.complaint).await?;
    complaint.resolve(book.day(work.now))?;
    let said = Said::answer(complaint.id, input.is_shared, work.now);
    say(work, &said, &input.answer).await?;
    save_resolved(work, &mut complaint).await?;
    Ok(complaint.release())
}
