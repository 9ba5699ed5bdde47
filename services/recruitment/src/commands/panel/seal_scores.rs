use super::{assessment, committed, lock_selection, log_selection, opened_sheet, save_selection, scores_salt, sha256};
use crate::{
    domain::{
        open_selection::{Selection, State},
        selection_error::SelectionError,
        selection_leaf::SelectionLeaf,
    },
    error::Error,
    store::panel_scores,
};
use platform::{AsRead, Work};

/// Fixes the scores by a hash, once all are in. Nobody reads them: only the hash leaves.
pub async fn seal_scores(work: &mut Work<'_>, input: AsRead) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    selection.must_be(State::Assessment)?;
    let rules = &committed(&selection)?.panel;
    let assessment = assessment(work.connection, selection.id).await?;
    if assessment.candidates.is_empty() {
        return Err(SelectionError::CandidatesMissing { found: 0, wanted: 1 }.into());
    }
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
    let leaf = SelectionLeaf::Sealed { round: selection.round, scores_hash: selection.scores_hash.clone() };
    log_selection(work, selection.id, &[leaf]).await?;
    Ok(selection.release())
}
