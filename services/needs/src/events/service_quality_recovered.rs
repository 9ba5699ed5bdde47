use crate::commands::note_recovery;
use contracts::evaluation::events::v1::ServiceQualityRecovered;
use platform::{BoxError, Work};

/// Complaints about a service are back in the test's bound.
pub async fn apply(work: &mut Work<'_>, message: ServiceQualityRecovered) -> Result<(), BoxError> {
    Ok(note_recovery(work, &message.public_service, &message.ruleset).await?)
}
