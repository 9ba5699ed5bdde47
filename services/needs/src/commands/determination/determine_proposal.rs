use crate::{
    domain::{
        need::Need,
        position::Position,
        proposal::{Decision, Item, Proposal},
    },
    error::Error,
    events, names,
    store::{
        needs, positions, proposal_items, proposals, reassessments,
        steps::{self, NewStep},
    },
};
use jiff::Timestamp;
use platform::{AsRead, Work};
use std::collections::HashMap;
use uuid::Uuid;

/// The minister's decision about a proposal.
pub struct DetermineProposal {
    /// Proposal.
    pub proposal: AsRead,
    /// What was decided.
    pub decision: Decision,
}

/// Takes the minister's decision: every item with seats becomes a need, and recruitment hears of it.
pub async fn determine_proposal(work: &mut Work<'_>, input: DetermineProposal) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    let mut items = proposal_items::all_of(work.connection, input.proposal.id).await?;
    proposal.determine(&mut items, &input.decision)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    proposal_items::save_determined(work.connection, input.proposal.id, &items).await?;
    add_needs(work, &proposal, &items).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}

/// Makes every item with determined seats a need, and ends the question that led to the proposal.
pub(crate) async fn add_needs(work: &mut Work<'_>, proposal: &Proposal, items: &[Item]) -> Result<(), Error> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.position).collect();
    positions::lock_all(work.connection, &ids).await?;
    let found = positions::get_all(work.connection, &ids).await?;
    let found: HashMap<Uuid, Position> = found.into_iter().map(|position| (position.id, position)).collect();
    let granted = items.iter().filter(|item| item.seats_determined > 0);
    let added =
        needs::insert_all(work.connection, granted.map(|item| need_of(work.now, proposal, item)).collect()).await?;
    let (mut told, mut steps) = (Vec::new(), Vec::new());
    for need in &added {
        let position = found.get(&need.position).ok_or(Error::PositionNotFound)?;
        let event_id = work.record(need, &events::determined(&work.tenant, need, position, proposal.reassessment));
        told.push(event_id);
        steps.push(NewStep {
            kind: "need.determined",
            resource: names::NEED.name(&work.tenant, need.id),
            summary: format!("{} seats determined by {}", need.seats, need.decision_number),
            event_id: Some(event_id),
            ruleset: "",
        });
    }
    let (ids, positions): (Vec<Uuid>, Vec<Uuid>) = added.iter().map(|need| (need.id, need.position)).unzip();
    needs::save_events(work.connection, &ids, &told).await?;
    steps::record_all(work, &positions, &steps).await?;
    if let Some(reassessment) = proposal.reassessment
        && proposal.seats_determined > 0
    {
        close_reassessment(work, reassessment).await?;
    }
    Ok(())
}

fn need_of(now: Timestamp, proposal: &Proposal, item: &Item) -> Need {
    Need {
        id: Uuid::now_v7(),
        position: item.position,
        kind: item.kind,
        seats: item.seats_determined,
        education: item.education.clone(),
        proposal: proposal.id,
        year: proposal.year,
        decision_number: proposal.decision_number.clone(),
        filled: 0,
        lapsed: 0,
        event_id: None,
        version: 1,
        create_time: now,
    }
}

/// Ends the question that led to the proposal, unless another proposal has answered it before.
async fn close_reassessment(work: &mut Work<'_>, id: Uuid) -> Result<(), Error> {
    let mut reassessment = reassessments::lock(work.connection, id).await?.ok_or(Error::ReassessmentNotFound)?;
    if reassessment.close().is_err() {
        return Ok(());
    }
    reassessment.update_time = work.now;
    reassessments::update(work.connection, &mut reassessment).await?;
    let closed = events::closed(&work.tenant, &reassessment);
    let event_id = work.record(&reassessment, &closed);
    let step = NewStep {
        kind: "reassessment.closed",
        resource: names::REASSESSMENT.name(&work.tenant, id),
        summary: "the revised need was determined".to_owned(),
        event_id: Some(event_id),
        ruleset: "",
    };
    Ok(steps::record_for_unit(work, reassessment.unit, step).await?)
}
