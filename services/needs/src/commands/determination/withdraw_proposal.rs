use crate::commands::note_end::record_end;
use crate::{
    domain::proposal::{Item, Proposal},
    error::Error,
    store::{proposal_items, proposals},
};
use platform::{AsRead, Work};

/// A proposal to be taken back.
pub struct WithdrawProposal {
    /// Proposal.
    pub proposal: AsRead,
    /// Why.
    pub reason: String,
}

/// The appointing authority takes a proposal back before it is sent.
pub async fn withdraw_proposal(work: &mut Work<'_>, input: WithdrawProposal) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.withdraw(input.reason)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    record_end(work, &proposal, "proposal.withdrawn", format!("not proposed for {}", proposal.year)).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
