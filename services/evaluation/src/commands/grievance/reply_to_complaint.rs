use super::{ComplaintBook, find_followed, save, say};
use crate::{
    domain::complaint_thread::{Author, Said},
    error::{Error, GrievanceError},
    store::{complaint_messages, complaint_reporters::Followed, complaint_rounds, complaints},
};
use jiff::SignedDuration;
use platform::{Failure, Work, sensitive::Sensitive};

/// What a reporter replies.
pub struct ReplyToComplaint {
    /// Follow-up code.
    pub code: Sensitive<String>,
    /// What they say.
    pub text: Sensitive<String>,
}

/// In which replies to one report are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Takes a reply of whoever has the code. It is kept with their own report, and moves the one that theirs was merged into.
pub async fn reply_to_complaint(
    work: &mut Work<'_>,
    input: ReplyToComplaint,
    book: &ComplaintBook,
) -> Result<Followed, Error> {
    let followed = find_followed(work.connection, &work.vault, &input.code).await?;
    let own = complaints::get(work.connection, followed.complaint).await?.ok_or(Error::ComplaintNotFound)?;
    let whole = own.merged_into.unwrap_or(own.id);
    let mut whole = complaints::lock(work.connection, whole).await?.ok_or(Error::ComplaintNotFound)?;
    // Below the lock: of replies at once each counts those before it.
    let (since, most) = (work.now - DAY, book.rules.replies_a_day);
    if complaint_messages::count_replies(work.connection, own.id, since, i64::from(most)).await? >= i64::from(most) {
        return Err(GrievanceError::Flooded(most).into());
    }
    // Somebody may have merged or separated the report while this waited for the lock.
    let again = complaints::get(work.connection, own.id).await?.ok_or(Error::ComplaintNotFound)?;
    if again.merged_into != own.merged_into {
        return Err(Failure::EtagMismatch.into());
    }
    let deadline = book.deadline(&whole.nature, work.now);
    whole.take_reply(&book.rules, deadline, book.day(work.now))?;
    complaint_rounds::keep(work.connection, whole.id).await?;
    let said = Said::now(own.id, Author::Reporter, work.now);
    say(work, &said, &input.text).await?;
    save(work, &mut whole).await?;
    Ok(followed)
}
