use crate::{
    domain::complaint::{Answer, Complaint},
    error::Error,
    events,
    store::complaints,
};
use platform::{AsRead, Work};

/// The answer to a complaint.
pub struct ResolveComplaint {
    /// Complaint.
    pub complaint: AsRead,
    /// The answer.
    pub answer: Answer,
}

/// Answers a complaint and tells that it is resolved.
pub async fn resolve_complaint(work: &mut Work<'_>, input: ResolveComplaint) -> Result<Complaint, Error> {
    let mut complaint = complaints::lock(work.connection, input.complaint.id).await?.ok_or(Error::ComplaintNotFound)?;
    input.complaint.must_be(complaint.version)?;
    complaint.resolve(input.answer)?;
    complaint.update_time = work.now;
    complaints::update(work.connection, &mut complaint).await?;
    let resolved = events::resolved(&work.tenant, &complaint);
    work.record(&complaint, &resolved);
    Ok(complaint.release())
}
