use super::service_quality_fell::{self as fell, soundly};
use crate::{commands::note_recovery, names};
use contracts::evaluation::events::v1::ServiceQualityRecovered;
use platform::{BoxError, Tenant, Violations, Work};

/// Complaints about a service are back in the test's bound.
pub async fn apply(work: &mut Work<'_>, message: ServiceQualityRecovered) -> Result<(), BoxError> {
    let (service, ruleset) = soundly(|check| read(check, &message, &work.tenant))?;
    Ok(note_recovery(work, &service, &ruleset).await?)
}

fn read(check: &mut Violations, message: &ServiceQualityRecovered, tenant: &Tenant) -> Option<(String, String)> {
    let service = check.own("public_service", &message.public_service, names::PUBLIC_SERVICE, Some(tenant));
    let ruleset = check.text("ruleset", &message.ruleset, fell::RULESET);
    // Nothing is done with these, but a producer that gets them wrong is to be heard.
    check.own("unit", &message.unit, names::UNIT, Some(tenant));
    fell::month(check, &message.month);
    Some((names::PUBLIC_SERVICE.name(tenant, service?), ruleset?))
}
