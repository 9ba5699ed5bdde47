use crate::commands::note_end::record_end;
use crate::{
    domain::{
        procedure::Letter,
        proposal::{Item, Proposal},
    },
    error::Error,
    store::{proposal_items, proposals},
};
use platform::{AsRead, Work};

/// The ministry's no.
pub struct RejectProposal {
    /// Proposal.
    pub proposal: AsRead,
    /// The letter.
    pub decision: Letter,
    /// Why.
    pub reason: String,
}

/// Notes that the ministry rejects a proposal.
pub async fn reject_proposal(work: &mut Work<'_>, input: RejectProposal) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.reject(input.decision, input.reason)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    let summary = format!("rejected by {}", proposal.decision_number);
    record_end(work, &proposal, "proposal.rejected", summary).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
