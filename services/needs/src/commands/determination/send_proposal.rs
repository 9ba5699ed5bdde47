use crate::{
    domain::{
        proposal::{Item, Proposal},
        proposal_rules::Rulebook,
    },
    error::Error,
    store::{deadlines, proposal_items, proposals},
};
use platform::{AsRead, Work};

/// A proposal is sent to the ministry, by the last day of its year.
pub async fn send_proposal(
    work: &mut Work<'_>,
    proposal: AsRead,
    rulebook: &Rulebook,
) -> Result<(Proposal, Vec<Item>), Error> {
    let read = proposal;
    let mut proposal = proposals::lock(work.connection, read.id).await?.ok_or(Error::ProposalNotFound)?;
    read.must_be(proposal.version)?;
    let rules = rulebook.for_year(proposal.year);
    let extended = deadlines::latest(work.connection, proposal.year).await?;
    let last_day = rules.last_day_in_force(proposal.year, extended.map(|extension| extension.last_day));
    proposal.send(rules, last_day, rulebook.day_of(work.now), work.now)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
