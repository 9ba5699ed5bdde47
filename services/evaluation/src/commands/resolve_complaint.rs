use crate::{
    domain::complaint::{Answer, Complaint},
    error::Error,
    events,
    store::complaints,
};
use platform::{Failure, Work};
use uuid::Uuid;

/// The answer to a complaint.
pub struct ResolveComplaint {
    /// Complaint.
    pub id: Uuid,
    /// Version that was read.
    pub version: i64,
    /// The answer.
    pub answer: Answer,
}

/// Answers a complaint and tells that it is resolved.
pub async fn resolve_complaint(work: &mut Work<'_>, input: ResolveComplaint) -> Result<Complaint, Error> {
    let mut complaint = complaints::lock(work.connection, input.id)
        .await?
        .ok_or(Error::ComplaintNotFound)?;
    if complaint.version != input.version {
        return Err(Failure::EtagMismatch.into());
    }
    complaint.resolve(input.answer)?;
    complaint.update_time = work.now;
    complaints::update(work.connection, &mut complaint).await?;
    let resolved = events::resolved(&work.tenant, &complaint);
    work.record(&complaint, &resolved);
    Ok(complaint.release())
}
