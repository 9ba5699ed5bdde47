//! Sessions and nominations between messages and domain.

use crate::{
    commands::{CancelTrainingSession, ConfirmNominations, CreateTrainingSession},
    domain::{
        training_nomination::{Nomination, NominationRun, ORDER_RULE, VerdictKind},
        training_session::{SessionState, TrainingSession},
    },
    grpc::{from_wire_or_none, to_wire},
    names,
};
use contracts::{career::v1 as pb, google::r#type::Date as WireDate};
use jiff::{ToSpan, civil::Date};
use pb::{nomination::Verdict as WireVerdict, training_session::State as WireState};
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, page::Page, sensitive::Sensitive};
use std::collections::HashSet;
use uuid::Uuid;

/// Most people in one session.
const MOST_PEOPLE: i32 = 10_000;
/// Longest lists of people in a request.
pub(crate) const MOST_LISTED: usize = 1_000;

const STATES: [(SessionState, WireState); 3] = [
    (SessionState::Open, WireState::Open),
    (SessionState::Completed, WireState::Completed),
    (SessionState::Cancelled, WireState::Cancelled),
];

const VERDICTS: [(VerdictKind, WireVerdict); 8] = [
    (VerdictKind::Nominated, WireVerdict::Nominated),
    (VerdictKind::Waiting, WireVerdict::Waiting),
    (VerdictKind::NotInService, WireVerdict::NotInService),
    (VerdictKind::TakesPart, WireVerdict::TakesPart),
    (VerdictKind::RecentEquivalent, WireVerdict::RecentEquivalent),
    (VerdictKind::LevelReached, WireVerdict::LevelReached),
    (VerdictKind::OverCap, WireVerdict::OverCap),
    (VerdictKind::LeftOut, WireVerdict::LeftOut),
];

/// First and last day, in their order and not years apart.
fn parse_days(check: &mut Violations, first: Option<&WireDate>, last: Option<&WireDate>) -> Option<(Date, Date)> {
    let first = check.take("start_date", dates::parse(first));
    let last = check.take("end_date", dates::parse(last));
    let (first, last) = (first?, last?);
    let sensible = (2000..=2100).contains(&first.year());
    check.check("start_date", sensible, "must be from 2000 to 2100");
    let ordered = first <= last && first.saturating_add(2.years()) >= last;
    check.check("end_date", ordered, "must be the first day or later, at most two years");
    (sensible && ordered).then_some((first, last))
}

pub(crate) fn parse_create(
    message: &pb::CreateTrainingSessionRequest,
) -> Result<(Scope, CreateTrainingSession), Violations> {
    let mut check = Violations::default();
    let course = check.take("parent", names::COURSE.parse(&message.parent));
    let days = parse_days(&mut check, message.start_date.as_ref(), message.end_date.as_ref());
    let capacity = message.capacity;
    check.check("capacity", (1..=MOST_PEOPLE).contains(&capacity), "must be 1 to 10,000");
    let venue = check.search("venue", &message.venue);
    let request_id = check.request_id(&message.request_id);
    let (Some(course), Some((start, end)), Some(venue)) = (course, days, venue) else { return Err(check) };
    let (Some(request_id), true) = (request_id, check.is_empty()) else { return Err(check) };
    let input = CreateTrainingSession { course: course.id, start, end, capacity, venue };
    Ok((Scope::once(course.tenant, &message.parent, request_id), input))
}

pub(crate) fn parse_cancel(
    message: &pb::CancelTrainingSessionRequest,
) -> Result<(Scope, CancelTrainingSession), Violations> {
    let mut check = Violations::default();
    let name = names::TRAINING_SESSION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000);
    let (Some((scope, session)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, CancelTrainingSession { session, reason }))
}

pub(crate) fn parse_complete(message: &pb::CompleteTrainingSessionRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::TRAINING_SESSION.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

pub(crate) type ListInput = (Option<Uuid>, Option<SessionState>, Page);

pub(crate) fn parse_list(message: &pb::ListTrainingSessionsRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.course, &message.state]);
    let course = check.own_or_none("course", &message.course, names::COURSE, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let (Some(tenant), Some(page), Some(course), Some(state)) = (tenant, page, course, state) else {
        return Err(check);
    };
    Ok((tenant, (course, state, page)))
}

