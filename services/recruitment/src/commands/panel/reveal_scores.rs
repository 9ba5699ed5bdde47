use super::{assessment, committed, lock_selection, log_selection, opened_sheet, save_selection, scores_salt, sha256};
use crate::{
    domain::{
        instrument::canonical,
        open_selection::{Selection, State},
        panel_check,
        selection_error::SelectionError,
        selection_leaf::SelectionLeaf,
    },
    error::Error,
    store::{panel_scores, selection_findings},
};
use platform::{AsRead, Work};

/// Opens the scores if they and the instruments are those that were fixed, and checks them by the thresholds that were. A
/// finding holds the result.
pub async fn reveal_scores(work: &mut Work<'_>, input: AsRead) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    selection.must_be(State::Sealed)?;
    let assessment = assessment(work.connection, selection.id).await?;
    let rules = committed(&selection)?;
    if canonical(&selection, &assessment.instruments, &rules) != selection.design {
        return Err(SelectionError::DesignChanged.into());
    }
    let (sheet, numbers) = opened_sheet(work, &assessment, selection.id).await?;
    let salt = scores_salt(&work.vault, &selection);
    let found = panel_check::findings(&sheet, &rules.check);
    selection.reveal(&sha256(&sheet.canonical(&salt)), !found.is_empty())?;
    panel_scores::reveal(work.connection, &numbers).await?;
    selection_findings::insert(work.connection, &selection, &found).await?;
    save_selection(work, &mut selection).await?;
    let leaf = SelectionLeaf::Checked { round: selection.round, held: selection.scores_held };
    log_selection(work, selection.id, &[leaf]).await?;
    Ok(selection.release())
}
