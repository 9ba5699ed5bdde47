use crate::{
    commands::{QualityFell, open_reassessment},
    domain::signal::Evidence,
    names,
};
use contracts::evaluation::events::v1::ServiceQualityFell;
use platform::{BoxError, Work};
use uuid::Uuid;

/// Complaints about a service rose beyond the test's bound.
pub async fn apply(work: &mut Work<'_>, event_id: Uuid, message: ServiceQualityFell) -> Result<(), BoxError> {
    let months = message.complaints.iter().zip(&message.transactions);
    let counts: Vec<String> = months.map(|(complaints, of)| format!("{complaints} in {of} transactions")).collect();
    let numbers = |list: &[i64]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let evidence = vec![
        Evidence::new("month", &message.month),
        Evidence::new("complaints", numbers(&message.complaints)),
        Evidence::new("transactions", numbers(&message.transactions)),
    ];
    let fell = QualityFell {
        evidence,
        unit: names::UNIT.parse_of(&message.unit, &work.tenant)?,
        reason: format!("complaints about {} up to {}: {}", message.display_name, message.month, counts.join(", ")),
        service: message.public_service,
        ruleset: message.ruleset,
        event_id,
    };
    Ok(open_reassessment(work, fell).await?)
}
