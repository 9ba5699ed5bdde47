//! Consultations, contributions and priorities between messages and domain.

use crate::{
    commands::{AnswerContribution, Change, CreateConsultation, SetPriority},
    domain::{
        consultation::{Answer, Consultation, Contribution, Group, State, Subject, Topic, Verdict},
        organisation::{BadSector, Sector},
        priority::{HEAVIEST, Priority, Target},
    },
    grpc::campaign_requests::parse_moment,
    names,
    store::contributions::Totals,
};
use contracts::needs::v1 as pb;
use pb::{
    PublicGroup,
    consultation::{State as WireState, Subject as WireSubject},
    contribution::Verdict as WireVerdict,
    priority::Target as WireTarget,
};
use platform::{
    AsRead, Scope, Tenant, Violations, dates, etag,
    names::{NotAName, parse_parent},
};
use std::collections::BTreeSet;

/// Most units of a consultation.
const MOST_UNITS: usize = 200;
/// Most links of an answer.
const MOST_CHANGES: usize = 50;

/// Reads a consultation to be prepared.
pub(crate) fn parse_create(message: &pb::CreateConsultationRequest) -> Result<(Scope, CreateConsultation), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let subject = parse_subject(&mut check, message, tenant.as_ref());
    let title = check.text("title", &message.title, 200);
    let text = check.text("text", &message.text, 10_000);
    let open_time = parse_moment(&mut check, "open_time", message.open_time.as_ref());
    let close_time = parse_moment(&mut check, "close_time", message.close_time.as_ref());
    if let Some(close_time) = close_time {
        let after = open_time.is_none_or(|open_time| close_time > open_time);
        check.check("close_time", after, "must be after the opening");
    }
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(subject), Some(title), Some(text)) = (tenant, subject, title, text) else {
        return Err(check);
    };
    let (Some(open_time), Some(close_time), Some(request_id), true) =
        (open_time, close_time, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, CreateConsultation { subject, title, text, open_time, close_time }))
}

fn parse_subject(
    check: &mut Violations,
    message: &pb::CreateConsultationRequest,
    tenant: Option<&Tenant>,
) -> Option<Subject> {
    let topic = match message.subject() {
        WireSubject::Needs => Topic::Needs,
        WireSubject::Priorities => Topic::Priorities,
        WireSubject::Criteria => Topic::Criteria,
        WireSubject::Proposal => {
            check.check("units", message.units.is_empty(), "must be empty when it is about a proposal");
            return check.own("proposal", &message.proposal, names::PROPOSAL, tenant).map(Subject::Proposal);
        }
        WireSubject::Unspecified => {
            check.add("subject", "must be a known subject");
            return None;
        }
    };
    check.check("proposal", message.proposal.is_empty(), "must be empty unless it is about a proposal");
    check.check("units", message.units.len() <= MOST_UNITS, "must not be more than 200");
    let mut units = BTreeSet::new();
    for (index, unit) in message.units.iter().enumerate().take(MOST_UNITS) {
        if let Some(id) = check.own(format!("units[{index}]"), unit, names::UNIT, tenant) {
            check.check(format!("units[{index}]"), units.insert(id), "stands in the list twice");
        }
    }
    Some(Subject::Units(topic, units.into_iter().collect()))
}

const GROUPS: [(Group, PublicGroup); 9] = [
    (Group::ServiceUsers, PublicGroup::ServiceUsers),
    (Group::Universities, PublicGroup::Universities),
    (Group::ProfessionalBodies, PublicGroup::ProfessionalBodies),
    (Group::Community, PublicGroup::Community),
    (Group::PrivateSector, PublicGroup::PrivateSector),
    (Group::CivilSociety, PublicGroup::CivilSociety),
    (Group::Experts, PublicGroup::Experts),
    (Group::Media, PublicGroup::Media),
    (Group::Government, PublicGroup::Government),
];

/// Reads a group that may be left out: the outer option is empty when it is none of ours.
pub(crate) fn parse_group(check: &mut Violations, group: i32) -> Option<Option<Group>> {
    let wire = check.take("group", PublicGroup::try_from(group).map_err(|_| "must be a known group"))?;
    Some(GROUPS.iter().find(|(_, known)| *known == wire).map(|(group, _)| *group))
}

fn render_group(group: Option<Group>) -> PublicGroup {
    GROUPS.iter().find(|(known, _)| Some(*known) == group).map(|(_, wire)| *wire).unwrap_or_default()
}

