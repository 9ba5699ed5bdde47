use super::{committed, lock_selection, log_selection, save_selection};
use crate::{
    domain::{
        open_selection::Selection,
        selection_leaf::SelectionLeaf,
        selection_notice::{SelectionChange, SelectionNotice},
    },
    error::Error,
    store::selection_notices,
};
use platform::{AsRead, Work};
use uuid::Uuid;

/// A selection that is to end without a choice.
pub struct CancelSelection {
    /// Selection as it was read.
    pub selection: AsRead,
    /// Why; public.
    pub reason: String,
}

/// Ends a selection without a choice, for good, and announces why.
pub async fn cancel_selection(work: &mut Work<'_>, input: CancelSelection) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    let rules = committed(&selection)?;
    let before = selection.cancel(rules.cancel_after_announcement)?;
    let notice = SelectionNotice {
        id: Uuid::now_v7(),
        selection: selection.id,
        change: SelectionChange::Cancellation(before),
        reason: input.reason,
        create_time: work.now,
    };
    selection_notices::insert(work.connection, &notice).await?;
    save_selection(work, &mut selection).await?;
    log_selection(work, selection.id, &[SelectionLeaf::Cancelled { state: before }]).await?;
    Ok(selection.release())
}
