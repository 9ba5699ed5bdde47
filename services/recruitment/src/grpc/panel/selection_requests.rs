//! What is asked of open selections, read.

use super::open_selection_messages::{parse_plan, parse_state, read_short_code};
use crate::{
    commands::{
        CancelSelection, CreateOpenSelection, DecideSelection, ExtendSelection, ReleaseHold, ReviseOpenSelection,
        SubmitNames,
    },
    domain::{instrument::Times, open_selection::State},
    names,
};
use contracts::recruitment::v1 as pb;
use platform::{AsRead, Scope, Tenant, Violations, dates, names::parse_parent, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// Longest page of selections: each tells its instruments and the text that was hashed.
const MOST_SELECTIONS: i32 = 50;

/// Longest reason that everybody may read.
const PUBLIC_REASON: usize = 1000;

/// Reads a page of something that belongs to a selection.
pub(super) fn parse_list(parent: &str, size: i32, token: &str) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", names::SELECTION.parse(parent));
    let page = check.page(size, token, parent);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((name.tenant, (name.id, page)))
}

/// Reads a page of selections that have opened.
pub(super) fn parse_selections(
    message: &pb::ListOpenSelectionsRequest,
) -> Result<(Tenant, (Option<State>, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size.min(MOST_SELECTIONS), &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.state]);
    let state = parse_state(&mut check, message.state);
    match (tenant, page, state, check.is_empty()) {
        (Some(tenant), Some(page), Some(state), true) => Ok((tenant, (state, page))),
        _ => Err(check),
    }
}

/// Reads a page of drafts.
pub(super) fn parse_drafts(message: &pb::ListSelectionDraftsRequest) -> Result<(Tenant, Page), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size.min(MOST_SELECTIONS), &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&"draft"]);
    let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
    Ok((tenant, page))
}

/// Reads a selection to be prepared.
pub(super) fn parse_create(
    message: &pb::CreateOpenSelectionRequest,
) -> Result<(Scope, CreateOpenSelection), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let plan = parse_plan(&mut check, message.plan.as_ref(), tenant.as_ref());
    let request_id = check.request_id(&message.request_id);
    match (tenant, plan, request_id, check.is_empty()) {
        (Some(tenant), Some(plan), Some(id), true) => Ok((Scope::once(tenant, &message.parent, id), plan)),
        _ => Err(check),
    }
}

/// Reads what a draft is to ask for.
pub(super) fn parse_revise(
    message: &pb::ReviseOpenSelectionRequest,
) -> Result<(Scope, ReviseOpenSelection), Violations> {
    let mut check = Violations::default();
    let name = names::SELECTION.parse(&message.name);
    let tenant = name.as_ref().map(|name| name.tenant.clone()).ok();
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let plan = parse_plan(&mut check, message.plan.as_ref(), tenant.as_ref());
    match (read, plan, check.is_empty()) {
        (Some((scope, selection)), Some(plan), true) => Ok((scope, ReviseOpenSelection { selection, plan })),
        _ => Err(check),
    }
}

fn parse_read(check: &mut Violations, name: &str, etag: &str, request_id: &str) -> Option<(Scope, AsRead)> {
    check.as_read(name, names::SELECTION.parse(name), etag, request_id)
}

/// Reads why a held result may go on.
pub(super) fn parse_release(message: &pb::ReleaseHoldRequest) -> Result<(Scope, ReleaseHold), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 2000).map(Sensitive::new);
    let (Some((scope, selection)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, ReleaseHold { selection, reason }))
}

/// Reads whom the appointing authority chose.
pub(super) fn parse_decide(message: &pb::DecideSelectionRequest) -> Result<(Scope, DecideSelection), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let chosen = check.take("chosen", read_short_code(&message.chosen));
    let reason = check.text("reason", &message.reason, 2000).map(Sensitive::new);
    let (Some((scope, selection)), Some(chosen), Some(reason)) = (read, chosen, reason) else { return Err(check) };
    Ok((scope, DecideSelection { selection, chosen, reason }))
}

/// Reads whose names are to be submitted where a tie leaves it open.
pub(super) fn parse_names(message: &pb::SubmitNamesRequest) -> Result<(Scope, SubmitNames), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    check.check("tied", message.tied.len() <= 100, "must not be more than 100");
    let codes = message.tied.iter().enumerate().take(100);
    let codes = codes.filter_map(|(place, code)| check.take(format!("tied[{place}]"), read_short_code(code)));
    let tied = codes.collect();
    let reason = match message.reason.as_str() {
        "" => None,
        text => check.text("reason", text, 2000).map(Sensitive::new),
    };
    match read {
        Some((scope, selection)) if check.is_empty() => Ok((scope, SubmitNames { selection, tied, reason })),
        _ => Err(check),
    }
}

/// Reads until when candidates are to be taken.
pub(super) fn parse_extend(message: &pb::ExtendSelectionRequest) -> Result<(Scope, ExtendSelection), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let close_time = check.take("close_time", dates::parse_time(message.close_time.as_ref()));
    let score_time = check.take("score_time", dates::parse_time(message.score_time.as_ref()));
    let input_close_time = check.take("input_close_time", dates::parse_time(message.input_close_time.as_ref()));
    let reason = check.text("reason", &message.reason, PUBLIC_REASON);
    let (Some((scope, selection)), Some(reason)) = (read, reason) else { return Err(check) };
    let (Some(close_time), Some(score_time), Some(input_close_time)) = (close_time, score_time, input_close_time)
    else {
        return Err(check);
    };
    let times = Times { close_time, score_time, input_close_time };
    Ok((scope, ExtendSelection { selection, times, reason }))
}

/// Reads why a selection is to end without a choice.
pub(super) fn parse_cancel(message: &pb::CancelSelectionRequest) -> Result<(Scope, CancelSelection), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, PUBLIC_REASON);
    let (Some((scope, selection)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, CancelSelection { selection, reason }))
}