/// Reads the session for which something is made.
pub(crate) fn parse_nominate(message: &pb::NominateParticipantsRequest) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let session = check.take("parent", names::TRAINING_SESSION.parse(&message.parent));
    let request_id = check.request_id(&message.request_id);
    let (Some(session), Some(request_id)) = (session, request_id) else { return Err(check) };
    Ok((Scope::once(session.tenant, &message.parent, request_id), session.id))
}

pub(crate) fn parse_confirm(
    message: &pb::ConfirmNominationsRequest,
) -> Result<(Scope, ConfirmNominations), Violations> {
    let mut check = Violations::default();
    let name = names::NOMINATION_RUN.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    check.check("left_out", message.left_out.len() <= MOST_LISTED, "must be 1,000 at most");
    let (mut left_out, mut known) = (Vec::new(), HashSet::new());
    for (index, one) in message.left_out.iter().enumerate().take(MOST_LISTED) {
        let field = format!("left_out[{index}].servant");
        let servant = check.own(&*field, &one.servant, names::SERVANT, tenant.as_ref());
        let reason = check.text(format!("left_out[{index}].reason"), &one.reason, 1_000);
        check.check(field, servant.is_none_or(|servant| known.insert(servant)), "must not come twice");
        if let (Some(servant), Some(reason)) = (servant, reason) {
            left_out.push((servant, Sensitive::new(reason)));
        }
    }
    let (Some((scope, run)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, ConfirmNominations { run, left_out }))
}

/// Reads a list below a resource whose reading is audited.
pub(crate) fn parse_below(
    parsed: Result<platform::names::Name, platform::names::NotAName>,
    parent: &str,
    size: i32,
    token: &str,
) -> Result<(Scope, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", parsed);
    let page = check.page(size, token, parent);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((Scope::of(name.tenant, parent), (name.id, page)))
}

pub(crate) fn render_session(tenant: &Tenant, session: TrainingSession) -> pb::TrainingSession {
    let state = to_wire(&STATES, session.state);
    pb::TrainingSession {
        name: names::TRAINING_SESSION.name(tenant, session.id),
        course: names::COURSE.name(tenant, session.course),
        state: state.into(),
        start_date: Some(dates::render(session.start)),
        end_date: Some(dates::render(session.end)),
        capacity: session.capacity,
        venue: session.venue,
        taken: session.taken,
        waiting: session.waiting,
        reason: session.reason,
        etag: etag::render(session.version),
        create_time: Some(dates::render_time(session.create_time)),
    }
}

pub(crate) fn render_run(tenant: &Tenant, run: NominationRun, counts: (i32, i32, i32)) -> pb::NominationRun {
    let (candidates, nominated, waiting) = counts;
    pb::NominationRun {
        name: names::NOMINATION_RUN.name(tenant, run.id),
        session: names::TRAINING_SESSION.name(tenant, run.session),
        ruleset: run.ruleset,
        order_rule: ORDER_RULE.to_owned(),
        free_seats: run.free_seats,
        candidates,
        nominated,
        waiting,
        confirm_time: run.confirm_time.map(dates::render_time),
        etag: etag::render(run.version),
        create_time: Some(dates::render_time(run.create_time)),
    }
}

pub(crate) fn render_nomination(tenant: &Tenant, one: Nomination, reason: String) -> pb::Nomination {
    let verdict = to_wire(&VERDICTS, one.verdict);
    pb::Nomination {
        number: one.number,
        servant: names::SERVANT.name(tenant, one.servant),
        verdict: verdict.into(),
        explanation: one.explanation,
        priority_thousandths: one.priority,
        standard: one.gap.standard.into(),
        achieved: one.gap.achieved.map(i32::from).unwrap_or_default(),
        open_date: Some(dates::render(one.open_date)),
        hours: one.hours,
        reason,
    }
}
