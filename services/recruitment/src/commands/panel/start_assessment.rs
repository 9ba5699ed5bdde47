use super::{assessment, in_days, lock_selection, save_selection};
use crate::{
    domain::{
        open_selection::{Selection, State},
        selection_error::SelectionError,
    },
    error::Error,
    rulesets::Selterbook,
    store::selection_findings,
};
use platform::{AsRead, Work};

/// Lets the panel score. A candidate whom too few members may score, or too few from outside, holds the selection until a
/// member is replaced.
pub async fn start_assessment(work: &mut Work<'_>, input: AsRead, book: &Selterbook) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    selection.must_be_ready(work.now)?;
    let rules = book.find(&selection.ruleset)?;
    let assessment = assessment(work.connection, selection.id).await?;
    let (found, wanted) = (assessment.candidates.len(), rules.candidates_minimum);
    if found < usize::from(wanted) {
        return Err(SelectionError::CandidatesMissing { found, wanted }.into());
    }
    let flaws = assessment.flaws(&rules.panel, selection.state == State::Open);
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
    Ok(selection.release())
}
