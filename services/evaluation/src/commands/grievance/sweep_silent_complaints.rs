use super::{ComplaintBook, save_resolved};
use crate::{
    error::Error,
    store::{complaint_sweeps, complaints},
};
use platform::Work;
use uuid::Uuid;

/// Where a sweep over all complaints goes on.
pub struct ComplaintSweep {
    /// Last one of the part before.
    pub after: Uuid,
    /// Most of this part.
    pub most: i64,
}

/// What a part of a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComplaintPass {
    /// How many it concerned.
    pub done: i64,
    /// Last one, if there may be more.
    pub last: Option<Uuid>,
    /// How many come after it.
    pub remaining: i64,
}

impl ComplaintPass {
    /// After a part that looked at these.
    pub(super) fn over(ids: &[Uuid], done: i64, most: i64) -> Self {
        let is_full = i64::try_from(ids.len()).unwrap_or(i64::MAX) >= most;
        Self { done, last: ids.last().copied().filter(|_| is_full), remaining: 0 }
    }
}

/// Ends the answered complaints whose reporters did not reply in time, and tells each. Who replied meanwhile is left alone.
pub async fn sweep_silent_complaints(
    work: &mut Work<'_>,
    input: ComplaintSweep,
    book: &ComplaintBook,
) -> Result<ComplaintPass, Error> {
    let today = book.day(work.now);
    let ids = complaint_sweeps::silent_after(work.connection, input.after, input.most, today).await?;
    let mut closed = 0;
    for id in &ids {
        let Some(mut complaint) = complaints::lock(work.connection, *id).await? else { continue };
        if complaint.merged_into.is_some() || !complaint.is_silent(today) {
            continue;
        }
        complaint.close(today)?;
        save_resolved(work, &mut complaint).await?;
        closed += 1;
    }
    let mut pass = ComplaintPass::over(&ids, closed, input.most);
    if let Some(last) = pass.last {
        pass.remaining = complaint_sweeps::count_silent(work.connection, last, today).await?;
    }
    Ok(pass)
}
