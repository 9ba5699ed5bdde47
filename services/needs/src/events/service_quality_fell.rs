use crate::{
    commands::{Signal, open_reassessment},
    domain::signal::{Cause, Evidence, Fired},
    names,
};
use contracts::evaluation::events::v1::ServiceQualityFell;
use platform::{BoxError, Tenant, Violations, Work};

/// Most characters of a ruleset's id.
pub(super) const RULESET: usize = 100;
/// Most months of a run: longer ones are a mistake of whoever tells them.
const MONTHS: usize = 120;

/// Complaints about a service rose beyond the test's bound.
pub async fn apply(work: &mut Work<'_>, message: ServiceQualityFell) -> Result<(), BoxError> {
    let fell = soundly(|check| read(check, &message, &work.tenant))?;
    Ok(open_reassessment(work, fell).await?)
}

/// Reads an event as strictly as a request, for the public is shown what it says; whatever is wrong is told at once.
pub(super) fn soundly<T>(read: impl FnOnce(&mut Violations) -> Option<T>) -> Result<T, BoxError> {
    let mut check = Violations::default();
    let found = read(&mut check).filter(|_| check.is_empty());
    let wrong = || check.0.iter().map(|one| format!("{} {}", one.field, one.reason)).collect::<Vec<_>>().join("; ");
    found.ok_or_else(|| wrong().into())
}

fn read(check: &mut Violations, message: &ServiceQualityFell, tenant: &Tenant) -> Option<Signal> {
    let service = check.own("public_service", &message.public_service, names::PUBLIC_SERVICE, Some(tenant));
    let unit = check.own("unit", &message.unit, names::UNIT, Some(tenant));
    let display_name = check.text("display_name", &message.display_name, 200);
    let ruleset = check.text("ruleset", &message.ruleset, RULESET);
    let month = month(check, &message.month);
    let (complaints, transactions) = (&message.complaints, &message.transactions);
    check.check("complaints", (1..=MONTHS).contains(&complaints.len()), "must be those of 1 to 120 months");
    check.check("complaints", complaints.iter().all(|count| *count >= 0), "must not be negative");
    check.check("transactions", transactions.len() == complaints.len(), "must be as many as complaints");
    check.check("transactions", transactions.iter().all(|count| *count >= 0), "must not be negative");
    let (display_name, month) = (display_name?, month?);
    if !check.is_empty() {
        return None;
    }
    let months = complaints.iter().zip(transactions);
    let counts: Vec<String> = months.map(|(complaints, of)| format!("{complaints} in {of} transactions")).collect();
    let numbers = |list: &[i64]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let evidence = vec![
        Evidence::new("month", &month),
        Evidence::new("complaints", numbers(complaints)),
        Evidence::new("transactions", numbers(transactions)),
    ];
    let reason = format!("complaints about {display_name} up to {month}: {}", counts.join(", "));
    let fired = Fired { cause: Cause::Complaints, reason, evidence };
    Some(Signal { unit: unit?, service: names::PUBLIC_SERVICE.name(tenant, service?), fired, ruleset: ruleset? })
}

/// A month such as `2025-10`.
pub(super) fn month(check: &mut Violations, text: &str) -> Option<String> {
    let (year, month) = text.split_once('-').unwrap_or_default();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = year.len() == 4 && digits(year) && month.len() == 2 && ("01"..="12").contains(&month) && digits(month);
    check.check("month", sound, "must be a month such as 2025-10");
    sound.then(|| text.to_owned())
}
