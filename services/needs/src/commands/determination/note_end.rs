//! What a proposal's later steps leave at every position that it is about.

use crate::{
    domain::proposal::Proposal,
    error::Error,
    names,
    store::{
        proposal_items,
        steps::{self, NewStep},
    },
};
use platform::Work;

/// Notes a step at every position of the proposal.
pub(crate) async fn record_end(
    work: &mut Work<'_>,
    proposal: &Proposal,
    kind: &str,
    summary: String,
) -> Result<(), Error> {
    let positions = proposal_items::positions_of(work.connection, proposal.id).await?;
    let resource = names::PROPOSAL.name(&work.tenant, proposal.id);
    let step = NewStep { kind, resource, summary, event_id: None, ruleset: "" };
    Ok(steps::record_all(work, &positions, &vec![step; positions.len()]).await?)
}
