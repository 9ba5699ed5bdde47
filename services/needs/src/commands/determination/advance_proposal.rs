use crate::{
    domain::proposal::{Advance, Item, Proposal},
    error::{Error, SignalError},
    names,
    store::{
        needs, proposal_items, proposals,
        steps::{self, NewStep},
    },
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
    // What an organisation's change made invalid is no ground for seats; on its last steps the ministry has it already.
    let in_house = matches!(input.step, Advance::Submit | Advance::Verify | Advance::Approve);
    if in_house && proposal_items::rest_on_stale(work.connection, proposal.id).await? {
        return Err(SignalError::WorkloadStale.into());
    }
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    if input.step == Advance::Finish {
        lapse(work, &proposal).await?;
    }
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}

/// Seats that nobody took may be asked for again.
async fn lapse(work: &mut Work<'_>, proposal: &Proposal) -> Result<(), Error> {
    let lapsed = needs::lapse(work.connection, proposal.id).await?;
    let positions: Vec<_> = lapsed.iter().map(|(position, _)| *position).collect();
    let resource = names::PROPOSAL.name(&work.tenant, proposal.id);
    let step = |seats: &i64| NewStep {
        kind: "need.lapsed",
        resource: resource.clone(),
        summary: format!("{seats} seats that nobody took lapse"),
        event_id: None,
        ruleset: "",
    };
    let steps: Vec<_> = lapsed.iter().map(|(_, seats)| step(seats)).collect();
    Ok(steps::record_all(work, &positions, &steps).await?)
}
