use crate::{
    domain::proposal::{Advance, Item, Proposal},
    error::Error,
    store::{proposal_items, proposals},
};
use platform::{AsRead, Work};

/// One step forward.
pub struct AdvanceProposal {
    /// Proposal.
    pub proposal: AsRead,
    /// Which step.
    pub step: Advance,
}

/// Hands a proposal in, verifies, approves or finishes it.
pub async fn advance_proposal(work: &mut Work<'_>, input: AdvanceProposal) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.advance(input.step)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    let items = proposal_items::all_of(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
