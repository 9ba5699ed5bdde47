//! Requests of `ComplaintDeskService`.

use super::complaint_views as views;
use crate::{
    commands::{AssignComplaint, ComplaintSweep, MergeComplaint, RejectComplaints, StepWithReason, VerifyComplaint},
    names,
};
use contracts::evaluation::v1 as pb;
use platform::{
    AsRead, Scope, Violations,
    names::{asked, parse_parent},
    page::Page,
    sensitive::Sensitive,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Longest page of messages: the texts are long, and clients take no message of more than 4 MiB.
const MOST_MESSAGES: i32 = 100;

/// Complaints of one part of a sweep that names no number, and most of any.
const USUAL: i64 = 1_000;
const MOST: i64 = 10_000;

pub(crate) fn parse_name(text: &str) -> Result<(Scope, Uuid), Violations> {
    let (tenant, id) = asked(names::COMPLAINT.parse(text))?;
    Ok((Scope::of(tenant, text), id))
}

/// A page of what belongs to one complaint.
pub(crate) fn parse_part(
    complaint: &str,
    size: i32,
    token: &str,
    longest: i32,
) -> Result<(Scope, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("complaint", names::COMPLAINT.parse(complaint));
    let page = check.page(size.min(longest), token, complaint);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((Scope::of(name.tenant, complaint), (name.id, page)))
}

pub(crate) fn parse_messages(complaint: &str, size: i32, token: &str) -> Result<(Scope, (Uuid, Page)), Violations> {
    parse_part(complaint, size, token, MOST_MESSAGES)
}

/// A step that needs nothing but the version that was read.
pub(crate) fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::COMPLAINT.parse(name), etag, request_id);
    read.ok_or(check)
}

/// A step with a word about it.
pub(crate) fn parse_reasoned(
    name: &str,
    etag: &str,
    (reason, is_shared): (&str, bool),
    request_id: &str,
) -> Result<(Scope, StepWithReason), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::COMPLAINT.parse(name), etag, request_id);
    let reason = check.text("reason", reason, 4000);
    let (Some((scope, complaint)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, StepWithReason { complaint, reason: Sensitive::new(reason), is_shared }))
}

pub(crate) fn parse_verify(message: &pb::VerifyComplaintRequest) -> Result<(Scope, VerifyComplaint), Violations> {
    let mut check = Violations::default();
    let name = names::COMPLAINT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let kind = views::read_kind(&mut check, message.kind, None);
    let marks = [message.simple, message.supervision, message.inspection];
    let nature = kind.and_then(|kind| views::read_nature(&mut check, kind, marks));
    let (Some((scope, complaint)), Some(nature)) = (read, nature) else { return Err(check) };
    Ok((scope, VerifyComplaint { complaint, nature }))
}

pub(crate) fn parse_assign(message: &pb::AssignComplaintRequest) -> Result<(Scope, AssignComplaint), Violations> {
    let mut check = Violations::default();
    let name = names::COMPLAINT.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let unit = check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    let sector = check.search("sector", &message.sector);
    let service = check.own_or_none("public_service", &message.public_service, names::PUBLIC_SERVICE, tenant.as_ref());
    let note = views::read_optional(&mut check, "note", &message.note, 2000);
    let (Some((scope, complaint)), Some(unit), Some(sector), Some(note), Some(service)) =
        (read, unit, sector, note, service)
    else {
        return Err(check);
    };
    Ok((scope, AssignComplaint { complaint, unit, sector, service, note }))
}

pub(crate) fn parse_merge(message: &pb::MergeComplaintRequest) -> Result<(Scope, MergeComplaint), Violations> {
    let mut check = Violations::default();
    let name = names::COMPLAINT.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let into = check.own("into", &message.into, names::COMPLAINT, tenant.as_ref());
    let (Some((scope, complaint)), Some(into)) = (read, into) else { return Err(check) };
    Ok((scope, MergeComplaint { complaint, into }))
}

/// Complaints that one call may reject.
const MOST_REJECTED: usize = 1_000;

pub(crate) fn parse_reject_many(
    message: &pb::RejectComplaintsRequest,
) -> Result<(Scope, RejectComplaints), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let count = message.complaints.len();
    check.check("complaints", (1..=MOST_REJECTED).contains(&count), "must be 1 to 1,000 complaints");
    let mut complaints = BTreeSet::new();
    for name in message.complaints.iter().take(MOST_REJECTED) {
        complaints.extend(check.own("complaints", name, names::COMPLAINT, tenant.as_ref()));
    }
    let reason = check.text("reason", &message.reason, 4000);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(reason), Some(request_id), true) = (tenant, reason, request_id, check.is_empty()) else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, RejectComplaints { complaints, reason: Sensitive::new(reason) }))
}

/// One part of a sweep over all complaints of a tenant.
pub(crate) fn parse_sweep(
    parent: &str,
    most: i32,
    token: &str,
    request_id: &str,
) -> Result<(Scope, (ComplaintSweep, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(parent, 1, token, &[]);
    check.check("most", most >= 0, "must not be negative");
    let request_id = check.request_id(request_id);
    let (Some(tenant), Some(page), Some(request_id), true) = (tenant, page, request_id, check.is_empty()) else {
        return Err(check);
    };
    let most = if most == 0 { USUAL } else { i64::from(most).min(MOST) };
    let sweep = ComplaintSweep { after: page.after.1, most };
    Ok((Scope::once(tenant, parent, request_id), (sweep, page)))
}

/// The token of a sweep that goes on behind `last`; empty where nobody is left.
pub(crate) fn token_after(page: &Page, last: Option<Uuid>) -> String {
    let Some(last) = last else { return String::new() };
    page.cut(&mut vec![last, last], |id| (0, *id))
}
