use crate::commands::open_signal::{Signal, raise};
use crate::{
    error::Error,
    store::{
        reassessments,
        steps::{self, NewStep},
        units,
    },
};
use platform::Work;

/// Evaluation says that a service's quality fell: puts the question to a person, unless one about the service still waits for its
/// answer or its effect. Another fall meanwhile, of another kind or the service's second, is a step beside that question: whoever
/// answers sees it. Evaluation tells a fall once, so the same figures told again are a new one.
pub async fn open_reassessment(work: &mut Work<'_>, fell: Signal) -> Result<(), Error> {
    units::get(work.connection, fell.unit).await?.ok_or(Error::UnitNotFound)?;
    let latest = reassessments::lock_latest_of(work.connection, &fell.service).await?;
    let Some(mut pending) = latest.filter(|latest| latest.is_pending()) else {
        raise(work, fell).await?;
        return Ok(());
    };
    if pending.cause == fell.fired.cause {
        if !pending.fall_again(&fell.told_by) {
            return Ok(());
        }
        pending.update_time = work.now;
        reassessments::update(work.connection, &mut pending).await?;
    }
    let step = NewStep {
        kind: "quality.fell",
        resource: fell.service,
        summary: fell.fired.reason,
        event_id: None,
        ruleset: &fell.ruleset,
    };
    Ok(steps::record_for_unit(work, pending.unit, step).await?)
}
