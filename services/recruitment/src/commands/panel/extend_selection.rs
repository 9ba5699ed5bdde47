use super::{committed, in_days, lock_selection, save_selection};
use crate::{
    domain::{
        instrument::{Plan, Times},
        open_selection::Selection,
        selection_notice::{SelectionChange, SelectionNotice},
    },
    error::Error,
    store::{panel_members, selection_candidates, selection_notices},
};
use jiff::Timestamp;
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// Later times.
pub struct ExtendSelection {
    /// Selection as it was read.
    pub selection: AsRead,
    /// Times from now on.
    pub times: Times,
    /// Why; public.
    pub reason: String,
}

/// Takes candidates for longer when too few came, and announces it. Members declare anew: there will be other candidates.
pub async fn extend_selection(work: &mut Work<'_>, input: ExtendSelection) -> Result<Selection, Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    let rules = committed(&selection)?;
    let close_time = selection.plan.close_time;
    let tally = selection_candidates::tally(work.connection, selection.id, close_time).await?;
    let found = tally.waiting + tally.standing;
    selection.must_be_extendable(found, rules.candidates_minimum, rules.extensions, work.now)?;
    let earliest = in_days(work, rules.extensions.days);
    must_be_later(&selection.plan, input.times, earliest, work.now)?;
    let from = selection.extend(input.times);
    let notice = SelectionNotice {
        id: Uuid::now_v7(),
        selection: selection.id,
        change: SelectionChange::Extension { from, to: input.times.close_time },
        reason: input.reason,
        create_time: work.now,
    };
    selection_notices::insert(work.connection, &notice).await?;
    panel_members::forget_declarations(work.connection, selection.id).await?;
    save_selection(work, &mut selection).await?;
    Ok(selection.release())
}

fn must_be_later(plan: &Plan, times: Times, earliest: Timestamp, now: Timestamp) -> Result<(), Error> {
    let mut check = Violations::default();
    for (field, reason) in plan.flaws_of_later(times, earliest, now) {
        check.add(field, reason);
    }
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
