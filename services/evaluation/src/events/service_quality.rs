//! What is told of the quality of public services: figures about services, nothing about persons.

use crate::{
    domain::{
        public_service::PublicService,
        service_history::month_text,
        signal::{Figure, Finding, Signal, SignalKind},
    },
    names,
};
use contracts::evaluation::events::v1::{
    QualityKind, ServiceQualityFell, ServiceQualityRecovered, ServiceSignalDismissed, service_quality_fell,
};
use platform::Tenant;

/// A service whose quality fell, with the figures that prove it.
pub fn fell(tenant: &Tenant, service: &PublicService, signal: &Signal) -> ServiceQualityFell {
    let found = &signal.fell;
    ServiceQualityFell {
        public_service: names::PUBLIC_SERVICE.name(tenant, service.id),
        version: service.version,
        display_name: service.display_name.clone(),
        unit: service.unit.clone(),
        ruleset: signal.ruleset.clone(),
        month: month_text(found.last),
        complaints: counts(&found.complaints),
        transactions: counts(&found.transactions),
        kind: render_kind(signal.kind).into(),
        signal: names::SIGNAL.name(tenant, signal.id),
        periods: found.periods.clone(),
        statistic: found.statistic.clone(),
        threshold: found.threshold.clone(),
        reason: found.reason.clone(),
        figures: figures(&found.figures),
    }
}

/// A service whose quality is as usual again, with the figures that prove it.
pub fn recovered(
    tenant: &Tenant,
    service: &PublicService,
    signal: &Signal,
    found: &Finding,
) -> ServiceQualityRecovered {
    ServiceQualityRecovered {
        public_service: names::PUBLIC_SERVICE.name(tenant, service.id),
        version: service.version,
        unit: service.unit.clone(),
        ruleset: signal.ruleset.clone(),
        month: month_text(found.last),
        kind: render_kind(signal.kind).into(),
        signal: names::SIGNAL.name(tenant, signal.id),
        periods: found.periods.clone(),
        complaints: counts(&found.complaints),
        transactions: counts(&found.transactions),
        statistic: found.statistic.clone(),
        threshold: found.threshold.clone(),
        reason: found.reason.clone(),
        figures: figures(&found.figures),
    }
}

/// A signal that a person calls none; why stays here.
pub fn signal_dismissed(tenant: &Tenant, service: &PublicService, signal: &Signal) -> ServiceSignalDismissed {
    ServiceSignalDismissed {
        public_service: names::PUBLIC_SERVICE.name(tenant, service.id),
        version: service.version,
        unit: service.unit.clone(),
        signal: names::SIGNAL.name(tenant, signal.id),
        kind: render_kind(signal.kind).into(),
        ruleset: signal.ruleset.clone(),
        month: month_text(signal.fell.last),
    }
}

fn render_kind(kind: SignalKind) -> QualityKind {
    match kind {
        SignalKind::Complaints => QualityKind::Complaints,
        SignalKind::Satisfaction => QualityKind::Satisfaction,
        SignalKind::Overdue => QualityKind::Overdue,
    }
}

fn figures(figures: &[Figure]) -> Vec<service_quality_fell::Figure> {
    let render = |one: &Figure| service_quality_fell::Figure { name: one.name.clone(), value: one.value.clone() };
    figures.iter().map(render).collect()
}

fn counts(counts: &[u64]) -> Vec<i64> {
    counts.iter().map(|count| i64::try_from(*count).unwrap_or(i64::MAX)).collect()
}
