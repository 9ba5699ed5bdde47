use super::{ComplaintBook, save};
use crate::{domain::complaint::Complaint, error::Error, store::complaints};
use platform::{AsRead, Locked, Work};
use uuid::Uuid;

/// Two reports that say the same.
pub struct MergeComplaint {
    /// The duplicate.
    pub complaint: AsRead,
    /// The one it is merged into.
    pub into: Uuid,
}

/// Makes a complaint a duplicate of another. Its reporter stays its own and follows the other one.
pub async fn merge_complaint(
    work: &mut Work<'_>,
    input: MergeComplaint,
    book: &ComplaintBook,
) -> Result<Complaint, Error> {
    let (mut complaint, other) = lock_both(work, input.complaint.id, input.into).await?;
    input.complaint.must_be(complaint.version)?;
    let (_, duplicates) = complaints::duplicates(work.connection, complaint.id, 1).await?;
    complaint.merge_into(&other, duplicates > 0, &book.rules, book.day(work.now))?;
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}

/// Locks the two in the order of their ids, so that two merges at once wait for each other and do not lock each other out.
async fn lock_both(work: &mut Work<'_>, duplicate: Uuid, other: Uuid) -> Result<(Locked<Complaint>, Complaint), Error> {
    let mut first = lock(work, duplicate.min(other)).await?;
    if duplicate == other {
        let same = Complaint::clone(&first);
        return Ok((first, same));
    }
    let mut second = lock(work, duplicate.max(other)).await?;
    if duplicate > other {
        std::mem::swap(&mut first, &mut second);
    }
    Ok((first, second.release()))
}

async fn lock(work: &mut Work<'_>, id: Uuid) -> Result<Locked<Complaint>, Error> {
    complaints::lock(work.connection, id).await?.ok_or(Error::ComplaintNotFound)
}
