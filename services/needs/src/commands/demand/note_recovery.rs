use crate::{
    domain::signal::Cause,
    error::Error,
    store::{
        reassessments,
        steps::{self, NewStep},
    },
};
use platform::Work;

/// The end of a signal, as evaluation tells it.
pub struct SignalEnd {
    /// The public service.
    pub service: String,
    /// What was tested.
    pub cause: Cause,
    /// The signal, or empty where it is not known.
    pub signal: String,
    /// Ruleset of the test.
    pub ruleset: String,
}

/// Notes that a service recovered, at the question that stands for the signal. A fall that was only a step beside another
/// question ends as one.
pub async fn note_recovery(work: &mut Work<'_>, end: SignalEnd) -> Result<(), Error> {
    let of_signal = (end.cause, end.signal.as_str());
    let unit = match reassessments::lock_of_signal(work.connection, &end.service, of_signal).await? {
        Some(mut question) => {
            question.recover_time = Some(work.now);
            question.update_time = work.now;
            reassessments::update(work.connection, &mut question).await?;
            question.unit
        }
        None => match reassessments::lock_latest_of(work.connection, &end.service).await? {
            Some(beside) if beside.is_pending() => beside.unit,
            _ => return Ok(()),
        },
    };
    let summary = match end.cause {
        Cause::Survey => "satisfaction is as it was before",
        Cause::OverdueComplaints => "complaints are answered in time again",
        _ => "complaints are back within the test's bound",
    };
    let (resource, summary) = (end.service, summary.to_owned());
    let step = NewStep { kind: "quality.recovered", resource, summary, event_id: None, ruleset: &end.ruleset };
    Ok(steps::record_for_unit(work, unit, step).await?)
}
