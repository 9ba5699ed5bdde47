use crate::{
    domain::proposal::{Advance, Item, Proposal},
    error::Error,
    store::proposals,
};
use platform::{Failure, Work};
use uuid::Uuid;

/// One step forward.
pub struct AdvanceProposal {
    /// Proposal.
    pub id: Uuid,
    /// Version that was read.
    pub version: i64,
    /// Which step.
    pub step: Advance,
}

/// Hands a proposal in, verifies, approves or sends it.
pub async fn advance_proposal(work: &mut Work<'_>, input: AdvanceProposal) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.id).await?.ok_or(Error::ProposalNotFound)?;
    if proposal.version != input.version {
        return Err(Failure::EtagMismatch.into());
    }
    proposal.advance(input.step)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    let items = proposals::items(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
