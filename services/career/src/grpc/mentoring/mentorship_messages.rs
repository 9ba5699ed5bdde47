//! Pairs, proposals and sessions as callers see them.

use crate::{
    domain::{
        mentor_matching::{MATCHING_RULE, NoMentor, Unmatched},
        mentorship::{MentoringKind, MentoringProposal, MentoringSession, Mentorship, MentorshipState},
    },
    grpc::to_wire,
    names,
};
use contracts::career::v1 as pb;
use pb::{
    mentorship::{Kind as WireKind, State as WireState},
    unmatched_mentee::Reason as WireReason,
};
use platform::{Tenant, dates, etag};

/// Kinds between messages and domain.
pub(crate) const KINDS: [(MentoringKind, WireKind); 2] =
    [(MentoringKind::Mentoring, WireKind::Mentoring), (MentoringKind::Coaching, WireKind::Coaching)];

/// States between messages and domain.
pub(crate) const STATES: [(MentorshipState, WireState); 4] = [
    (MentorshipState::Proposed, WireState::Proposed),
    (MentorshipState::Active, WireState::Active),
    (MentorshipState::Declined, WireState::Declined),
    (MentorshipState::Ended, WireState::Ended),
];

fn kind_of(kind: MentoringKind) -> WireKind {
    to_wire(&KINDS, kind)
}

pub(super) fn render_proposal(tenant: &Tenant, one: MentoringProposal) -> pb::MentoringProposal {
    pb::MentoringProposal {
        name: names::MENTORING_PROPOSAL.name(tenant, one.id),
        kind: kind_of(one.kind).into(),
        mentees: one.mentees,
        pairs: one.pairs,
        unmatched: one.unmatched,
        weight: one.weight,
        more: one.more,
        rule: MATCHING_RULE.to_owned(),
        ruleset: one.ruleset,
        create_time: Some(dates::render_time(one.create_time)),
    }
}

pub(super) fn render_unmatched(tenant: &Tenant, one: Unmatched) -> pb::UnmatchedMentee {
    let reason = match one.reason {
        NoMentor::NobodyQualifies => WireReason::NobodyQualifies,
        NoMentor::AllFull => WireReason::AllFull,
        NoMentor::TooFewPlaces => WireReason::TooFewPlaces,
    };
    pb::UnmatchedMentee {
        servant: names::SERVANT.name(tenant, one.servant),
        gap: names::COMPETENCY_GAP.name(tenant, one.gap),
        reason: reason.into(),
    }
}

/// What was sealed of a pair, opened, and its sums.
#[derive(Default)]
pub(super) struct Opened {
    pub goal: String,
    pub reason: String,
    pub sessions: i64,
    pub minutes: i64,
}

pub(super) fn render_pair(tenant: &Tenant, one: Mentorship, opened: Opened) -> pb::Mentorship {
    let state = to_wire(&STATES, one.state);
    let next_mentor = one.next_mentor.map(|mentor| names::SERVANT.name(tenant, mentor));
    pb::Mentorship {
        name: names::MENTORSHIP.name(tenant, one.id),
        proposal: names::MENTORING_PROPOSAL.name(tenant, one.proposal),
        kind: kind_of(one.kind).into(),
        state: state.into(),
        mentee: names::SERVANT.name(tenant, one.mentee),
        mentor: names::SERVANT.name(tenant, one.mentor),
        gap: names::COMPETENCY_GAP.name(tenant, one.gap),
        dictionary: one.dictionary,
        code: one.code,
        standard: one.standard.into(),
        achieved: one.achieved.map(i32::from).unwrap_or_default(),
        unknown: one.achieved.is_none(),
        mentor_level: one.mentor_level.into(),
        weight: one.weight,
        explanation: one.explanation,
        next_mentor: next_mentor.unwrap_or_default(),
        next_weight: one.next_weight,
        goal: opened.goal,
        due_date: one.due_date.map(dates::render),
        confirmed_by: one.confirmed_by,
        start_date: one.start.map(dates::render),
        end_date: one.end.map(dates::render),
        outcome_level: one.outcome.map(i32::from).unwrap_or_default(),
        reason: opened.reason,
        sessions: opened.sessions,
        minutes: opened.minutes,
        hours: one.hours,
        hours_over: one.hours_over,
        ruleset: one.ruleset,
        etag: etag::render(one.version),
        create_time: Some(dates::render_time(one.create_time)),
    }
}

pub(super) fn render_session(
    tenant: &Tenant,
    one: MentoringSession,
    notes: String,
    withdraw_reason: String,
) -> pb::MentoringSession {
    pb::MentoringSession {
        name: names::MENTORING_SESSION.name(tenant, one.id),
        mentorship: names::MENTORSHIP.name(tenant, one.mentorship),
        date: Some(dates::render(one.date)),
        minutes: one.minutes,
        notes,
        create_time: Some(dates::render_time(one.create_time)),
        withdraw_time: one.withdrawn_time.map(dates::render_time),
        withdraw_reason,
    }
}
