use crate::commands::open_signal::{Latest, Signal, latest, open_signal};
use crate::{
    domain::{
        signal::{Cause, structure},
        structure::StructureChange,
    },
    error::{Error, SignalError},
    names,
    store::{
        signals,
        steps::{self, NewStep},
        units,
    },
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// Notes a change of the organisation; from its first day on the sheets below the unit are invalid.
pub async fn note_structure_change(
    work: &mut Work<'_>,
    mut change: StructureChange,
    today: Date,
) -> Result<StructureChange, Error> {
    units::get(work.connection, change.unit).await?.ok_or(Error::UnitNotFound)?;
    let before = latest(work, Cause::Structure, Some(change.unit)).await?;
    if !signals::insert_change(work.connection, &change).await? {
        return Err(SignalError::StructureChangeKnown.into());
    }
    if change.is_due(today) {
        apply_structure_change(work, &before, &mut change).await?;
    }
    Ok(change)
}

/// Makes the sheets invalid and asks a person.
pub(crate) async fn apply_structure_change(
    work: &mut Work<'_>,
    before: &Latest,
    change: &mut StructureChange,
) -> Result<Option<Uuid>, Error> {
    let positions = signals::mark_stale(work.connection, change.unit, work.now).await?;
    signals::save_applied(work.connection, change.id, work.now).await?;
    change.apply_time = Some(work.now);
    let step = NewStep {
        kind: "workload.invalidated",
        resource: names::STRUCTURE_CHANGE.name(&work.tenant, change.id),
        summary: format!("{} changes the organisation; the sheet must be made anew", change.regulation_number),
        event_id: None,
        ruleset: "",
    };
    steps::record_all(work, &positions, &vec![step; positions.len()]).await?;
    let fired = structure(change.effective_date, &change.regulation_number, &change.reason, positions.len() as u64);
    // A regulation decides here and no threshold: the ruleset stays empty.
    let signal =
        Signal { unit: change.unit, service: String::new(), told_by: String::new(), fired, ruleset: String::new() };
    open_signal(work, before, signal).await
}
