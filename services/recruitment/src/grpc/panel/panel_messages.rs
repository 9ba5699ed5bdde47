//! Panels and their scores between messages and domain.

use crate::{
    commands::{ChangeMember, DeclareConflicts, LeavePanel, NewSeat, ReplaceMember, ScoreLine, SetPanel, SubmitScores},
    domain::{
        panel_member::{Group, Member, MemberState, Seat},
        selection_note::{Note, NoteKind},
    },
    grpc::open_selection_messages::read_short_code,
    names,
};
use contracts::recruitment::v1 as pb;
use pb::{panel_member::State as WireState, panel_seat::Group as WireGroup, selection_note::Kind as WireNote};
use platform::{Scope, Tenant, Violations, dates, names::Name, sensitive::Sensitive};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most seats, conflicts and lines that are read.
const MOST_SEATS: usize = 50;
const MOST_CONFLICTS: usize = 1000;
const MOST_LINES: usize = 50;

/// Reads a panel to be named.
pub(crate) fn parse_panel(message: &pb::SetPanelRequest) -> Result<(Scope, SetPanel), Violations> {
    let mut check = Violations::default();
    let name = names::SELECTION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let count = message.seats.len();
    check.check("seats", (1..=MOST_SEATS).contains(&count), "must be 1 to 50");
    let seats: Vec<NewSeat> = message
        .seats
        .iter()
        .enumerate()
        .take(MOST_SEATS)
        .filter_map(|(place, seat)| parse_seat(&mut check, &format!("seats[{place}]"), seat))
        .collect();
    match read {
        Some((scope, selection)) if check.is_empty() => Ok((scope, SetPanel { selection, seats })),
        _ => Err(check),
    }
}

fn parse_seat(check: &mut Violations, at: &str, seat: &pb::PanelSeat) -> Option<NewSeat> {
    let subject = check.text(format!("{at}.subject"), &seat.subject, 200);
    let full_name = check.text(format!("{at}.full_name"), &seat.full_name, 200).map(Sensitive::new);
    let group = GROUPS.iter().find(|(_, wire)| *wire == seat.group()).map(|(group, _)| *group);
    let group = check.take(format!("{at}.group"), group.ok_or("must be a known group"));
    let organisation = check.text(format!("{at}.organisation"), &seat.organisation, 200);
    let seat = Seat { subject: subject?, group: group?, organisation: organisation?, outside: seat.outside };
    Some(NewSeat { seat, full_name: full_name? })
}

/// Reads who is to be excused.
pub(crate) fn parse_excuse(message: &pb::ExcuseMemberRequest) -> Result<(Scope, ChangeMember), Violations> {
    let mut check = Violations::default();
    let change = parse_change(&mut check, &message.name, &message.etag, &message.request_id, &message.reason);
    change.ok_or(check)
}

/// Reads who leaves.
pub(crate) fn parse_leave(message: &pb::LeavePanelRequest) -> Result<(Scope, LeavePanel), Violations> {
    let mut check = Violations::default();
    let selection = check.take("selection", names::SELECTION.parse(&message.selection));
    let reason = check.text("reason", &message.reason, 2000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(selection), Some(reason), Some(request_id)) = (selection, reason, request_id) else { return Err(check) };
    let scope = Scope::once(selection.tenant, &message.selection, request_id);
    Ok((scope, LeavePanel { selection: selection.id, reason }))
}

/// Reads who goes and who comes.
pub(crate) fn parse_replace(message: &pb::ReplaceMemberRequest) -> Result<(Scope, ReplaceMember), Violations> {
    let mut check = Violations::default();
    let change = parse_change(&mut check, &message.name, &message.etag, &message.request_id, &message.reason);
    let seat = message.seat.clone().unwrap_or_default();
    let seat = parse_seat(&mut check, "seat", &seat);
    let (Some((scope, change)), Some(seat)) = (change, seat) else { return Err(check) };
    Ok((scope, ReplaceMember { change, seat }))
}

fn parse_change(
    check: &mut Violations,
    name: &str,
    etag: &str,
    request_id: &str,
    reason: &str,
) -> Option<(Scope, ChangeMember)> {
    let parsed = names::parse_of_selection(name, "members");
    let member = parsed.as_ref().map(|(_, id)| *id).unwrap_or_default();
    // The etag is the selection's: who sits on its panel is its state.
    let selection = parsed.map(|(selection, _)| selection);
    let read = check.as_read(name, selection, etag, request_id);
    let reason = check.text("reason", reason, 2000).map(Sensitive::new);
    let (scope, selection) = read?;
    Some((scope, ChangeMember { selection, member, reason: reason? }))
}

/// Reads a candidate that has to be one of the selection.
fn parse_candidate(check: &mut Violations, field: String, text: &str, of: Option<&Name>) -> Option<Uuid> {
    let (selection, id) = check.take(field.clone(), names::parse_of_selection(text, "candidates"))?;
    let own = of.is_none_or(|of| *of == selection);
    check.check(field, own, "must be a candidate of the selection");
    own.then_some(id)
}

