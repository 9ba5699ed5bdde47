//! Signals, and changes of public services, between messages and domain.

use super::volume_imports::parse_month;
use crate::{
    commands::{
        DecideSignal, JudgeServices, MovePublicService, RenamePublicService, SetComplaintCoverage, SignalSweep,
    },
    domain::{
        public_service::Coverage,
        signal::{Figure, Recovery, Signal, SignalKind, SignalState},
    },
    names,
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use pb::signal::{Kind as WireKind, State as WireState};
use platform::{
    AsRead, Scope, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
};
use uuid::Uuid;

const KINDS: [(SignalKind, WireKind); 3] = [
    (SignalKind::Complaints, WireKind::Complaints),
    (SignalKind::Satisfaction, WireKind::Satisfaction),
    (SignalKind::Overdue, WireKind::Overdue),
];
const STATES: [(SignalState, WireState); 4] = [
    (SignalState::Open, WireState::Open),
    (SignalState::Confirmed, WireState::Confirmed),
    (SignalState::Dismissed, WireState::Dismissed),
    (SignalState::Recovered, WireState::Recovered),
];

/// A list of signals: of which service and kind, only those that have not ended, and page.
pub(crate) type ListInput = (Option<Uuid>, Option<SignalKind>, bool, Page);

pub(crate) fn parse_judge(message: &pb::JudgeServicesRequest) -> Result<(Scope, JudgeServices), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let after = check.own_or_none("after", &message.after, names::PUBLIC_SERVICE, tenant.as_ref());
    check.check("most", message.most >= 0, "must not be negative");
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(after), Some(request_id), true) = (tenant, after, request_id, check.is_empty()) else {
        return Err(check);
    };
    let most = if message.most == 0 { 1_000 } else { i64::from(message.most.min(1_000)) };
    let input = JudgeServices { after: after.unwrap_or(Uuid::nil()), most };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(crate) fn parse_get(message: &pb::GetSignalRequest) -> Result<(Tenant, Uuid), Violations> {
    asked(names::SIGNAL.parse(&message.name))
}

pub(crate) fn parse_list(message: &pb::ListSignalsRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: &[&dyn std::fmt::Display] = &[&message.public_service, &message.kind, &message.open];
    let (tenant, page) = check.list(&message.parent, size, token, filters);
    let service = check.own_or_none("public_service", &message.public_service, names::PUBLIC_SERVICE, tenant.as_ref());
    let kind = check.take("kind", parse_kind(message.kind));
    let (Some(tenant), Some(page), Some(service), Some(kind)) = (tenant, page, service, kind) else {
        return Err(check);
    };
    Ok((tenant, (service, kind, message.open, page)))
}

pub(crate) fn parse_confirm(message: &pb::ConfirmSignalRequest) -> Result<(Scope, DecideSignal), Violations> {
    parse_decision(&message.name, &message.etag, &message.reason, &message.request_id)
}

pub(crate) fn parse_dismiss(message: &pb::DismissSignalRequest) -> Result<(Scope, DecideSignal), Violations> {
    parse_decision(&message.name, &message.etag, &message.reason, &message.request_id)
}

fn parse_decision(name: &str, etag: &str, reason: &str, request_id: &str) -> Result<(Scope, DecideSignal), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::SIGNAL.parse(name), etag, request_id);
    let reason = check.text("reason", reason, 1_000);
    let (Some((scope, signal)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, DecideSignal { signal, reason }))
}

pub(crate) fn parse_rename(
    message: &pb::RenamePublicServiceRequest,
) -> Result<(Scope, RenamePublicService), Violations> {
    let mut check = Violations::default();
    let name = names::PUBLIC_SERVICE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let display_name = check.text("display_name", &message.display_name, 200);
    let (Some((scope, service)), Some(display_name)) = (read, display_name) else { return Err(check) };
    Ok((scope, RenamePublicService { service, display_name }))
}

pub(crate) fn parse_move(message: &pb::MovePublicServiceRequest) -> Result<(Scope, MovePublicService), Violations> {
    let mut check = Violations::default();
    let name = names::PUBLIC_SERVICE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let tenant = read.as_ref().map(|(scope, _)| scope.tenant.clone());
    let unit = check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    let (Some((scope, service)), Some(_)) = (read, unit) else { return Err(check) };
    Ok((scope, MovePublicService { service, unit: message.unit.clone() }))
}

