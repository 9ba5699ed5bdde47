use super::{assessment, lock_selection, opened_sheet, save_selection, scores_salt, sha256};
use crate::{
    domain::{
        open_selection::{Selection, State},
        selection_error::SelectionError,
    },
    error::Error,
    rulesets::Selterbook,
    store::panel_scores,
};
use platform::{AsRead, Work};

/// Fixes the scores by a hash, once all are in. Nobody reads them: only the hash leaves.
pub async fn seal_scores(work: &mut Work<'_>, input: AsRead, book: &Selterbook) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    selection.must_be(State::Assessment)?;
    let rules = &book.find(&selection.ruleset)?.panel;
    let assessment = assessment(work.connection, selection.id).await?;
    if assessment.undeclared() > 0 {
        return Err(SelectionError::DeclarationsMissing(assessment.undeclared()).into());
    }
    let flaws = assessment.flaws_on_the_way(rules);
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    let missing = assessment.missing(&panel_scores::counts(work.connection, selection.id).await?);
    if missing > 0 {
        return Err(SelectionError::ScoresMissing(missing).into());
    }
    let (sheet, _) = opened_sheet(work, &assessment, selection.id).await?;
    let salt = scores_salt(&work.vault, &selection);
    selection.seal(sha256(&sheet.canonical(&salt)))?;
    save_selection(work, &mut selection).await?;
    Ok(selection.release())
}
