use super::{assessment, committed, in_days, lock_selection, log_selection, save_selection};
use crate::{
    domain::{
        open_selection::{Selection, State},
        selection_error::SelectionError,
        selection_leaf::SelectionLeaf,
    },
    error::Error,
    store::{selection_candidates, selection_findings},
};
use platform::{AsRead, Work};

/// Lets the panel score, and begins with who stands now, which the log holds. A candidate whom too few members may score, or too few from outside, holds the selection until a
/// member is replaced.
pub async fn start_assessment(work: &mut Work<'_>, input: AsRead) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    selection.must_be_ready(work.now)?;
    let rules = committed(&selection)?;
    let tally = selection_candidates::tally(work.connection, selection.id, selection.plan.close_time).await?;
    if tally.waiting > 0 {
        return Err(SelectionError::Unscreened(tally.waiting).into());
    }
    let first = selection.state == State::Open;
    let assessment = assessment(work.connection, selection.id).await?;
    // Who withdraws when the panel has begun leaves it with fewer.
    let (found, wanted) = (assessment.candidates.len(), if first { rules.candidates_minimum } else { 1 });
    if found < usize::from(wanted) {
        return Err(SelectionError::CandidatesMissing { found, wanted }.into());
    }
    let flaws = assessment.flaws(&rules.panel, first);
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    if assessment.undeclared() > 0 {
        return Err(SelectionError::DeclarationsMissing(assessment.undeclared()).into());
    }
    let short = assessment.short_of_members(&rules.panel);
    if selection.state == State::OnHold {
        // The time to score went by while it was held.
        selection.give_time(in_days(work, rules.panel.replacement_days));
    }
    selection_findings::insert(work.connection, &selection, &short).await?;
    selection.start_assessment(!short.is_empty(), work.now)?;
    save_selection(work, &mut selection).await?;
    if first {
        let mut candidates: Vec<String> = assessment.candidates.iter().map(|one| one.code.clone()).collect();
        candidates.sort();
        log_selection(work, selection.id, &[SelectionLeaf::Candidates { candidates }]).await?;
    }
    Ok(selection.release())
}
