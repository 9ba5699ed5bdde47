use crate::{
    domain::{
        need::NeedKind,
        procedure::Letter,
        proposal::{Item, Proposal},
        proposal_rules::Rulebook,
    },
    error::Error,
    store::{proposal_items, proposals},
};
use platform::{AsRead, Work};
use std::collections::BTreeMap;

/// The minister's decision about the seats of each kind.
pub struct DetermineTotals {
    /// Proposal.
    pub proposal: AsRead,
    /// The decision.
    pub decision: Letter,
    /// Seats of each kind.
    pub totals: BTreeMap<NeedKind, i64>,
}

/// Takes the minister's totals; the breakdown follows.
pub async fn determine_totals(
    work: &mut Work<'_>,
    input: DetermineTotals,
    rulebook: &Rulebook,
) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    let rules = rulebook.for_year(proposal.year);
    proposal.determine_totals(input.decision, input.totals, rules)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    proposals::save_letters(work.connection, &proposal).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
