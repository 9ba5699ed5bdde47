use super::{assessment, lock_selection, save_selection, sha256};
use crate::{
    domain::{
        instrument::canonical,
        open_selection::{Selection, SelectionError, State},
    },
    error::Error,
    selterbook::Selterbook,
};
use platform::{AsRead, Work};

/// Fixes instruments and tie rule by a hash that is public from now on, and takes candidates.
pub async fn open_selection(work: &mut Work<'_>, input: AsRead, book: &Selterbook) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input).await?;
    selection.must_be(State::Draft)?;
    let assessment = assessment(work.connection, selection.id).await?;
    let flaws = assessment.flaws(&book.find(&selection.ruleset)?.panel);
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    let design = canonical(&selection.plan, &selection.ruleset, &assessment.instruments);
    let hash = sha256(&design);
    selection.open(design, hash, work.now)?;
    save_selection(work, &mut selection).await?;
    Ok(selection.release())
}
