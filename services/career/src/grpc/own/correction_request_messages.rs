//! Requests for correction between messages and domain.

use crate::{
    commands::{AnswerCorrection, RequestCorrection, open_text},
    domain::correction_request::{CorrectionRequest, CorrectionState, Verdict},
    error::Error,
    grpc::{from_wire_or_none, read_scope, to_wire},
    names,
    store::correction_requests::{self, WantedCorrections},
};
use contracts::career::v1 as pb;
use jiff::Timestamp;
use pb::{answer_correction_request::Verdict as WireVerdict, correction_request::State as WireState};
use platform::{Scope, Violations, Work, dates, etag, names::parse_parent, page::Page, sensitive::Sensitive};
use uuid::Uuid;

const STATES: [(CorrectionState, WireState); 3] = [
    (CorrectionState::Open, WireState::Open),
    (CorrectionState::Accepted, WireState::Accepted),
    (CorrectionState::Refused, WireState::Refused),
];

pub(super) fn parse_request(message: &pb::RequestCorrectionRequest) -> Result<(Scope, RequestCorrection), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let field = check.text("field", &message.field, 100);
    let wanted = check.text("wanted", &message.wanted, 2_000).map(Sensitive::new);
    let reason = check.text("reason", &message.reason, 2_000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(field), Some(wanted)) = (tenant, field, wanted) else { return Err(check) };
    let (Some(reason), Some(request_id)) = (reason, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), RequestCorrection { field, wanted, reason }))
}

pub(super) fn parse_answer(message: &pb::AnswerCorrectionRequest) -> Result<(Scope, AnswerCorrection), Violations> {
    let mut check = Violations::default();
    let name = names::CORRECTION_REQUEST.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let verdict = match WireVerdict::try_from(message.verdict) {
        Ok(WireVerdict::Accepted) => check.text("row", &message.row, 300).map(Verdict::Accepted),
        Ok(WireVerdict::Refused) => {
            check.check("row", message.row.is_empty(), "must be empty where nothing is corrected");
            Some(Verdict::Refused)
        }
        _ => {
            check.add("verdict", "must be ACCEPTED or REFUSED");
            None
        }
    };
    let answer = check.text("answer", &message.answer, 2_000).map(Sensitive::new);
    let (Some((scope, request)), Some(verdict), Some(answer)) = (read, verdict, answer) else { return Err(check) };
    if !check.is_empty() {
        return Err(check);
    }
    Ok((scope, AnswerCorrection { request, verdict, answer }))
}

pub(super) fn parse_list(
    message: &pb::ListCorrectionsRequest,
    now: Timestamp,
) -> Result<(Scope, (WantedCorrections, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: [&dyn std::fmt::Display; 3] = [&message.servant, &message.state, &message.overdue];
    let (tenant, page) = check.list(&message.parent, size, token, &filters);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let (Some(tenant), Some(page), Some(servant), Some(state)) = (tenant, page, servant, state) else {
        return Err(check);
    };
    let wanted = WantedCorrections { servant, state, due_before: message.overdue.then_some(now) };
    Ok((read_scope(tenant, &message.parent, &message.servant), (wanted, page)))
}

/// Requests with what is sealed of them, opened.
pub(super) async fn opened(
    work: &mut Work<'_>,
    found: Vec<CorrectionRequest>,
) -> Result<Vec<pb::CorrectionRequest>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let mut texts = correction_requests::texts(work.connection, &ids).await?;
    let mut corrections = Vec::with_capacity(found.len());
    for one in found {
        let (mut wanted, mut reason, mut answer) = (String::new(), String::new(), String::new());
        if let Some(sealed) = texts.remove(&one.id) {
            wanted = open_text(&work.vault, one.servant, Some(&sealed.wanted))?;
            reason = open_text(&work.vault, one.servant, Some(&sealed.reason))?;
            answer = open_text(&work.vault, one.servant, sealed.answer.as_ref())?;
        }
        let shown = pb::CorrectionRequest { wanted, reason, answer, ..render(work, one) };
        corrections.push(shown);
    }
    Ok(corrections)
}

fn render(work: &Work<'_>, one: CorrectionRequest) -> pb::CorrectionRequest {
    let state = to_wire(&STATES, one.state);
    pb::CorrectionRequest {
        name: names::CORRECTION_REQUEST.name(&work.tenant, one.id),
        servant: names::SERVANT.name(&work.tenant, one.servant),
        state: state.into(),
        late: one.is_late(work.now),
        field: one.field,
        wanted: String::new(),
        reason: String::new(),
        due_time: Some(dates::render_time(one.due_time)),
        answer: String::new(),
        row: one.row,
        answer_time: one.answer_time.map(dates::render_time),
        answered_by: one.answered_by,
        ruleset: one.ruleset,
        etag: etag::render(one.version),
        create_time: Some(dates::render_time(one.create_time)),
    }
}
