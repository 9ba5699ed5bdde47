//! Probation between messages and domain.

use crate::{
    commands::{AppointPermanent, DismissOnProbation, RecordHealthStatement},
    domain::{
        exit::ExitDecision,
        health_statement::HealthDetail,
        onboarding_rules::{OnboardingRules, ProbationRules},
        probation::{Condition, ConditionKind, ProbationDecision, is_on_probation},
        servant::{Servant, day_of},
    },
    grpc::record_fields::{day, optional_day},
    names,
    store::onboarding_warnings::UnregisteredServant,
};
use contracts::career::v1 as pb;
use jiff::{Timestamp, civil::Date};
use pb::probation_condition::Kind as WireKind;
use platform::{Scope, Tenant, Violations, dates, etag, names::parse_parent};
use uuid::Uuid;

pub(crate) fn parse_get(
    message: &pb::GetProbationRequest,
    now: Timestamp,
) -> Result<(Scope, (Uuid, Date)), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::SERVANT.parse(&message.name));
    let asked = optional_day(&mut check, "day", message.day.as_ref());
    let (Some(name), Some(asked)) = (name, asked) else { return Err(check) };
    Ok((Scope::of(name.tenant, &message.name), (name.id, asked.unwrap_or(day_of(now)))))
}

pub(crate) fn parse_health(
    message: &pb::RecordHealthStatementRequest,
) -> Result<(Scope, RecordHealthStatement), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let date = day(&mut check, "statement_date", message.statement_date.as_ref());
    let number = check.text("number", &message.number, 100);
    let facility = check.text("facility", &message.facility, 200);
    let (Some((scope, servant)), Some(date), Some(number), Some(facility)) = (read, date, number, facility) else {
        return Err(check);
    };
    let detail = HealthDetail { healthy: message.healthy, number, facility };
    Ok((scope, RecordHealthStatement { servant, date, detail }))
}

pub(crate) fn parse_appoint(message: &pb::AppointPermanentRequest) -> Result<(Scope, AppointPermanent), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let date = day(&mut check, "appointment_date", message.appointment_date.as_ref());
    let decree_number = check.text("decree_number", &message.decree_number, 100);
    let decree_date = day(&mut check, "decree_date", message.decree_date.as_ref());
    let (Some((scope, servant)), Some(date), Some(decree_number), Some(decree_date)) =
        (read, date, decree_number, decree_date)
    else {
        return Err(check);
    };
    Ok((scope, AppointPermanent { servant, date, decree_number, decree_date }))
}

pub(crate) fn parse_dismiss(
    message: &pb::DismissOnProbationRequest,
) -> Result<(Scope, DismissOnProbation), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let kind = check.text("exit_kind", &message.exit_kind, 10);
    let last_day = day(&mut check, "last_day", message.last_day.as_ref());
    let decree_number = check.text("decree_number", &message.decree_number, 100);
    let decree_date = day(&mut check, "decree_date", message.decree_date.as_ref());
    let reason = check.text("reason", &message.reason, 1_000);
    let (Some((scope, servant)), Some(kind), Some(last_day)) = (read, kind, last_day) else { return Err(check) };
    let (Some(decree_number), Some(decree_date), Some(reason)) = (decree_number, decree_date, reason) else {
        return Err(check);
    };
    Ok((
        scope,
        DismissOnProbation { servant, decision: ExitDecision { kind, last_day, decree_number, decree_date, reason } },
    ))
}

pub(crate) fn parse_sweep(message: &pb::SweepOnboardingWarningsRequest) -> Result<(Scope, ()), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), ()))
}

/// How a probation stands on a day.
pub(crate) fn render_probation(
    tenant: &Tenant,
    servant: &Servant,
    rules: &OnboardingRules,
    (day, conditions): (Date, Vec<Condition>),
    decision: Option<ProbationDecision>,
) -> pb::Probation {
    let (first, clock) = (servant.appointment_date, &rules.probation);
    pb::Probation {
        servant: names::SERVANT.name(tenant, servant.id),
        appointment_date: Some(dates::render(first)),
        end_date: Some(dates::render(clock.end(first))),
        warn_date: Some(dates::render(clock.warn_from(first))),
        day: Some(dates::render(day)),
        on_probation: is_on_probation(servant),
        conditions: conditions.into_iter().map(render_condition).collect(),
        decision: decision.map(render_decision),
        ruleset: rules.id.clone(),
        etag: etag::render(servant.version),
    }
}

fn render_condition(one: Condition) -> pb::ProbationCondition {
    let kind = match one.kind {
        ConditionKind::Year => WireKind::Year,
        ConditionKind::PreService => WireKind::PreService,
        ConditionKind::Health => WireKind::Health,
        ConditionKind::Rating => WireKind::Rating,
    };
    pb::ProbationCondition { kind: kind.into(), met: one.met, explanation: one.explanation }
}

fn render_decision(one: ProbationDecision) -> pb::ProbationDecision {
    pb::ProbationDecision {
        appointed: one.appointed,
        date: Some(dates::render(one.date)),
        decree_number: one.decree_number,
        decree_date: Some(dates::render(one.decree_date)),
        ruleset: one.ruleset,
        decided_by: one.decided_by,
        record_time: Some(dates::render_time(one.record_time)),
    }
}

pub(crate) fn render_warning(
    tenant: &Tenant,
    clock: &ProbationRules,
    one: UnregisteredServant,
) -> pb::ProbationWarning {
    pb::ProbationWarning {
        servant: names::SERVANT.name(tenant, one.servant),
        appointment_date: Some(dates::render(one.appointment)),
        warn_date: Some(dates::render(clock.warn_from(one.appointment))),
        end_date: Some(dates::render(clock.end(one.appointment))),
        record_time: one.record_time.map(dates::render_time),
    }
}
