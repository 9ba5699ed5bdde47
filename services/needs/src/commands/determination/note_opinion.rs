use crate::{
    domain::{
        procedure::{Opinion, Reviewer},
        proposal::{Item, Proposal},
    },
    error::Error,
    store::{proposal_items, proposals},
};
use platform::{AsRead, Work};

/// What a national body found about a proposal.
pub struct NoteOpinion {
    /// Proposal.
    pub proposal: AsRead,
    /// Who found it.
    pub reviewer: Reviewer,
    /// What was found.
    pub opinion: Opinion,
}

/// Notes the ministry's verification or BKN's technical consideration.
pub async fn note_opinion(work: &mut Work<'_>, input: NoteOpinion) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.note(input.reviewer, input.opinion)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    proposals::save_letters(work.connection, &proposal).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
