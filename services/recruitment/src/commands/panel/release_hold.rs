use super::{keep_note, lock_selection, log_selection, note, save_selection};
use crate::{
    domain::{open_selection::Selection, selection_leaf::SelectionLeaf, selection_note::NoteKind},
    error::Error,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A held result that is to go on.
pub struct ReleaseHold {
    /// Selection as it was read.
    pub selection: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Lets a held result go on; what was found stays on record beside the reason.
pub async fn release_hold(work: &mut Work<'_>, input: ReleaseHold) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    selection.release_hold()?;
    let about = note(work, selection.id, NoteKind::Release);
    keep_note(work, about, &input.reason).await?;
    save_selection(work, &mut selection).await?;
    log_selection(work, selection.id, &[SelectionLeaf::Released { round: selection.round }]).await?;
    Ok(selection.release())
}
