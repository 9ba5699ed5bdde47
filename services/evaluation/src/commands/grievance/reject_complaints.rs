use super::{ComplaintBook, save, say};
use crate::{
    domain::complaint_thread::Said,
    error::Error,
    store::{complaint_sweeps, complaints},
};
use platform::{Work, sensitive::Sensitive};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a flood left behind, and why it is no report.
pub struct RejectComplaints {
    /// Complaints.
    pub complaints: BTreeSet<Uuid>,
    /// Why; it may name people.
    pub reason: Sensitive<String>,
}

/// Rejects those of the complaints that nobody looked at yet; each reporter learns why. Returns them.
pub async fn reject_complaints(
    work: &mut Work<'_>,
    input: &RejectComplaints,
    book: &ComplaintBook,
) -> Result<BTreeSet<Uuid>, Error> {
    let today = book.day(work.now);
    let asked: Vec<Uuid> = input.complaints.iter().copied().collect();
    let untouched = complaint_sweeps::untouched(work.connection, &asked).await?;
    for id in &untouched {
        let mut complaint = complaints::lock(work.connection, *id).await?.ok_or(Error::ComplaintNotFound)?;
        complaint.reject(today)?;
        let said = Said::by_office(complaint.id, true, work.now);
        say(work, &said, &input.reason).await?;
        save(work, &mut complaint).await?;
    }
    Ok(untouched.into_iter().collect())
}
