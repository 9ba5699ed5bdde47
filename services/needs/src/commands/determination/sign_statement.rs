use crate::{
    domain::{
        procedure::Statement,
        proposal::{Item, Proposal},
    },
    error::Error,
    store::{proposal_items, proposals},
};
use platform::{AsRead, Work};

/// A statement to be kept with a proposal.
pub struct SignStatement {
    /// Proposal.
    pub proposal: AsRead,
    /// The statement.
    pub statement: Statement,
}

/// The appointing authority takes responsibility for an approved proposal (SPTJM).
pub async fn sign_statement(work: &mut Work<'_>, input: SignStatement) -> Result<(Proposal, Vec<Item>), Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.sign(input.statement)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    proposals::save_letters(work.connection, &proposal).await?;
    let items = proposal_items::shown(work.connection, proposal.id).await?;
    Ok((proposal, items))
}
