use super::service_quality_fell::{self as fell, soundly};
use crate::{
    commands::{SignalEnd, note_dismissal},
    names,
};
use contracts::evaluation::events::v1::ServiceSignalDismissed;
use platform::{BoxError, Tenant, Violations, Work};

/// A person calls a signal none.
pub async fn apply(work: &mut Work<'_>, message: ServiceSignalDismissed) -> Result<(), BoxError> {
    let end = soundly(|check| read(check, &message, &work.tenant))?;
    Ok(note_dismissal(work, end).await?)
}

fn read(check: &mut Violations, message: &ServiceSignalDismissed, tenant: &Tenant) -> Option<SignalEnd> {
    let service = check.own("public_service", &message.public_service, names::PUBLIC_SERVICE, Some(tenant));
    let ruleset = check.text("ruleset", &message.ruleset, fell::RULESET);
    let cause = fell::cause(check, message.kind);
    let signal = fell::signal(check, &message.signal, tenant);
    // Nothing is done with these, but a producer that gets them wrong is to be heard.
    check.own("unit", &message.unit, names::UNIT, Some(tenant));
    fell::month(check, &message.month);
    let service = names::PUBLIC_SERVICE.name(tenant, service?);
    Some(SignalEnd { service, cause: cause?, signal: signal?, ruleset: ruleset? })
}
