use crate::commands::open_signal::{Signal, raise};
use crate::{
    error::Error,
    store::{reassessments, units},
};
use platform::Work;

/// Evaluation says that a service's quality fell: puts the question to a person, unless the same question still waits for its
/// answer or its effect. Evaluation tells a fall once, so the same figures told again are a new one.
pub async fn open_reassessment(work: &mut Work<'_>, fell: Signal) -> Result<(), Error> {
    units::get(work.connection, fell.unit).await?.ok_or(Error::UnitNotFound)?;
    let latest = reassessments::lock_latest_of(work.connection, &fell.service).await?;
    if !latest.is_some_and(|latest| latest.is_pending()) {
        raise(work, fell).await?;
    }
    Ok(())
}
