use crate::commands::create_proposal::must_be_open;
use crate::{domain::proposal::Proposal, error::Error, store::proposals};
use platform::Work;
use uuid::Uuid;

/// A draft that is to be filled from a file.
pub struct DraftProposal {
    /// Budget year.
    pub year: i32,
    /// Accepted reassessment that led to it.
    pub reassessment: Option<Uuid>,
}

/// Writes a draft without items.
pub async fn draft_proposal(work: &mut Work<'_>, input: DraftProposal) -> Result<Proposal, Error> {
    must_be_open(work, input.year, input.reassessment).await?;
    let proposal = Proposal::draft(Uuid::now_v7(), input.year, input.reassessment, work.now);
    proposals::insert(work.connection, &proposal).await?;
    Ok(proposal)
}