const STATES: [(State, WireState); 3] =
    [(State::Draft, WireState::Draft), (State::Open, WireState::Open), (State::Closed, WireState::Closed)];

/// Reads the state that a list asks for; unspecified means all.
pub(crate) fn state_of(check: &mut Violations, state: i32) -> Option<Option<State>> {
    let wire = check.take("state", WireState::try_from(state).map_err(|_| "must be a known state"))?;
    Some(STATES.iter().find(|(_, known)| *known == wire).map(|(state, _)| *state))
}

const VERDICTS: [(Verdict, WireVerdict); 3] = [
    (Verdict::Accepted, WireVerdict::Accepted),
    (Verdict::Partly, WireVerdict::Partly),
    (Verdict::Declined, WireVerdict::Declined),
];

/// Reads the answer to a contribution.
pub(crate) fn parse_answer(message: &pb::AnswerContributionRequest) -> Result<(Scope, AnswerContribution), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::parse_contribution(&message.name));
    let version = check.take("etag", etag::parse(&message.etag));
    let request_id = check.request_id(&message.request_id);
    let answer = message.answer.clone().unwrap_or_default();
    let verdict = VERDICTS.iter().find(|(_, wire)| *wire == answer.verdict()).map(|(verdict, _)| *verdict);
    let verdict = check.take("answer.verdict", verdict.ok_or("must be accepted, partly or declined"));
    let reason = check.text("answer.reason", &answer.reason, 2000);
    let summary = check.text("answer.summary", &answer.summary, 1000);
    let tenant = name.as_ref().map(|(consultation, _)| &consultation.tenant);
    let changes = parse_changes(&mut check, &answer.changes, tenant);
    if let Some(verdict) = verdict {
        check.take("answer.changes", Answer::check(verdict, answer.changes.len()));
    }
    let (Some((consultation, id)), Some(version), Some(request_id)) = (name, version, request_id) else {
        return Err(check);
    };
    let (Some(verdict), Some(reason), Some(summary), true) = (verdict, reason, summary, check.is_empty()) else {
        return Err(check);
    };
    let scope = Scope::once(consultation.tenant, &message.name, request_id);
    let contribution = AsRead { id, version };
    Ok((scope, AnswerContribution { consultation: consultation.id, contribution, verdict, reason, summary, changes }))
}

fn parse_changes(check: &mut Violations, changes: &[String], tenant: Option<&Tenant>) -> Vec<Change> {
    check.check("answer.changes", changes.len() <= MOST_CHANGES, "must not be more than 50");
    let mut found: Vec<Change> = Vec::new();
    for (index, text) in changes.iter().enumerate().take(MOST_CHANGES) {
        let parsed = names::PRIORITY.parse(text).map(|name| (name.tenant, Change::Priority(name.id)));
        let parsed = parsed
            .or_else(|_| names::PROPOSAL.parse(text).map(|name| (name.tenant, Change::Proposal(name.id))))
            .or_else(|_| names::REASSESSMENT.parse(text).map(|name| (name.tenant, Change::Reassessment(name.id))))
            .map_err(|_| NotAName::of(&[names::PRIORITY, names::PROPOSAL, names::REASSESSMENT]));
        let Some((owner, change)) = check.take(format!("answer.changes[{index}]"), parsed) else { continue };
        let own = tenant.is_none_or(|tenant| *tenant == owner);
        check.check(format!("answer.changes[{index}]"), own, "must belong to the same instansi");
        check.check(format!("answer.changes[{index}]"), !found.contains(&change), "stands in the list twice");
        found.push(change);
    }
    found
}

/// Reads a weight to be set.
pub(crate) fn parse_priority(message: &pb::SetPriorityRequest) -> Result<(Scope, SetPriority), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let priority = message.priority.clone().unwrap_or_default();
    let target = match &priority.target {
        Some(WireTarget::Unit(unit)) => {
            check.own("priority.unit", unit, names::UNIT, tenant.as_ref()).map(Target::Unit)
        }
        Some(WireTarget::Sector(sector)) => {
            let sector = Sector::parse(sector).and_then(|sector| sector.ok_or(BadSector));
            check.take("priority.sector", sector).map(Target::Sector)
        }
        None => {
            check.add("priority.target", "must be a unit or a sector");
            None
        }
    };
    let weight = priority.weight_hundredths;
    check.check("priority.weight_hundredths", (1..=HEAVIEST).contains(&weight), "must be 1 to 10,000");
    let reason = check.text("priority.reason", &priority.reason, 1000);
    let contribution = match priority.contribution.as_str() {
        "" => Some(None),
        text => {
            let parsed = check.take("priority.contribution", names::parse_contribution(text));
            parsed.map(|(consultation, id)| {
                let own = tenant.as_ref().is_none_or(|tenant| *tenant == consultation.tenant);
                check.check("priority.contribution", own, "must belong to the same instansi");
                Some((consultation.id, id))
            })
        }
    };
    let version = if message.etag.is_empty() { Some(0) } else { check.take("etag", etag::parse(&message.etag)) };
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(target), Some(reason), Some(contribution)) = (tenant, target, reason, contribution) else {
        return Err(check);
    };
    let (Some(version), Some(request_id), true) = (version, request_id, check.is_empty()) else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, SetPriority { target, weight, reason, contribution, version }))
}

