use super::{lock_selection, save_selection};
use crate::{
    domain::{
        open_selection::Selection,
        selection_notice::{SelectionChange, SelectionNotice},
    },
    error::Error,
    rulesets::Selterbook,
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
pub async fn cancel_selection(
    work: &mut Work<'_>,
    input: CancelSelection,
    book: &Selterbook,
) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    let rules = book.find(&selection.ruleset)?;
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
    Ok(selection.release())
}
