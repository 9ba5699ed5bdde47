use super::{keep_note, lock_selection, note, revealed_sheet, save_selection};
use crate::{
    domain::{
        open_selection::{Selection, SelectionError, State},
        score_sheet::shortlist,
    },
    error::Error,
    selterbook::Selterbook,
    store::selection_candidates,
};
use platform::{AsRead, Failure, Violations, Work, sensitive::Sensitive};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Names to be put before the appointing authority.
pub struct SubmitNames {
    /// Selection as it was read.
    pub selection: AsRead,
    /// Codes of those who go, of candidates that a tie at the last place leaves open.
    pub tied: BTreeSet<String>,
    /// Why these; none without a tie.
    pub reason: Option<Sensitive<String>>,
}

/// Puts the best names before the appointing authority: the ranking says which, and a reason says where it does not.
pub async fn submit_names(work: &mut Work<'_>, input: SubmitNames, book: &Selterbook) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    selection.must_be(State::Announced)?;
    let (assessment, sheet) = revealed_sheet(work.connection, selection.id).await?;
    let names = usize::from(book.find(&selection.ruleset)?.names);
    let best = shortlist(&sheet.ranking(), names);
    if best.tied.is_empty() && !input.tied.is_empty() {
        let mut check = Violations::default();
        check.add("tied", "must be empty: no tie is open");
        return Err(Failure::from(check).into());
    }
    let (chosen, rest): (Vec<usize>, Vec<usize>) =
        best.tied.iter().partition(|place| input.tied.contains(&sheet.candidates[**place]));
    if chosen.len() != best.places || input.tied.len() != best.places {
        let tied = chosen.len() + rest.len();
        return Err(SelectionError::TieUndecided { tied, places: best.places }.into());
    }
    match &input.reason {
        Some(reason) => keep_note(work, note(selection.id, "tie"), reason).await?,
        None if best.places > 0 => {
            return Err(SelectionError::TieUndecided { tied: best.tied.len(), places: best.places }.into());
        }
        None => {}
    }
    let ids: Vec<Uuid> = best.certain.iter().chain(&chosen).map(|place| assessment.candidates[*place].id).collect();
    selection_candidates::submit(work.connection, &ids).await?;
    selection.submit()?;
    save_selection(work, &mut selection).await?;
    Ok(selection.release())
}
