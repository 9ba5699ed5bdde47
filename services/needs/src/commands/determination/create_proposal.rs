use crate::{
    domain::{
        position::Position,
        proposal::{Item, Proposal, ProposalError},
        proposal_rules::Rulebook,
        reassessment::{self, Decided},
    },
    error::Error,
    names,
    store::{
        breakdowns, positions, proposal_items, proposals, reassessments,
        steps::{self, NewStep},
    },
};
use platform::{Failure, Violations, Work};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// A draft to be written.
pub struct CreateProposal {
    /// Budget year.
    pub year: i32,
    /// What is asked for.
    pub items: Vec<Item>,
    /// Accepted reassessment that led to it.
    pub reassessment: Option<Uuid>,
}

/// Writes a draft. No position is asked more seats for than it lacks, and none of a unit that does not exist any more.
pub async fn create_proposal(
    work: &mut Work<'_>,
    input: CreateProposal,
    rulebook: &Rulebook,
) -> Result<(Proposal, Vec<Item>), Error> {
    must_be_open(work, input.year, input.reassessment).await?;
    let mut asked: BTreeMap<Uuid, i64> = BTreeMap::new();
    for item in &input.items {
        *asked.entry(item.position).or_default() += i64::from(item.seats);
    }
    let ids: Vec<Uuid> = asked.keys().copied().collect();
    positions::lock_all(work.connection, &ids).await?;
    let found = positions::get_all(work.connection, &ids).await?;
    if found.len() != ids.len() {
        return Err(Error::PositionNotFound);
    }
    let closed = breakdowns::in_closed_units(work.connection, &ids, rulebook.day_of(work.now)).await?;
    must_exist(&input.items, &closed)?;
    for position in &found {
        must_lack(position, asked.get(&position.id).copied().unwrap_or_default())?;
    }
    let mut proposal = Proposal::draft(Uuid::now_v7(), input.year, input.reassessment, work.now);
    proposal.seats = input.items.iter().map(|item| item.seats).sum();
    proposals::insert(work.connection, &proposal).await?;
    proposal_items::insert_all(work.connection, proposal.id, 0, &input.items).await?;
    let step = |position: &Position| NewStep {
        kind: "proposal.drafted",
        resource: names::PROPOSAL.name(&work.tenant, proposal.id),
        summary: format!("{} seats proposed for {}", asked.get(&position.id).unwrap_or(&0), input.year),
        event_id: None,
        ruleset: "",
    };
    let summaries: Vec<NewStep<'_>> = found.iter().map(step).collect();
    let ids: Vec<Uuid> = found.iter().map(|position| position.id).collect();
    steps::record_all(work, &ids, &summaries).await?;
    Ok((proposal, input.items))
}

fn must_exist(items: &[Item], closed: &HashSet<Uuid>) -> Result<(), Failure> {
    let mut check = Violations::default();
    for (nth, item) in items.iter().enumerate() {
        let open = !closed.contains(&item.position);
        check.check(format!("items[{nth}].position"), open, "the unit does not exist any more");
    }
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}

fn must_lack(position: &Position, asked: i64) -> Result<(), ProposalError> {
    let lacking = position.proposable();
    if asked > i64::from(lacking) {
        return Err(ProposalError::MoreThanShortage { title: position.title.clone(), asked, lacking });
    }
    Ok(())
}

/// Whether something may be proposed for the year, and the question that led to it was accepted.
pub(crate) async fn must_be_open(work: &mut Work<'_>, year: i32, reassessment: Option<Uuid>) -> Result<(), Error> {
    if let Some(id) = reassessment {
        let found = reassessments::get(work.connection, id).await?.ok_or(Error::ReassessmentNotFound)?;
        if found.state != reassessment::State::Accepted {
            return Err(Decided(found.state).into());
        }
    }
    proposals::share_year(work.connection, year).await?;
    if proposals::none_declared(work.connection, year).await? {
        return Err(ProposalError::YearNotProposed { year }.into());
    }
    Ok(())
}
