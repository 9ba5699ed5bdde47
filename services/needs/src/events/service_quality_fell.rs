use crate::{
    commands::{Signal, open_reassessment},
    domain::signal::{Cause, Evidence, Fired},
    names,
};
use contracts::evaluation::events::v1::{QualityKind, ServiceQualityFell};
use platform::{BoxError, Tenant, Violations, Work};

/// Most characters of a ruleset's id.
pub(super) const RULESET: usize = 100;
/// Most months of a run: longer ones are a mistake of whoever tells them.
const MONTHS: usize = 120;
/// Most figures, and most characters of one or of a reason.
const FIGURES: usize = 50;
const REASON: usize = 2_000;

/// A test told that the quality of a service fell.
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
    let cause = cause(check, message.kind);
    let told_by = signal(check, &message.signal, tenant);
    let figures = figures(check, message);
    let why = match cause {
        Some(Cause::Complaints) => complaints(check, message),
        _ => check.text("reason", &message.reason, REASON),
    };
    let (display_name, month) = (display_name?, month?);
    if !check.is_empty() {
        return None;
    }
    let mut evidence = vec![Evidence::new("month", &month)];
    evidence.extend(figures);
    let (cause, why) = (cause?, why?);
    let reason = match cause {
        Cause::Complaints => format!("complaints about {display_name} up to {month}: {why}"),
        _ => format!("{display_name}: {why}"),
    };
    let fired = Fired { cause, reason, evidence };
    let service = names::PUBLIC_SERVICE.name(tenant, service?);
    Some(Signal { unit: unit?, service, told_by: told_by?, fired, ruleset: ruleset? })
}

/// The months of a run of complaints, as they are told.
fn complaints(check: &mut Violations, message: &ServiceQualityFell) -> Option<String> {
    let (complaints, transactions) = (&message.complaints, &message.transactions);
    check.check("complaints", (1..=MONTHS).contains(&complaints.len()), "must be those of 1 to 120 months");
    check.check("complaints", complaints.iter().all(|count| *count >= 0), "must not be negative");
    check.check("transactions", transactions.len() == complaints.len(), "must be as many as complaints");
    check.check("transactions", transactions.iter().all(|count| *count >= 0), "must not be negative");
    let months = complaints.iter().zip(transactions);
    let counts: Vec<String> = months.map(|(complaints, of)| format!("{complaints} in {of} transactions")).collect();
    Some(counts.join(", "))
}

/// Everything that the test went by. Events of before the figures were told have counts only.
fn figures(check: &mut Violations, message: &ServiceQualityFell) -> Vec<Evidence> {
    let numbers = |list: &[i64]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let told = [
        ("complaints", numbers(&message.complaints)),
        ("transactions", numbers(&message.transactions)),
        ("periods", message.periods.join(", ")),
        ("statistic", message.statistic.clone()),
        ("threshold", message.threshold.clone()),
    ];
    let own = message.figures.iter().map(|figure| (figure.name.as_str(), figure.value.clone()));
    check.check("figures", message.figures.len() <= FIGURES, "must not be more than 50");
    let told: Vec<(&str, String)> = told.into_iter().chain(own).filter(|(_, value)| !value.is_empty()).collect();
    for (name, value) in &told {
        check.text("figures.name", name, RULESET);
        check.text("figures.value", value, REASON);
    }
    told.into_iter().map(|(name, value)| Evidence::new(name, value)).collect()
}

/// What was tested; before there were kinds, complaints.
pub(super) fn cause(check: &mut Violations, kind: i32) -> Option<Cause> {
    let kind = QualityKind::try_from(kind).map_err(|_| "must be a kind of tests");
    check.take("kind", kind).map(|kind| match kind {
        QualityKind::Unspecified | QualityKind::Complaints => Cause::Complaints,
        QualityKind::Satisfaction => Cause::Survey,
        QualityKind::Overdue => Cause::OverdueComplaints,
    })
}

/// The signal that told it; before there were signals, none.
pub(super) fn signal(check: &mut Violations, text: &str, tenant: &Tenant) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    check.own("signal", text, names::SIGNAL, Some(tenant)).map(|id| names::SIGNAL.name(tenant, id))
}

/// A month such as `2025-10`.
pub(super) fn month(check: &mut Violations, text: &str) -> Option<String> {
    let (year, month) = text.split_once('-').unwrap_or_default();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = year.len() == 4 && digits(year) && month.len() == 2 && ("01"..="12").contains(&month) && digits(month);
    check.check("month", sound, "must be a month such as 2025-10");
    sound.then(|| text.to_owned())
}
