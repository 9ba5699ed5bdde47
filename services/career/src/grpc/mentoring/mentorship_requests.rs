//! Requests of `MentorshipService`, read.

use crate::{
    commands::{
        ConfirmPair, DeclinePair, EndPair, ProposePairs, RecordMentoringSession, StopPair, WithdrawMentoringSession,
    },
    domain::evidence::HIGHEST_LEVEL,
    grpc::{
        from_wire, from_wire_or_none,
        mentorship_messages::{KINDS, STATES},
        read_scope,
    },
    names,
    store::{mentor_candidates::WantedGaps, mentorships::WantedPairs},
};
use contracts::career::v1 as pb;
use platform::{
    Scope, Violations, dates,
    names::{Name, NotAName, parse_parent},
    page::Page,
    sensitive::Sensitive,
};
use uuid::Uuid;

/// Most minutes of a session that any ruleset allows.
const MOST_MINUTES: i64 = 1_440;

pub(super) fn parse_propose(message: &pb::ProposePairsRequest) -> Result<(Scope, ProposePairs), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let kind = check.take("kind", from_wire(&KINDS, message.kind));
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let mentor_unit = check.own_or_none("mentor_unit", &message.mentor_unit, names::UNIT, tenant.as_ref());
    let dictionary = check.search("dictionary", &message.dictionary);
    let code = check.search("code", &message.code);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(kind), Some(request_id)) = (tenant, kind, request_id) else { return Err(check) };
    let (Some(_), Some(_), Some(dictionary), Some(code)) = (unit, mentor_unit, dictionary, code) else {
        return Err(check);
    };
    let wanted = WantedGaps { unit: message.unit.clone(), dictionary, code };
    let input = ProposePairs { kind, wanted, mentor_unit: message.mentor_unit.clone() };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(super) fn parse_confirm(message: &pb::ConfirmPairRequest) -> Result<(Scope, ConfirmPair), Violations> {
    let mut check = Violations::default();
    let name = names::MENTORSHIP.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let goal = check.text("goal", &message.goal, 2_000).map(Sensitive::new);
    let due_date = check.take("due_date", dates::parse(message.due_date.as_ref()));
    let sensible = due_date.is_none_or(|day| day.year() <= 2100);
    check.check("due_date", sensible, "must not be after 2100");
    let mentor = check.own_or_none("mentor", &message.mentor, names::SERVANT, tenant.as_ref());
    let reason = match mentor.flatten() {
        Some(_) => check.text("reason", &message.reason, 1_000),
        None => {
            let empty = !message.mentor.is_empty() || message.reason.is_empty();
            check.check("reason", empty, "must be empty with the proposed mentor");
            None
        }
    };
    let (Some((scope, pair)), Some(goal), Some(due_date)) = (read, goal, due_date) else { return Err(check) };
    if !check.is_empty() {
        return Err(check);
    }
    let other = mentor.flatten().zip(reason.map(Sensitive::new));
    Ok((scope, ConfirmPair { pair, goal, due_date, other }))
}

pub(super) fn parse_decline(message: &pb::DeclinePairRequest) -> Result<(Scope, DeclinePair), Violations> {
    let mut check = Violations::default();
    let name = names::MENTORSHIP.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, pair)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, DeclinePair { pair, reason }))
}

pub(super) fn parse_stop(message: &pb::StopPairRequest) -> Result<(Scope, StopPair), Violations> {
    let mut check = Violations::default();
    let name = names::MENTORSHIP.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, pair)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, StopPair { pair, reason }))
}

pub(super) fn parse_end(message: &pb::EndPairRequest) -> Result<(Scope, EndPair), Violations> {
    let mut check = Violations::default();
    let name = names::MENTORSHIP.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let level = u8::try_from(message.outcome_level).ok().filter(|level| *level <= HIGHEST_LEVEL);
    let level = check.take("outcome_level", level.ok_or("must be 0 to 5"));
    let remark = check.text("remark", &message.remark, 2_000).map(Sensitive::new);
    let (Some((scope, pair)), Some(level), Some(remark)) = (read, level, remark) else { return Err(check) };
    Ok((scope, EndPair { pair, outcome: Some(level).filter(|level| *level > 0), remark }))
}

pub(super) fn parse_session(
    message: &pb::RecordMentoringSessionRequest,
) -> Result<(Scope, RecordMentoringSession), Violations> {
    let mut check = Violations::default();
    let pair = check.take("parent", names::MENTORSHIP.parse(&message.parent));
    let date = check.take("date", dates::parse(message.date.as_ref()));
    let minutes = (1..=MOST_MINUTES).contains(&message.minutes);
    check.check("minutes", minutes, format!("must be 1 to {MOST_MINUTES}"));
    let notes = check.text("notes", &message.notes, 4_000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(pair), Some(date), Some(notes), Some(request_id)) = (pair, date, notes, request_id) else {
        return Err(check);
    };
    if !check.is_empty() {
        return Err(check);
    }
    let input = RecordMentoringSession { pair: pair.id, date, minutes: message.minutes, notes };
    Ok((Scope::once(pair.tenant, &message.parent, request_id), input))
}

pub(super) fn parse_withdraw(
    message: &pb::WithdrawMentoringSessionRequest,
) -> Result<(Scope, WithdrawMentoringSession), Violations> {
    let mut check = Violations::default();
    let name = names::MENTORING_SESSION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, session)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, WithdrawMentoringSession { session, reason }))
}

/// A page of what belongs to one resource.
pub(super) fn parse_below(
    name: Result<Name, NotAName>,
    parent: &str,
    size: i32,
    token: &str,
) -> Result<(Scope, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", name);
    let page = check.page(size, token, parent);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((Scope::of(name.tenant, parent), (name.id, page)))
}

pub(super) fn parse_list(message: &pb::ListMentorshipsRequest) -> Result<(Scope, (WantedPairs, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: [&dyn std::fmt::Display; 3] = [&message.proposal, &message.servant, &message.state];
    let (tenant, page) = check.list(&message.parent, size, token, &filters);
    let of = names::MENTORING_PROPOSAL;
    let proposal = check.own_or_none("proposal", &message.proposal, of, tenant.as_ref());
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let (Some(tenant), Some(page), Some(proposal)) = (tenant, page, proposal) else { return Err(check) };
    let (Some(servant), Some(state)) = (servant, state) else { return Err(check) };
    Ok((
        read_scope(tenant, &message.parent, &message.servant),
        (WantedPairs { proposal, servant, state, confirmed: false }, page),
    ))
}

pub(super) fn parse_mine(message: &pb::ListMyMentorshipsRequest) -> Result<(Scope, Page), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
    let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
    Ok((Scope::of(tenant, &message.parent), page))
}
