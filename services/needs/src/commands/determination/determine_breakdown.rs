use crate::{
    commands::determine_proposal::add_needs,
    domain::{
        need::NeedKind,
        procedure::Letter,
        proposal::{Item, Proposal},
    },
    error::Error,
    store::{breakdowns, proposal_items, proposals},
};
use platform::{AsRead, Work};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The decision about a breakdown.
pub struct DetermineBreakdown {
    /// Proposal.
    pub proposal: AsRead,
    /// The decision.
    pub decision: Letter,
}

/// Takes the decision about the breakdown: each row becomes a need, and recruitment hears of it. An item of the proposal that
/// the breakdown repeats shows the seats it got.
pub async fn determine_breakdown(
    work: &mut Work<'_>,
    input: DetermineBreakdown,
) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.determine_breakdown(input.decision)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    let rows = breakdowns::list(work.connection, proposal.id, -1, i64::MAX).await?;
    let granted: Vec<Item> = rows.into_iter().map(as_item).collect();
    let mut items = proposal_items::all_of(work.connection, proposal.id).await?;
    let mut seats: HashMap<_, i32> = granted.iter().map(|item| (job_of(item), item.seats_determined)).collect();
    for item in &mut items {
        item.seats_determined = seats.remove(&job_of(item)).unwrap_or_default();
    }
    proposal_items::save_determined(work.connection, proposal.id, &items).await?;
    add_needs(work, &proposal, &granted).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}

/// What makes a row of the breakdown that of an item; education in any order.
fn job_of(item: &Item) -> (Uuid, NeedKind, BTreeSet<String>) {
    (item.position, item.kind, item.education.iter().cloned().collect())
}

fn as_item(placed: breakdowns::Placed) -> Item {
    let (position, row) = (placed.position, placed.row);
    Item {
        position,
        kind: row.kind,
        seats: row.seats,
        seats_determined: row.seats,
        education: row.education,
        pay: None,
    }
}
