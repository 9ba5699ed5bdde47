//! Requests of `PromotionService`, read.

use crate::{
    commands::{
        DecidePromotion, ProposePromotion, RecomputeNextPromotions, RecordExam, RecordTechnicalApproval,
        RejectPromotion,
    },
    domain::{
        credit::Level,
        exam::ExamKind,
        promotion_view::{PromotionKind, PromotionWish},
        rank_promotion::{Paper, PromotionState},
    },
    grpc::{from_wire_or_none, most, promotion_messages::STATES, read_scope},
    names,
};
use contracts::{career::v1 as pb, google::r#type::Date as WireDate};
use jiff::civil::Date;
use platform::{AsRead, Scope, Violations, dates, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// A list of one servant's rows: whose, and whether superseded ones too.
pub(super) type RowsInput = (Uuid, bool, Page);
/// A list of promotions: whose, and in which state.
pub(super) type ListInput = (Option<Uuid>, Option<PromotionState>, Page);

pub(super) fn parse_next(message: &pb::GetNextPromotionRequest) -> Result<(Scope, (Uuid, PromotionWish)), Violations> {
    let mut check = Violations::default();
    let servant = check.take("servant", names::SERVANT.parse(&message.servant));
    let wish = wish(&mut check, message.kind, &message.echelon);
    let (Some(servant), Some(wish)) = (servant, wish) else { return Err(check) };
    Ok((Scope::of(servant.tenant, &message.servant), (servant.id, wish)))
}

pub(super) fn parse_due(message: &pb::ListDuePromotionsRequest) -> Result<(Scope, (Date, String, Page)), Violations> {
    let mut check = Violations::default();
    let period = check.take("period", dates::parse(message.period.as_ref()));
    let day = period.map_or_else(String::new, |day| day.to_string());
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&day, &message.unit]);
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(period), Some(_)) = (tenant, page, period, unit) else { return Err(check) };
    Ok((Scope::of(tenant, &message.parent), (period, message.unit.clone(), page)))
}

pub(super) fn parse_recompute(
    message: &pb::RecomputeNextPromotionsRequest,
) -> Result<(Scope, (RecomputeNextPromotions, Page)), Violations> {
    let mut check = Violations::default();
    // The token of a list is one of a pass, too: it names the last servant.
    let (tenant, page) = check.list(&message.parent, 0, &message.page_token, &[&"recompute"]);
    let most = most(&mut check, message.most);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(page), Some(most), Some(request_id)) = (tenant, page, most, request_id) else {
        return Err(check);
    };
    let input = RecomputeNextPromotions { after: page.after.1, most };
    Ok((Scope::once(tenant, &message.parent, request_id), (input, page)))
}

pub(super) fn parse_propose(message: &pb::ProposePromotionRequest) -> Result<(Scope, ProposePromotion), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let wish = wish(&mut check, message.kind, &message.echelon);
    let effective = check.take("effective_date", dates::parse(message.effective_date.as_ref()));
    let request_id = check.request_id(&message.request_id);
    let (Some(servant), Some(wish), Some(effective), Some(request_id)) = (servant, wish, effective, request_id) else {
        return Err(check);
    };
    let scope = Scope::once(servant.tenant, &message.parent, request_id);
    Ok((scope, ProposePromotion { servant: servant.id, wish, effective }))
}

pub(super) fn parse_approval(
    message: &pb::RecordTechnicalApprovalRequest,
) -> Result<(Scope, RecordTechnicalApproval), Violations> {
    let mut check = Violations::default();
    let read = as_read(&mut check, &message.name, &message.etag, &message.request_id);
    let paper = paper(&mut check, ("number", message.number.as_str()), ("date", message.date.as_ref()));
    let (Some((scope, promotion)), Some(paper)) = (read, paper) else { return Err(check) };
    Ok((scope, RecordTechnicalApproval { promotion, paper }))
}

pub(super) fn parse_decision(message: &pb::DecidePromotionRequest) -> Result<(Scope, DecidePromotion), Violations> {
    let mut check = Violations::default();
    let read = as_read(&mut check, &message.name, &message.etag, &message.request_id);
    let paper = paper(&mut check, ("number", message.number.as_str()), ("date", message.date.as_ref()));
    let (Some((scope, promotion)), Some(paper)) = (read, paper) else { return Err(check) };
    Ok((scope, DecidePromotion { promotion, paper }))
}

