use super::{candidates_known, log_selection, save_selection};
use crate::{
    domain::{selection_candidate::Candidate, selection_leaf::SelectionLeaf},
    error::{Error, PanelError},
    store::{selection_candidates, selections},
};
use platform::Work;
use uuid::Uuid;

/// A candidate who does not want the post any more.
pub struct WithdrawCandidacy {
    /// Selection.
    pub selection: Uuid,
    /// Candidate.
    pub candidate: Uuid,
}

/// Withdraws a candidate whom the caller registered. The panel goes on with those who are left: scores of who withdrew count
/// nowhere. Whom everybody knew of, the log says to have withdrawn; of nobody else it says anything.
pub async fn withdraw_candidacy(work: &mut Work<'_>, input: WithdrawCandidacy) -> Result<Candidate, Error> {
    let mut selection =
        selections::lock(work.connection, input.selection).await?.ok_or(PanelError::CandidateNotFound)?;
    let candidate = selection_candidates::get(work.connection, selection.id, input.candidate).await?;
    let own = candidate.filter(|candidate| *candidate.registrar == *work.actor.subject);
    let mut candidate = own.ok_or(PanelError::CandidateNotFound)?;
    selection.must_let_withdraw()?;
    let (rules, tally) = candidates_known(work, &selection).await?;
    let wanted = rules.candidates_minimum;
    let known = selection.must_announce_candidates(tally, wanted, work.now).is_ok();
    let announced = known && candidate.stands();
    candidate.withdraw(work.now)?;
    selection_candidates::update(work.connection, &candidate).await?;
    let (_, tally) = candidates_known(work, &selection).await?;
    if !known && selection.must_announce_candidates(tally, wanted, work.now).is_ok() {
        selection.hear_the_public_in_full(work.now);
    }
    save_selection(work, &mut selection).await?;
    if announced {
        let leaf = SelectionLeaf::Withdrawn { candidate: candidate.code.clone() };
        log_selection(work, selection.id, &[leaf]).await?;
    }
    Ok(candidate)
}
