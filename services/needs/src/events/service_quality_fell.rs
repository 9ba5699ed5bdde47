use crate::{
    commands::{Signal, open_reassessment},
    domain::signal::{Cause, Evidence, Fired},
    names,
};
use contracts::evaluation::events::v1::ServiceQualityFell;
use platform::{BoxError, Work};

/// Complaints about a service rose beyond the test's bound.
pub async fn apply(work: &mut Work<'_>, message: ServiceQualityFell) -> Result<(), BoxError> {
    let months = message.complaints.iter().zip(&message.transactions);
    let counts: Vec<String> = months.map(|(complaints, of)| format!("{complaints} in {of} transactions")).collect();
    let numbers = |list: &[i64]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let evidence = vec![
        Evidence::new("month", &message.month),
        Evidence::new("complaints", numbers(&message.complaints)),
        Evidence::new("transactions", numbers(&message.transactions)),
    ];
    let reason = format!("complaints about {} up to {}: {}", message.display_name, message.month, counts.join(", "));
    let fell = Signal {
        unit: names::UNIT.parse_of(&message.unit, &work.tenant)?,
        service: message.public_service,
        fired: Fired { cause: Cause::Complaints, reason, evidence },
        ruleset: message.ruleset,
    };
    Ok(open_reassessment(work, fell).await?)
}
