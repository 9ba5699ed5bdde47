//! Key posts, pools and nominations as messages, and requests of `SuccessionService`, read.

use crate::{
    commands::{DrawPool, MarkKeyPost, NominateSuccessor, WithdrawSuccessor},
    domain::{
        key_post::{KeyPost, Successor},
        position::Position,
        succession::Verdict,
    },
    names,
    store::pool_members::DrawnMember,
};
use contracts::career::v1 as pb;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// A list of what belongs to a key post: which one, and a name in tables that is wanted; empty means any.
pub(super) type MembersInput = (Uuid, Option<Verdict>, Page);
/// A list of nominations: of which key post, and whether those taken back too.
pub(super) type SuccessorsInput = (Uuid, bool, Page);

pub(super) fn parse_mark(message: &pb::MarkKeyPostRequest) -> Result<(Scope, MarkKeyPost), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", platform::names::parse_parent(&message.parent));
    let position = check.own("position", &message.position, names::POSITION, tenant.as_ref());
    let reason = check.text("reason", &message.reason, 1_000);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(_), Some(reason), Some(request_id)) = (tenant, position, reason, request_id) else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, MarkKeyPost { position: message.position.clone(), reason }))
}

pub(super) fn parse_unmark(message: &pb::UnmarkKeyPostRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let parsed = names::KEY_POST.parse(&message.name);
    check.as_read(&message.name, parsed, &message.etag, &message.request_id).ok_or(check)
}

pub(super) fn parse_draw(message: &pb::DrawPoolRequest) -> Result<(Scope, DrawPool), Violations> {
    let mut check = Violations::default();
    let parsed = names::KEY_POST.parse(&message.name);
    let read = check.as_read(&message.name, parsed, &message.etag, &message.request_id);
    let Some((scope, key_post)) = read else { return Err(check) };
    Ok((scope, DrawPool { key_post }))
}

pub(super) fn parse_members(message: &pb::ListPoolMembersRequest) -> Result<(Scope, MembersInput), Violations> {
    let mut check = Violations::default();
    let key_post = check.take("parent", names::KEY_POST.parse(&message.parent));
    let filter = format!("{}|{}", message.parent, message.verdict);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let verdict = match pb::pool_member::Verdict::try_from(message.verdict) {
        Ok(pb::pool_member::Verdict::Unspecified) => Ok(None),
        Ok(pb::pool_member::Verdict::In) => Ok(Some(Verdict::In)),
        Ok(pb::pool_member::Verdict::NeedsReview) => Ok(Some(Verdict::NeedsReview)),
        Ok(pb::pool_member::Verdict::Out) => Ok(Some(Verdict::Out)),
        Err(_) => Err("must be a verdict of pools"),
    };
    let verdict = check.take("verdict", verdict);
    let (Some(key_post), Some(page), Some(verdict)) = (key_post, page, verdict) else { return Err(check) };
    Ok((Scope::of(key_post.tenant, &message.parent), (key_post.id, verdict, page)))
}

pub(super) fn parse_nominate(message: &pb::NominateSuccessorRequest) -> Result<(Scope, NominateSuccessor), Violations> {
    let mut check = Violations::default();
    let key_post = check.take("parent", names::KEY_POST.parse(&message.parent));
    let tenant = key_post.as_ref().map(|name| &name.tenant);
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(key_post), Some(servant), Some(reason), Some(request_id)) = (key_post, servant, reason, request_id)
    else {
        return Err(check);
    };
    let scope = Scope::once(key_post.tenant, &message.parent, request_id);
    Ok((scope, NominateSuccessor { key_post: key_post.id, servant, reason }))
}

pub(super) fn parse_withdraw(message: &pb::WithdrawSuccessorRequest) -> Result<(Scope, WithdrawSuccessor), Violations> {
    let mut check = Violations::default();
    let parsed = names::SUCCESSOR.parse(&message.name);
    let read = check.as_read(&message.name, parsed, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, successor)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, WithdrawSuccessor { successor, reason }))
}

pub(super) fn parse_successors(message: &pb::ListSuccessorsRequest) -> Result<(Scope, SuccessorsInput), Violations> {
    let mut check = Violations::default();
    let key_post = check.take("parent", names::KEY_POST.parse(&message.parent));
    let filter = format!("{}|{}", message.parent, message.include_withdrawn);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some(key_post), Some(page)) = (key_post, page) else { return Err(check) };
    Ok((Scope::of(key_post.tenant, &message.parent), (key_post.id, message.include_withdrawn, page)))
}

/// A key post, with what needs told of its position.
pub(super) fn render_key_post(tenant: &Tenant, key_post: KeyPost, position: Option<Position>) -> pb::KeyPost {
    let (title, unit_path) = position.map(|told| (told.title, told.unit_path)).unwrap_or_default();
    pb::KeyPost {
        name: names::KEY_POST.name(tenant, key_post.id),
        position: key_post.position,
        title,
        unit_path,
        reason: key_post.reason,
        active: key_post.active,
        draw_time: key_post.draw_time.map(dates::render_time),
        draw_ruleset: key_post.draw_ruleset,
        etag: etag::render(key_post.version),
        create_time: Some(dates::render_time(key_post.create_time)),
        update_time: Some(dates::render_time(key_post.update_time)),
    }
}

/// A member of a pool.
pub(super) fn render_member(tenant: &Tenant, member: DrawnMember) -> pb::PoolMember {
    let verdict = match member.verdict {
        Verdict::In => pb::pool_member::Verdict::In,
        Verdict::NeedsReview => pb::pool_member::Verdict::NeedsReview,
        Verdict::Out => pb::pool_member::Verdict::Out,
    };
    pb::PoolMember {
        servant: names::SERVANT.name(tenant, member.servant),
        place: member.place,
        verdict: verdict.into(),
        box_number: member.number,
        score: member.score,
        figures: member.figures,
        reasons: member.reasons,
    }
}

/// A nomination; its reasons are put in by whoever shows them.
pub(super) fn render_successor(tenant: &Tenant, successor: Successor) -> pb::Successor {
    let state = if successor.nominated { pb::successor::State::Nominated } else { pb::successor::State::Withdrawn };
    pb::Successor {
        name: names::SUCCESSOR.name(tenant, successor.id),
        key_post: names::KEY_POST.name(tenant, successor.key_post),
        servant: names::SERVANT.name(tenant, successor.servant),
        state: state.into(),
        score: successor.score,
        place: successor.place,
        ruleset: successor.ruleset,
        nominated_by: successor.nominated_by,
        reason: String::new(),
        withdrawn_by: successor.withdrawn_by,
        withdraw_reason: String::new(),
        etag: etag::render(successor.version),
        create_time: Some(dates::render_time(successor.create_time)),
        update_time: Some(dates::render_time(successor.update_time)),
        cleared_conditions: successor.cleared,
    }
}
