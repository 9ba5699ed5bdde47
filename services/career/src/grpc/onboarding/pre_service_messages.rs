//! Pre-service trainings between messages and domain.

use crate::{
    commands::{
        CancelPreService, CorrectPreServiceResult, RecordPreServicePart, RecordPreServiceResult, RegisterPreService,
    },
    domain::pre_service::{PreService, PreServiceKind, PreServicePart, PreServiceResult, PreServiceState},
    grpc::{
        first_year_fields::about_servant,
        from_wire_or_none, read_scope,
        record_fields::{day, optional_text},
        to_wire,
    },
    names,
    store::pre_service_corrections::KeptCorrection,
};
use contracts::{career::v1 as pb, google::r#type::Date as WireDate};
use pb::pre_service::{Kind as WireKind, State as WireState};
use platform::{Scope, Tenant, Violations, dates, etag, page::Page, sensitive::Sensitive};
use uuid::Uuid;

const KINDS: [(PreServiceKind, WireKind); 2] =
    [(PreServiceKind::Latsar, WireKind::Latsar), (PreServiceKind::Orientation, WireKind::Orientation)];
const STATES: [(PreServiceState, WireState); 4] = [
    (PreServiceState::Registered, WireState::Registered),
    (PreServiceState::Passed, WireState::Passed),
    (PreServiceState::Failed, WireState::Failed),
    (PreServiceState::Cancelled, WireState::Cancelled),
];

pub(crate) fn parse_register(
    message: &pb::RegisterPreServiceRequest,
) -> Result<(Scope, RegisterPreService), Violations> {
    let mut check = Violations::default();
    let about = about_servant(&mut check, "servant", &message.servant, &message.request_id);
    let provider = check.text("provider", &message.provider, 200);
    let batch = optional_text(&mut check, "batch", &message.batch, 100);
    let start = day(&mut check, "start_date", message.start_date.as_ref());
    let (Some((scope, servant)), Some(provider), Some(batch), Some(start)) = (about, provider, batch, start) else {
        return Err(check);
    };
    Ok((scope, RegisterPreService { servant, provider, batch, start }))
}

pub(crate) fn parse_part(
    message: &pb::RecordPreServicePartRequest,
) -> Result<(Scope, RecordPreServicePart), Violations> {
    let mut check = Violations::default();
    let name = names::PRE_SERVICE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let told = message.part.clone().unwrap_or_default();
    let code = check.text("part.code", &told.code, 50);
    let start = day(&mut check, "part.start_date", told.start_date.as_ref());
    let end = day(&mut check, "part.end_date", told.end_date.as_ref());
    let ordered = start.zip(end).is_none_or(|(start, end)| start <= end);
    check.check("part.end_date", ordered, "must not be before the first day");
    check.check("part.hours", (1..=2_000).contains(&told.hours), "must be 1 to 2,000");
    let project = optional_text(&mut check, "part.project", &told.project, 300);
    let (Some((scope, training)), Some(code), true) = (read, code, check.is_empty()) else { return Err(check) };
    let (Some(start), Some(end), Some(project)) = (start, end, project) else { return Err(check) };
    Ok((
        scope,
        RecordPreServicePart { training, part: PreServicePart { code, start, end, hours: told.hours, project } },
    ))
}

pub(crate) fn parse_result(
    message: &pb::RecordPreServiceResultRequest,
) -> Result<(Scope, RecordPreServiceResult), Violations> {
    let mut check = Violations::default();
    let name = names::PRE_SERVICE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let told = (message.passed, message.certificate_number.as_str());
    let result = result(&mut check, told, message.result_date.as_ref());
    let (Some((scope, training)), Some(result), true) = (read, result, check.is_empty()) else { return Err(check) };
    Ok((scope, RecordPreServiceResult { training, result }))
}

pub(crate) fn parse_correct(
    message: &pb::CorrectPreServiceResultRequest,
) -> Result<(Scope, CorrectPreServiceResult), Violations> {
    let mut check = Violations::default();
    let name = names::PRE_SERVICE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let told = (message.passed, message.certificate_number.as_str());
    let result = result(&mut check, told, message.result_date.as_ref());
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, training)), Some(result), Some(reason)) = (read, result, reason) else { return Err(check) };
    if check.is_empty() { Ok((scope, CorrectPreServiceResult { training, result, reason })) } else { Err(check) }
}

/// A result: whether it was passed, with its certificate, and the day.
fn result(check: &mut Violations, told: (bool, &str), date: Option<&WireDate>) -> Option<PreServiceResult> {
    let (passed, number) = told;
    let certificate = if passed {
        check.text("certificate_number", number, 100)
    } else {
        check.check("certificate_number", number.is_empty(), "must be empty: it was failed");
        Some(String::new())
    };
    let date = day(check, "result_date", date);
    Some(PreServiceResult { passed, certificate: certificate?, date: date? })
}

pub(crate) fn parse_cancel(message: &pb::CancelPreServiceRequest) -> Result<(Scope, CancelPreService), Violations> {
    let mut check = Violations::default();
    let name = names::PRE_SERVICE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, training)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, CancelPreService { training, reason }))
}

pub(crate) type ListInput = (Option<Uuid>, Option<PreServiceState>, Page);

pub(crate) fn parse_list(message: &pb::ListPreServicesRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant, &message.state]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let (Some(tenant), Some(page), Some(servant), Some(state)) = (tenant, page, servant, state) else {
        return Err(check);
    };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, state, page)))
}

/// A result that was wrong, with why.
pub(crate) fn render_correction(kept: KeptCorrection, reason: String) -> pb::PreServiceCorrection {
    let one = kept.correction;
    pb::PreServiceCorrection {
        passed: one.was.passed,
        certificate_number: one.was.certificate,
        result_date: Some(dates::render(one.was.date)),
        recorded_by: one.recorded_by,
        corrected_by: one.corrected_by,
        reason,
        correct_time: Some(dates::render_time(kept.record_time)),
    }
}

/// A training with the parts that are missing and why it was cancelled.
pub(crate) fn render_pre_service(
    tenant: &Tenant,
    one: PreService,
    missing_parts: Vec<String>,
    cancel_reason: String,
) -> pb::PreService {
    let kind = to_wire(&KINDS, one.kind);
    let state = to_wire(&STATES, one.state);
    pb::PreService {
        name: names::PRE_SERVICE.name(tenant, one.id),
        servant: names::SERVANT.name(tenant, one.servant),
        kind: kind.into(),
        state: state.into(),
        hours: one.hours(),
        provider: one.provider,
        batch: one.batch,
        start_date: Some(dates::render(one.start)),
        parts: one.parts.into_iter().map(render_part).collect(),
        missing_parts,
        expected_hours: one.expected_hours,
        certificate_number: one.certificate,
        result_date: one.result_date.map(dates::render),
        cancel_reason,
        ruleset: one.ruleset,
        etag: etag::render(one.version),
        create_time: Some(dates::render_time(one.create_time)),
        corrections: Vec::new(),
    }
}

fn render_part(part: PreServicePart) -> pb::PreServicePart {
    pb::PreServicePart {
        code: part.code,
        start_date: Some(dates::render(part.start)),
        end_date: Some(dates::render(part.end)),
        hours: part.hours,
        project: part.project,
    }
}
