use crate::{
    commands::{QualityFell, open_reassessment},
    names,
};
use contracts::evaluation::events::v1::ServiceQualityFell;
use platform::{BoxError, Work};
use uuid::Uuid;

/// Complaints about a service rose beyond the test's bound.
pub async fn apply(work: &mut Work<'_>, event_id: Uuid, message: ServiceQualityFell) -> Result<(), BoxError> {
    let months = message.complaints.iter().zip(&message.transactions);
    let counts: Vec<String> = months.map(|(complaints, of)| format!("{complaints} in {of} transactions")).collect();
    let fell = QualityFell {
        unit: names::UNIT.parse_of(&message.unit, &work.tenant)?,
        reason: format!("complaints about {} up to {}: {}", message.display_name, message.month, counts.join(", ")),
        service: message.public_service,
        ruleset: message.ruleset,
        event_id,
    };
    Ok(open_reassessment(work, fell).await?)
}
