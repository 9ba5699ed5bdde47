use super::{ComplaintBook, lock_own, save, say};
use crate::{
    domain::{complaint::Complaint, complaint_thread::Said},
    error::Error,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// What a unit answers.
pub struct AnswerComplaint {
    /// Complaint.
    pub complaint: AsRead,
    /// The answer; it may name people.
    pub answer: Sensitive<String>,
    /// Reporters of duplicates see it too.
    pub is_shared: bool,
}

/// The caller's unit answers; the reporter may reply, and without a reply it closes by itself.
pub async fn answer_complaint(
    work: &mut Work<'_>,
    input: AnswerComplaint,
    book: &ComplaintBook,
) -> Result<Complaint, Error> {
    let mut complaint = lock_own(work, input.complaint).await?;
    complaint.answer(&book.rules, book.day(work.now))?;
    let said = Said::answer(complaint.id, input.is_shared, work.now);
    say(work, &said, &input.answer).await?;
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}