pub(super) fn parse_rejection(message: &pb::RejectPromotionRequest) -> Result<(Scope, RejectPromotion), Violations> {
    let mut check = Violations::default();
    let read = as_read(&mut check, &message.name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1000).map(Sensitive::new);
    let (Some((scope, promotion)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, RejectPromotion { promotion, reason }))
}

pub(super) fn parse_list(message: &pb::ListPromotionsRequest) -> Result<(Scope, ListInput), Violations> {
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

pub(super) fn parse_exam(message: &pb::RecordExamRequest) -> Result<(Scope, RecordExam), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let tenant = servant.as_ref().map(|name| &name.tenant);
    let replaces = check.own_or_none("replaces", &message.replaces, names::EXAM, tenant);
    let kind = match pb::promotion_exam::Kind::try_from(message.kind) {
        Ok(pb::promotion_exam::Kind::Service1) => Some(ExamKind::Service1),
        Ok(pb::promotion_exam::Kind::Service2) => Some(ExamKind::Service2),
        Ok(pb::promotion_exam::Kind::DiplomaAdjustment) => Some(ExamKind::DiplomaAdjustment),
        Ok(pb::promotion_exam::Kind::LevelTest) => Some(ExamKind::LevelTest),
        Ok(pb::promotion_exam::Kind::Unspecified) | Err(_) => None,
    };
    check.check("kind", kind.is_some(), "must be a kind of examination");
    let level = Level::parse(&message.level);
    let fits = level.is_some() == (kind == Some(ExamKind::LevelTest)) && level.is_some() != message.level.is_empty();
    check.check("level", fits, "must be a level for a competency test, and empty otherwise");
    let date = check.take("date", dates::parse(message.date.as_ref()));
    let number = check.text("number", &message.number, 100);
    let issuer = check.text("issuer", &message.issuer, 200);
    let request_id = check.request_id(&message.request_id);
    let (Some(kind), Some(date), Some(number), Some(issuer)) = (kind, date, number, issuer) else { return Err(check) };
    let (Some(servant), Some(replaces), Some(request_id), true) = (servant, replaces, request_id, fits) else {
        return Err(check);
    };
    let scope = Scope::once(servant.tenant, &message.parent, request_id);
    let servant = servant.id;
    Ok((scope, RecordExam { servant, kind, level, passed: message.passed, date, number, issuer, replaces }))
}

/// A page of one servant's rows.
pub(super) fn parse_rows(
    parent: &str,
    (size, token): (i32, &str),
    superseded: bool,
) -> Result<(Scope, RowsInput), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(parent));
    let page = check.page(size, token, &format!("{parent}|{superseded}"));
    let (Some(servant), Some(page)) = (servant, page) else { return Err(check) };
    Ok((Scope::of(servant.tenant, parent), (servant.id, superseded, page)))
}

/// Number and day of a paper, from two fields.
pub(super) fn paper(
    check: &mut Violations,
    (number_field, number): (&str, &str),
    (date_field, date): (&str, Option<&WireDate>),
) -> Option<Paper> {
    let number = check.text(number_field, number, 100);
    let date = check.take(date_field, dates::parse(date));
    Some(Paper { number: number?, date: date? })
}

fn as_read(check: &mut Violations, name: &str, etag: &str, request_id: &str) -> Option<(Scope, AsRead)> {
    check.as_read(name, names::PROMOTION.parse(name), etag, request_id)
}

fn wish(check: &mut Violations, kind: i32, echelon: &str) -> Option<PromotionWish> {
    let kind = match pb::PromotionKind::try_from(kind) {
        Ok(pb::PromotionKind::Unspecified) => Ok(None),
        Ok(pb::PromotionKind::Regular) => Ok(Some(PromotionKind::Regular)),
        Ok(pb::PromotionKind::Structural) => Ok(Some(PromotionKind::Structural)),
        Ok(pb::PromotionKind::Functional) => Ok(Some(PromotionKind::Functional)),
        Ok(pb::PromotionKind::DiplomaAdjustment) => Ok(Some(PromotionKind::DiplomaAdjustment)),
        Err(_) => Err("must be a kind of promotion"),
    };
    let kind = check.take("kind", kind);
    let code = echelon.is_empty() || (echelon.len() == 2 && echelon.bytes().all(|digit| digit.is_ascii_digit()));
    check.check("echelon", code, "must be a code of two digits, or empty");
    Some(PromotionWish { kind: kind.filter(|_| code)?, echelon: echelon.to_owned() })
}
