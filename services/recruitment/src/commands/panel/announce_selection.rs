use super::{lock_selection, log_selection, save_selection, scores_salt, unchanged_sheet};
use crate::{
    domain::{open_selection::Selection, selection_leaf},
    error::Error,
    store::public_inputs,
};
use platform::{AsRead, Work};

/// Makes ranking and score sheet public, once all that the public said has its answer, if the sheet is the sealed one.
pub async fn announce_selection(work: &mut Work<'_>, input: AsRead) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    let unanswered = public_inputs::unanswered(work.connection, selection.id).await?;
    selection.announce(unanswered, work.now)?;
    let (_, sheet) = unchanged_sheet(work, &selection).await?;
    save_selection(work, &mut selection).await?;
    let salt = scores_salt(&work.vault, &selection);
    log_selection(work, selection.id, &selection_leaf::announced(selection.round, &salt, &sheet)).await?;
    Ok(selection.release())
}
