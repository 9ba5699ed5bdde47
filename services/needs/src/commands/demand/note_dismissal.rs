use super::SignalEnd;
use crate::{
    error::Error,
    store::{
        reassessments,
        steps::{self, NewStep},
    },
};
use platform::Work;

/// Notes that a person in evaluation calls the signal none, at the question that stands for it and still waits. The question
/// stays: whoever is asked answers it. A fall that was only a step beside another question ends as one.
pub async fn note_dismissal(work: &mut Work<'_>, end: SignalEnd) -> Result<(), Error> {
    let of_signal = (end.cause, end.signal.as_str());
    let unit = match reassessments::lock_of_signal(work.connection, &end.service, of_signal).await? {
        Some(question) if !question.is_pending() => return Ok(()),
        Some(mut question) => {
            question.dismiss_time = Some(work.now);
            question.update_time = work.now;
            reassessments::update(work.connection, &mut question).await?;
            question.unit
        }
        None => match reassessments::lock_latest_of(work.connection, &end.service).await? {
            Some(beside) if beside.is_pending() => beside.unit,
            _ => return Ok(()),
        },
    };
    let (resource, summary) = (end.service, "a person calls the signal none".to_owned());
    let step = NewStep { kind: "signal.dismissed", resource, summary, event_id: None, ruleset: &end.ruleset };
    Ok(steps::record_for_unit(work, unit, step).await?)
}
