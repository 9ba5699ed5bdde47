use super::{keep_note, lock_selection, log_selection, note, save_selection};
use crate::{
    domain::{
        open_selection::Selection,
        selection_leaf::SelectionLeaf,
        selection_note::{Note, NoteKind},
    },
    error::{Error, PanelError},
    events,
    store::selection_candidates,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// The appointing authority's choice.
pub struct DecideSelection {
    /// Selection as it was read.
    pub selection: AsRead,
    /// Code of the candidate.
    pub chosen: String,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Chooses one of the names, with a reason.
pub async fn decide_selection(work: &mut Work<'_>, input: DecideSelection) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    let candidates = selection_candidates::all(work.connection, selection.id).await?;
    let chosen = candidates.iter().find(|candidate| candidate.code == input.chosen);
    selection.decide(&input.chosen, chosen.is_some_and(|candidate| candidate.submitted))?;
    let chosen = chosen.ok_or(PanelError::CandidateNotFound)?;
    let note = Note { candidate: Some(chosen.id), ..note(work, selection.id, NoteKind::Decision) };
    keep_note(work, note, &input.reason).await?;
    save_selection(work, &mut selection).await?;
    let leaf = SelectionLeaf::Decision { candidate: selection.chosen.clone() };
    log_selection(work, selection.id, &[leaf]).await?;
    let decided = events::decided(&work.tenant, &selection, chosen.id);
    work.record(&selection, &decided);
    Ok(selection.release())
}
