use super::{CreateOpenSelection, create_open_selection::sound, lock_selection, save_selection};
use crate::{
    domain::open_selection::{Selection, State},
    error::Error,
    rulesets::Selterbook,
    store::selections,
};
use platform::{AsRead, Work};

/// A draft that is to ask for something else.
pub struct ReviseOpenSelection {
    /// Selection as it was read.
    pub selection: AsRead,
    /// What it asks for from now on.
    pub plan: CreateOpenSelection,
}

/// Replaces what a draft asks for.
pub async fn revise_open_selection(
    work: &mut Work<'_>,
    input: ReviseOpenSelection,
    book: &Selterbook,
) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    selection.must_be(State::Draft)?;
    selection.ruleset = sound(work, &input.plan, book)?;
    selection.first_close_time = input.plan.plan.close_time;
    selection.plan = input.plan.plan;
    selections::replace_instruments(work.connection, selection.id, &input.plan.instruments).await?;
    save_selection(work, &mut selection).await?;
    Ok(selection.release())
}
