use super::{committed, keep_note, lock_selection, log_selection, note, save_selection, unchanged_sheet};
use crate::{
    domain::{
        open_selection::{Selection, State},
        score_sheet::shortlist,
        selection_error::SelectionError,
        selection_leaf::SelectionLeaf,
        selection_note::NoteKind,
    },
    error::Error,
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
pub async fn submit_names(work: &mut Work<'_>, input: SubmitNames) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    selection.must_be(State::Announced)?;
    let (assessment, sheet) = unchanged_sheet(work, &selection).await?;
    let names = usize::from(committed(&selection)?.names);
    let best = shortlist(&sheet.ranking(), names);
    if best.tied.is_empty() {
        must_decide_nothing(&input)?;
    }
    let (chosen, rest): (Vec<usize>, Vec<usize>) =
        best.tied.iter().partition(|place| input.tied.contains(&sheet.candidates[**place]));
    if chosen.len() != best.places || input.tied.len() != best.places {
        let tied = chosen.len() + rest.len();
        return Err(SelectionError::TieUndecided { tied, places: best.places }.into());
    }
    match &input.reason {
        Some(reason) => keep_note(work, note(work, selection.id, NoteKind::Tie), reason).await?,
        None if best.places > 0 => {
            return Err(SelectionError::TieUndecided { tied: best.tied.len(), places: best.places }.into());
        }
        None => {}
    }
    let places: Vec<usize> = best.certain.into_iter().chain(chosen).collect();
    let ids: Vec<Uuid> = places.iter().map(|place| assessment.candidates[*place].id).collect();
    selection_candidates::submit(work.connection, &ids).await?;
    selection.submit()?;
    save_selection(work, &mut selection).await?;
    let mut candidates: Vec<String> = places.iter().map(|place| sheet.candidates[*place].clone()).collect();
    candidates.sort();
    log_selection(work, selection.id, &[SelectionLeaf::Names { candidates }]).await?;
    Ok(selection.release())
}

/// Without a tie nobody is picked, and nothing has to be said.
fn must_decide_nothing(input: &SubmitNames) -> Result<(), Error> {
    let mut check = Violations::default();
    check.check("tied", input.tied.is_empty(), "must be empty: no tie is open");
    check.check("reason", input.reason.is_none(), "must be empty: no tie is open");
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