pub(crate) fn parse_coverage(
    message: &pb::SetComplaintCoverageRequest,
) -> Result<(Scope, SetComplaintCoverage), Violations> {
    let mut check = Violations::default();
    let name = names::PUBLIC_SERVICE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let first = read_month(&mut check, "first_month", &message.first_month);
    let last = read_month(&mut check, "last_month", &message.last_month);
    let (Some((scope, service)), Some(first), Some(last)) = (read, first, last) else { return Err(check) };
    check.check(
        "last_month",
        first.zip(last).is_none_or(|(first, last)| first <= last),
        "must not lie before the first",
    );
    if check.is_empty() {
        Ok((scope, SetComplaintCoverage { service, coverage: Coverage { first, last } }))
    } else {
        Err(check)
    }
}

/// A month, or none where the text is empty; the outer option is empty when something is wrong.
fn read_month(check: &mut Violations, field: &str, text: &str) -> Option<Option<Date>> {
    if text.is_empty() { Some(None) } else { check.take(field, parse_month(text)).map(Some) }
}

pub(crate) fn parse_retire(message: &pb::RetirePublicServiceRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::PUBLIC_SERVICE.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

/// None for any kind.
fn parse_kind(kind: i32) -> Result<Option<SignalKind>, &'static str> {
    let wire = WireKind::try_from(kind).map_err(|_| "must be a kind of signals")?;
    Ok(KINDS.iter().find(|(_, known)| *known == wire).map(|(kind, _)| *kind))
}

pub(crate) fn render_sweep(tenant: &Tenant, sweep: SignalSweep, ruleset: &str) -> pb::JudgeServicesResponse {
    pb::JudgeServicesResponse {
        judged: sweep.judged,
        fell: sweep.tally.fell,
        recovered: sweep.tally.recovered,
        last: sweep.last.map(|id| names::PUBLIC_SERVICE.name(tenant, id)).unwrap_or_default(),
        left: sweep.left,
        ruleset: ruleset.to_owned(),
    }
}

pub(crate) fn render(tenant: &Tenant, signal: Signal) -> pb::Signal {
    let kind = KINDS.iter().find(|(kind, _)| *kind == signal.kind).map_or(WireKind::Unspecified, |(_, wire)| *wire);
    let state =
        STATES.iter().find(|(state, _)| *state == signal.state).map_or(WireState::Unspecified, |(_, wire)| *wire);
    let fell = signal.fell;
    let (decision_reason, decide_time) = match signal.decision {
        Some(decision) => (decision.reason, Some(dates::render_time(decision.time))),
        None => (String::new(), None),
    };
    pb::Signal {
        name: names::SIGNAL.name(tenant, signal.id),
        public_service: names::PUBLIC_SERVICE.name(tenant, signal.service),
        kind: kind.into(),
        state: state.into(),
        ruleset: signal.ruleset,
        reason: fell.reason,
        first_date: Some(dates::render(fell.first)),
        last_date: Some(dates::render(fell.last)),
        periods: fell.periods,
        complaints: counts(&fell.complaints),
        transactions: counts(&fell.transactions),
        statistic: fell.statistic,
        threshold: fell.threshold,
        figures: render_figures(fell.figures),
        event_id: signal.event.map(|event| event.to_string()).unwrap_or_default(),
        decision_reason,
        decide_time,
        recovery: signal.recovery.map(render_recovery),
        etag: etag::render(signal.version),
        create_time: Some(dates::render_time(signal.create_time)),
    }
}

fn render_recovery(recovery: Recovery) -> pb::signal::Recovery {
    pb::signal::Recovery {
        last_date: Some(dates::render(recovery.last)),
        reason: recovery.reason,
        statistic: recovery.statistic,
        threshold: recovery.threshold,
        figures: render_figures(recovery.figures),
        event_id: recovery.event.to_string(),
        recover_time: Some(dates::render_time(recovery.time)),
    }
}

fn render_figures(figures: Vec<Figure>) -> Vec<pb::signal::Figure> {
    figures.into_iter().map(|Figure { name, value }| pb::signal::Figure { name, value }).collect()
}

fn counts(counts: &[u64]) -> Vec<i64> {
    counts.iter().map(|count| i64::try_from(*count).unwrap_or(i64::MAX)).collect()
}
