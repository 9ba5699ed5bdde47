use crate::{
    domain::{
        reassessment::{Reassessment, State},
        signal::{Cause, Fired},
    },
    error::Error,
    events, names,
    store::{
        reassessments, signals,
        steps::{self, NewStep},
        units,
    },
};
use platform::Work;
use std::collections::HashMap;
use uuid::Uuid;

/// The latest question of one cause for each unit and service, read once for a whole sweep.
pub(crate) type Latest = HashMap<(Uuid, String), Reassessment>;

/// A test that fired at a unit.
pub struct Signal {
    /// The unit.
    pub unit: Uuid,
    /// The public service, or empty.
    pub service: String,
    /// The signal of the evaluation service that told it, or empty.
    pub told_by: String,
    /// What fired.
    pub fired: Fired,
    /// Ruleset of the test.
    pub ruleset: String,
}

/// Takes the turn to raise signals and reads what was asked before.
pub(crate) async fn latest(work: &mut Work<'_>, cause: Cause, unit: Option<Uuid>) -> Result<Latest, Error> {
    signals::lock(work.connection).await?;
    Ok(reassessments::latest_of(work.connection, cause, unit).await?)
}

/// Raises one signal outside a sweep.
pub(crate) async fn open_one(work: &mut Work<'_>, signal: Signal) -> Result<Option<Uuid>, Error> {
    units::get(work.connection, signal.unit).await?.ok_or(Error::UnitNotFound)?;
    let before = latest(work, signal.fired.cause, Some(signal.unit)).await?;
    open_signal(work, &before, signal).await
}

/// Puts the question to a person, unless the same one still waits for its answer or its effect, or a person has answered
/// these very figures. Returns the reassessment that was opened.
pub(crate) async fn open_signal(work: &mut Work<'_>, latest: &Latest, signal: Signal) -> Result<Option<Uuid>, Error> {
    if let Some(before) = latest.get(&(signal.unit, signal.service.clone()))
        && (before.is_pending() || before.evidence == signal.fired.evidence)
    {
        return Ok(None);
    }
    raise(work, signal).await.map(Some)
}

/// Puts the question to a person, tells it and leaves a step at every position of the unit.
pub(crate) async fn raise(work: &mut Work<'_>, signal: Signal) -> Result<Uuid, Error> {
    let Signal { unit, service, told_by, fired, ruleset } = signal;
    let reassessment = Reassessment {
        id: Uuid::now_v7(),
        unit,
        state: State::Open,
        cause: fired.cause,
        reason: fired.reason,
        evidence: fired.evidence,
        service,
        signal: told_by,
        ruleset,
        caused_by: work.caused_by,
        decision_reason: String::new(),
        recover_time: None,
        dismiss_time: None,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let reassessment = reassessments::insert(work.connection, reassessment).await?;
    let event_id = work.record(&reassessment, &events::opened(&work.tenant, &reassessment));
    let step = NewStep {
        kind: "reassessment.opened",
        resource: names::REASSESSMENT.name(&work.tenant, reassessment.id),
        summary: reassessment.reason.clone(),
        event_id: Some(event_id),
        ruleset: &reassessment.ruleset,
    };
    steps::record_for_unit(work, unit, step).await?;
    Ok(reassessment.id)
}