/// A consultation as everybody sees it.
pub(crate) fn render_consultation(
    tenant: &Tenant,
    consultation: Consultation,
    invited: Vec<(Group, String)>,
    totals: Totals,
) -> pb::Consultation {
    let state = STATES.iter().find(|(known, _)| *known == consultation.state).map(|(_, wire)| *wire);
    let (subject, units, proposal) = match consultation.subject {
        Subject::Units(Topic::Needs, units) => (WireSubject::Needs, units, String::new()),
        Subject::Units(Topic::Priorities, units) => (WireSubject::Priorities, units, String::new()),
        Subject::Units(Topic::Criteria, units) => (WireSubject::Criteria, units, String::new()),
        Subject::Proposal(id) => (WireSubject::Proposal, Vec::new(), names::PROPOSAL.name(tenant, id)),
    };
    let invitation = |(group, organisation): (Group, String)| pb::Invitation {
        group: render_group(Some(group)).into(),
        organisation,
    };
    pb::Consultation {
        name: names::CONSULTATION.name(tenant, consultation.id),
        state: state.unwrap_or_default().into(),
        subject: subject.into(),
        units: units.into_iter().map(|unit| names::UNIT.name(tenant, unit)).collect(),
        proposal,
        title: consultation.title,
        text: consultation.text,
        open_time: Some(dates::render_time(consultation.open_time)),
        close_time: Some(dates::render_time(consultation.close_time)),
        invitations: invited.into_iter().map(invitation).collect(),
        totals: Some(render_totals(totals)),
        minutes: consultation.minutes,
        etag: etag::render(consultation.version),
        create_time: Some(dates::render_time(consultation.create_time)),
        update_time: Some(dates::render_time(consultation.update_time)),
    }
}

fn render_totals(totals: Totals) -> pb::ContributionTotals {
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    pb::ContributionTotals {
        received: count(totals.received),
        unanswered: count(totals.unanswered),
        accepted: count(totals.accepted),
        partly: count(totals.partly),
        declined: count(totals.declined),
    }
}

/// A contribution; `text` is empty wherever the public looks.
pub(crate) fn render_contribution(tenant: &Tenant, contribution: Contribution, text: String) -> pb::Contribution {
    let verdict = |verdict: Verdict| VERDICTS.iter().find(|(known, _)| *known == verdict).map(|(_, wire)| *wire);
    let answer = contribution.answer.map(|answer| pb::ContributionAnswer {
        verdict: verdict(answer.verdict).unwrap_or_default().into(),
        reason: answer.reason,
        summary: answer.summary,
        changes: answer.changes,
    });
    pb::Contribution {
        name: names::contribution(tenant, contribution.consultation, contribution.id),
        group: render_group(contribution.group).into(),
        text,
        answer,
        etag: etag::render(contribution.version),
        create_time: Some(dates::render_time(contribution.create_time)),
        answer_time: contribution.answer_time.map(dates::render_time),
    }
}

/// A weight as everybody sees it.
pub(crate) fn render_priority(tenant: &Tenant, priority: Priority) -> pb::Priority {
    let target = match priority.target {
        Target::Unit(unit) => WireTarget::Unit(names::UNIT.name(tenant, unit)),
        Target::Sector(sector) => WireTarget::Sector(sector.as_str().to_owned()),
    };
    pb::Priority {
        name: names::PRIORITY.name(tenant, priority.id),
        target: Some(target),
        weight_hundredths: priority.weight,
        previous_hundredths: priority.previous,
        reason: priority.reason,
        contribution: priority.contribution,
        etag: etag::render(priority.version),
        create_time: Some(dates::render_time(priority.create_time)),
        update_time: Some(dates::render_time(priority.update_time)),
    }
}
