use crate::{
    domain::proposal::{Item, Proposal},
    error::Error,
    store::{proposal_items, proposals},
};
use platform::{AsRead, Work};

/// A proposal to be sent back.
pub struct ReturnProposal {
    /// Proposal.
    pub proposal: AsRead,
    /// Why.
    pub reason: String,
}

/// Sends a proposal back with a reason; it is a draft again.
pub async fn return_proposal(work: &mut Work<'_>, input: ReturnProposal) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.send_back(input.reason)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