/// Reads a declaration.
pub(crate) fn parse_declare(message: &pb::DeclareConflictsRequest) -> Result<(Scope, DeclareConflicts), Violations> {
    let mut check = Violations::default();
    let selection = check.take("selection", names::SELECTION.parse(&message.selection));
    let request_id = check.request_id(&message.request_id);
    check.check("conflicts", message.conflicts.len() <= MOST_CONFLICTS, "must not be more than 1,000");
    let mut conflicts = BTreeMap::new();
    for (place, conflict) in message.conflicts.iter().enumerate().take(MOST_CONFLICTS) {
        let at = format!("conflicts[{place}].candidate");
        let candidate = parse_candidate(&mut check, at.clone(), &conflict.candidate, selection.as_ref());
        let reason = check.text(format!("conflicts[{place}].reason"), &conflict.reason, 1000).map(Sensitive::new);
        if let (Some(candidate), Some(reason)) = (candidate, reason) {
            check.check(at, conflicts.insert(candidate, reason).is_none(), "stands in the list twice");
        }
    }
    match (selection, request_id, check.is_empty()) {
        (Some(selection), Some(request_id), true) => {
            let scope = Scope::once(selection.tenant, &message.selection, request_id);
            Ok((scope, DeclareConflicts { selection: selection.id, conflicts }))
        }
        _ => Err(check),
    }
}

/// Reads a member's scores of a candidate.
pub(crate) fn parse_scores(message: &pb::SubmitScoresRequest) -> Result<(Scope, SubmitScores), Violations> {
    let mut check = Violations::default();
    let candidate = check.take("candidate", names::parse_of_selection(&message.candidate, "candidates"));
    let request_id = check.request_id(&message.request_id);
    check.check("lines", (1..=MOST_LINES).contains(&message.lines.len()), "must be 1 to 50");
    let mut lines = Vec::new();
    for (place, line) in message.lines.iter().enumerate().take(MOST_LINES) {
        let instrument = check.take(format!("lines[{place}].instrument"), read_short_code(&line.instrument));
        let reason = check.text(format!("lines[{place}].reason"), &line.reason, 2000).map(Sensitive::new);
        check.check(format!("lines[{place}].score"), line.score >= 0, "must not be negative");
        if let (Some(instrument), Some(reason)) = (instrument, reason) {
            lines.push(ScoreLine { instrument, score: line.score, reason });
        }
    }
    match (candidate, request_id, check.is_empty()) {
        (Some((selection, candidate)), Some(request_id), true) => {
            let scope = Scope::once(selection.tenant, &message.candidate, request_id);
            Ok((scope, SubmitScores { selection: selection.id, candidate, lines }))
        }
        _ => Err(check),
    }
}

const GROUPS: [(Group, WireGroup); 5] = [
    (Group::Official, WireGroup::Official),
    (Group::Academic, WireGroup::Academic),
    (Group::Expert, WireGroup::Expert),
    (Group::Community, WireGroup::Community),
    (Group::ProfessionalBody, WireGroup::ProfessionalBody),
];

const NOTES: [(NoteKind, WireNote); 7] = [
    (NoteKind::Conflict, WireNote::Conflict),
    (NoteKind::Excuse, WireNote::Excuse),
    (NoteKind::Replacement, WireNote::Replacement),
    (NoteKind::Leaving, WireNote::Leaving),
    (NoteKind::Release, WireNote::Release),
    (NoteKind::Tie, WireNote::Tie),
    (NoteKind::Decision, WireNote::Decision),
];

/// A reason, opened for those who may read it.
pub(crate) fn render_note(tenant: &Tenant, note: &Note, candidate_code: String, text: String) -> pb::SelectionNote {
    let kind = NOTES.iter().find(|(known, _)| *known == note.kind).map(|(_, wire)| *wire);
    let member = note.member.map(|member| names::of_selection(tenant, note.selection, "members", member));
    pb::SelectionNote {
        kind: kind.unwrap_or_default().into(),
        member: member.unwrap_or_default(),
        candidate_code,
        text,
        create_time: Some(dates::render_time(note.create_time)),
    }
}

/// A member as the committee sees one.
pub(crate) fn render_member(
    tenant: &Tenant,
    selection: Uuid,
    member: &Member,
    full_name: String,
    conflicts: Vec<String>,
) -> pb::PanelMember {
    let group = GROUPS.iter().find(|(known, _)| *known == member.seat.group).map(|(_, wire)| *wire);
    let state = match member.state {
        MemberState::Active => WireState::Active,
        MemberState::Excused => WireState::Excused,
        MemberState::Replaced => WireState::Replaced,
        MemberState::Left => WireState::Left,
    };
    pb::PanelMember {
        name: names::of_selection(tenant, selection, "members", member.id),
        number: member.number,
        full_name,
        group: group.unwrap_or_default().into(),
        organisation: member.seat.organisation.clone(),
        outside: member.seat.outside,
        state: state.into(),
        declared: member.declared,
        conflicts,
    }
}
