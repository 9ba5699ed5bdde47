use crate::{
    domain::{
        reassessment::{Reassessment, State},
        signal::{Cause, Evidence},
    },
    error::Error,
    events, names,
    store::{
        reassessments,
        steps::{self, NewStep},
        units,
    },
};
use platform::Work;
use uuid::Uuid;

/// Evaluation says that complaints about a service rose beyond the test's bound.
pub struct QualityFell {
    /// Unit that offers the service.
    pub unit: Uuid,
    /// Service in the evaluation service.
    pub service: String,
    /// What was seen, in one sentence.
    pub reason: String,
    /// The figures behind it.
    pub evidence: Vec<Evidence>,
    /// Ruleset of the test.
    pub ruleset: String,
    /// Event that told it.
    pub event_id: Uuid,
}

/// Puts the question to a person, unless the same question still waits for its answer or its effect.
pub async fn open_reassessment(work: &mut Work<'_>, fell: QualityFell) -> Result<(), Error> {
    units::get(work.connection, fell.unit).await?.ok_or(Error::UnitNotFound)?;
    let latest = reassessments::lock_latest_of(work.connection, &fell.service).await?;
    if latest.is_some_and(|latest| latest.is_pending()) {
        return Ok(());
    }
    let reassessment = Reassessment {
        id: Uuid::now_v7(),
        unit: fell.unit,
        state: State::Open,
        cause: Cause::Complaints,
        reason: fell.reason,
        evidence: fell.evidence,
        service: fell.service,
        ruleset: fell.ruleset,
        caused_by: Some(fell.event_id),
        decision_reason: String::new(),
        recover_time: None,
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
    Ok(steps::record_for_unit(work, reassessment.unit, step).await?)
}
