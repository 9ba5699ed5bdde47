use crate::{
    error::Error,
    store::{
        reassessments,
        steps::{self, NewStep},
    },
};
use platform::Work;

/// Notes that a service recovered, beside the question it once raised.
pub async fn note_recovery(work: &mut Work<'_>, service: &str, ruleset: &str) -> Result<(), Error> {
    let Some(mut reassessment) = reassessments::lock_latest_of(work.connection, service).await? else {
        return Ok(());
    };
    reassessment.recover_time = Some(work.now);
    reassessment.update_time = work.now;
    reassessments::update(work.connection, &mut reassessment).await?;
    let step = NewStep {
        kind: "quality.recovered",
        resource: service.to_owned(),
        summary: "complaints are back within the test's bound".to_owned(),
        event_id: None,
        ruleset,
    };
    Ok(steps::record_for_unit(work, reassessment.unit, step).await?)
}
