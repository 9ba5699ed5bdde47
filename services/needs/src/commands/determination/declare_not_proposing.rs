use crate::{
    domain::proposal::{Proposal, ProposalError, State},
    error::Error,
    store::proposals,
};
use platform::Work;
use uuid::Uuid;

/// A year in which nothing is proposed.
pub struct DeclareNotProposing {
    /// Budget year.
    pub year: i32,
    /// Why.
    pub reason: String,
}

/// Says that nothing is proposed for a year. Nobody can propose something for it from then on.
pub async fn declare_not_proposing(work: &mut Work<'_>, input: DeclareNotProposing) -> Result<Proposal, Error> {
    let year = input.year;
    proposals::lock_year(work.connection, year).await?;
    if proposals::none_declared(work.connection, year).await? {
        return Err(ProposalError::YearNotProposed { year }.into());
    }
    if proposals::any_alive(work.connection, year).await? {
        return Err(ProposalError::ProposalsExist { year }.into());
    }
    let mut proposal = Proposal::draft(Uuid::now_v7(), year, None, work.now);
    proposal.state = State::NotProposing;
    proposal.procedure.closing_reason = input.reason;
    proposal.procedure.declares_none = true;
    proposals::insert(work.connection, &proposal).await?;
    Ok(proposal)
}
