//! Requests of the appointment, read.

use crate::{
    commands::{CompleteFiling, ConfirmReplacement, RecordNip, WithdrawCandidate},
    domain::{
        filing::{FiledDocument, FilingState},
        replacement::WithdrawalCause,
        servant_number::ServantNumber,
        vacancy::day_of_applying,
    },
    names,
    store::filings::Filter,
};
use contracts::recruitment::v1 as pb;
use jiff::Timestamp;
use platform::{
    AsRead, Scope, Tenant, Violations,
    names::{Collection, Name},
    page::Page,
};
use std::fmt::Display;
use uuid::Uuid;

/// Most papers of a file.
const MOST_DOCUMENTS: usize = 50;

/// Steps of a vacancy ask for nothing but the vacancy as it was read.
pub(super) fn step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::VACANCY.parse(name), etag, request_id).ok_or(check)
}

pub(super) fn filings(
    message: &pb::ListFilingsRequest,
    now: Timestamp,
) -> Result<(Tenant, (Filter, Page)), Violations> {
    let mut check = Violations::default();
    let filters: [&dyn Display; 3] = [&message.vacancy, &message.state, &message.nip_overdue];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let vacancy = check.own_or_none("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
    let state = check.take("state", state(message.state));
    let (Some(tenant), Some(page), Some(vacancy), Some(state)) = (tenant, page, vacancy, state) else {
        return Err(check);
    };
    let nip_due_before = message.nip_overdue.then(|| day_of_applying(now));
    Ok((tenant, (Filter { vacancy, state, nip_due_before }, page)))
}

fn state(state: i32) -> Result<Option<FilingState>, &'static str> {
    use pb::filing::State as Wire;
    Ok(match Wire::try_from(state).map_err(|_| "must be a state")? {
        Wire::Unspecified => None,
        Wire::Open => Some(FilingState::Open),
        Wire::Complete => Some(FilingState::Complete),
        Wire::Proposed => Some(FilingState::Proposed),
        Wire::NipRecorded => Some(FilingState::NipRecorded),
        Wire::Lapsed => Some(FilingState::Lapsed),
        Wire::Withdrawn => Some(FilingState::Withdrawn),
    })
}

pub(super) fn complete(message: &pb::CompleteFilingRequest) -> Result<(Scope, CompleteFiling), Violations> {
    let mut check = Violations::default();
    let name = names::FILING.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let few = (1..=MOST_DOCUMENTS).contains(&message.documents.len());
    check.check("documents", few, format_args!("must be 1 to {MOST_DOCUMENTS}"));
    let mut documents = Vec::new();
    for (place, document) in message.documents.iter().enumerate().take(MOST_DOCUMENTS) {
        let kind = check.text(format!("documents[{place}].kind"), &document.kind, 50);
        let hex = document.sha256.len() == 64 && document.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        check.check(format!("documents[{place}].sha256"), hex, "must be 64 hex digits");
        let sha256 = document.sha256.to_lowercase();
        documents.extend(kind.map(|kind| FiledDocument { kind, sha256 }));
    }
    let (Some((scope, filing)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, CompleteFiling { filing, documents }))
}

pub(super) fn withdraw(message: &pb::WithdrawCandidateRequest) -> Result<(Scope, WithdrawCandidate), Violations> {
    let mut check = Violations::default();
    let parsed = names::parse_application(&message.name);
    let vacancy_id = parsed.as_ref().map(|(vacancy, _)| vacancy.id).unwrap_or_default();
    let name = parsed.map(|(vacancy, id)| Name { tenant: vacancy.tenant, id });
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let cause = match message.cause() {
        pb::WithdrawalCause::OwnWish => Ok(WithdrawalCause::OwnWish),
        pb::WithdrawalCause::OtherPlace => Ok(WithdrawalCause::OtherPlace),
        pb::WithdrawalCause::Died => Ok(WithdrawalCause::Died),
        pb::WithdrawalCause::Unspecified => Err("must be given"),
        pb::WithdrawalCause::FileIncomplete => Err("is what `CloseFiling` finds"),
    };
    let cause = check.take("cause", cause);
    let reason = check.text("reason", &message.reason, 2_000);
    let (Some((scope, application)), Some(cause), Some(reason), true) = (read, cause, reason, check.is_empty()) else {
        return Err(check);
    };
    Ok((scope, WithdrawCandidate { vacancy_id, application, cause, reason }))
}

pub(super) fn confirm(message: &pb::ConfirmReplacementRequest) -> Result<(Scope, ConfirmReplacement), Violations> {
    let mut check = Violations::default();
    let name = names::REPLACEMENT.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let candidate = candidate(&mut check, &message.candidate, tenant.as_ref());
    let decision =
        if message.decision.is_empty() { Some(String::new()) } else { check.text("decision", &message.decision, 200) };
    let (Some((scope, replacement)), Some(candidate), Some(decision), true) =
        (read, candidate, decision, check.is_empty())
    else {
        return Err(check);
    };
    Ok((scope, ConfirmReplacement { replacement, candidate, decision }))
}

/// An application of the same instansi, or none; the outer option is empty when something is wrong.
fn candidate(check: &mut Violations, text: &str, tenant: Option<&Tenant>) -> Option<Option<Uuid>> {
    if text.is_empty() {
        return Some(None);
    }
    let (vacancy, id) = check.take("candidate", names::parse_application(text))?;
    let ours = tenant.is_none_or(|tenant| *tenant == vacancy.tenant);
    check.check("candidate", ours, "must be of the same instansi");
    Some(Some(id))
}

pub(super) fn record_nip(message: &pb::RecordNipRequest) -> Result<(Scope, RecordNip), Violations> {
    let mut check = Violations::default();
    let name = names::FILING.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let number = check.take("nip", ServantNumber::parse(&message.nip));
    let (Some((scope, filing)), Some(number)) = (read, number) else { return Err(check) };
    Ok((scope, RecordNip { filing, number }))
}

pub(super) fn export(message: &pb::ExportNipProposalRequest) -> Result<(Scope, Uuid), Violations> {
    look(&message.name, names::NIP_PROPOSAL, &message.request_id)
}

pub(super) fn inspect(message: &pb::InspectWithdrawalRequest) -> Result<(Scope, Uuid), Violations> {
    look(&message.name, names::WITHDRAWAL, &message.request_id)
}

/// A look at something that the audit trail has to know of.
fn look(name: &str, of: Collection, request_id: &str) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let parsed = check.take("name", of.parse(name));
    let request_id = check.request_id(request_id);
    let (Some(parsed), Some(request_id)) = (parsed, request_id) else { return Err(check) };
    Ok((Scope::once(parsed.tenant, name, request_id), parsed.id))
}
