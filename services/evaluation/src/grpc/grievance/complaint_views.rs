//! Complaints in answers, and the parts that several requests about them share.

use crate::{
    commands::open_of_complaint,
    domain::{
        complaint::{Complaint, State},
        complaint_rules::Deadline,
        complaint_thread::Author,
        report_nature::{Channel, Kind, Nature},
    },
    error::Error,
    names,
    store::{complaint_messages, complaint_messages::Kept},
};
use contracts::evaluation::v1 as pb;
use pb::complaint::{Channel as WireChannel, Kind as WireKind, State as WireState};
use pb::complaint_message::Author as WireAuthor;
use platform::{
    Tenant, Violations, dates, etag,
    sensitive::{Sensitive, Vault},
};
use sqlx::PgConnection;

const STATES: [(State, WireState); 9] = [
    (State::Received, WireState::Received),
    (State::Verification, WireState::Verification),
    (State::Rejected, WireState::Rejected),
    (State::Archived, WireState::Archived),
    (State::Assigned, WireState::Assigned),
    (State::InProcess, WireState::InProcess),
    (State::FollowedUp, WireState::FollowedUp),
    (State::Closed, WireState::Resolved),
    (State::Reopened, WireState::Reopened),
];
const KINDS: [(Kind, WireKind); 3] = [
    (Kind::Complaint, WireKind::Complaint),
    (Kind::Aspiration, WireKind::Aspiration),
    (Kind::InformationRequest, WireKind::InformationRequest),
];
const CHANNELS: [(Channel, WireChannel); 8] = [
    (Channel::Web, WireChannel::Web),
    (Channel::Counter, WireChannel::Counter),
    (Channel::Letter, WireChannel::Letter),
    (Channel::Telephone, WireChannel::Telephone),
    (Channel::Message, WireChannel::Message),
    (Channel::SocialMedia, WireChannel::SocialMedia),
    (Channel::Email, WireChannel::Email),
    (Channel::OtherSystem, WireChannel::OtherSystem),
];
const AUTHORS: [(Author, WireAuthor); 3] = [
    (Author::Reporter, WireAuthor::Reporter),
    (Author::Office, WireAuthor::Office),
    (Author::Internal, WireAuthor::Internal),
];

/// The number of a state in messages.
pub(crate) fn state_number(state: State) -> i32 {
    STATES.iter().find(|(known, _)| *known == state).map_or(0, |(_, wire)| (*wire).into())
}

/// Reads a state; 0 means any.
pub(crate) fn read_state(check: &mut Violations, number: i32) -> Option<Option<State>> {
    if number == 0 {
        return Some(None);
    }
    let found = STATES.iter().find(|(_, wire)| i32::from(*wire) == number).map(|(state, _)| Some(*state));
    check.take("state", found.ok_or("must be a known state"))
}

/// Reads a class; 0 means `usual`, or is refused where there is none.
pub(crate) fn read_kind(check: &mut Violations, number: i32, usual: Option<Kind>) -> Option<Kind> {
    let found = KINDS.iter().find(|(_, wire)| i32::from(*wire) == number).map(|(kind, _)| *kind);
    let found = if number == 0 { usual } else { found };
    check.take("kind", found.ok_or("must be a known kind"))
}

/// Reads a channel; 0 means `usual`.
pub(crate) fn read_channel(check: &mut Violations, number: i32, usual: Channel) -> Option<Channel> {
    let found = CHANNELS.iter().find(|(_, wire)| i32::from(*wire) == number).map(|(channel, _)| *channel);
    let found = if number == 0 { Some(usual) } else { found };
    check.take("channel", found.ok_or("must be a known channel"))
}

/// Reads the marks of a report, which have to fit its class.
pub(crate) fn read_nature(check: &mut Violations, kind: Kind, marks: [bool; 3]) -> Option<Nature> {
    let [is_simple, has_supervision, has_inspection] = marks;
    let nature = Nature { kind, is_simple, has_supervision, has_inspection };
    let reason = "must not stand with supervision or inspection, nor any of them with another kind than a complaint";
    check.check("simple", nature.is_coherent(), reason);
    nature.is_coherent().then_some(nature)
}

/// Reads the national code of a region, for example `35.78.31`; empty is none.
pub(crate) fn read_region(check: &mut Violations, text: &str) -> Option<String> {
    let mut lengths = [2, 2, 2, 4].into_iter();
    let fits = |part: &str| lengths.next() == Some(part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = text.is_empty() || text.split('.').all(fits);
    check.take(
        "region",
        is_code.then(|| text.to_owned()).ok_or("must be a national code of a region such as `35.78.31`"),
    )
}

/// Reads a text that may be left out; the outer option is empty when something is wrong.
pub(crate) fn read_optional(
    check: &mut Violations,
    field: &str,
    text: &str,
    longest: usize,
) -> Option<Option<Sensitive<String>>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    check.text(field, text, longest).map(|text| Some(Sensitive::new(text)))
}

/// A complaint with its latest answer.
pub(crate) async fn shown(
    connection: &mut PgConnection,
    vault: &Vault,
    tenant: &Tenant,
    complaint: Complaint,
) -> Result<pb::Complaint, Error> {
    Ok(all_shown(connection, vault, tenant, vec![complaint]).await?.pop().unwrap_or_default())
}

/// Complaints with their latest answers.
pub(crate) async fn all_shown(
    connection: &mut PgConnection,
    vault: &Vault,
    tenant: &Tenant,
    complaints: Vec<Complaint>,
) -> Result<Vec<pb::Complaint>, Error> {
    let ids: Vec<_> = complaints.iter().map(|complaint| complaint.id).collect();
    let answers = complaint_messages::answers_of(connection, &ids).await?;
    let mut shown = Vec::with_capacity(complaints.len());
    for complaint in complaints {
        let answer = match (answers.get(&complaint.id), &complaint.plain_answer) {
            (Some(sealed), _) => open_of_complaint(vault, complaint.id, sealed)?,
            (None, Some(plain)) => plain.expose().to_owned(),
            (None, None) => String::new(),
        };
        shown.push(pb::Complaint { answer, ..render(tenant, complaint) });
    }
    Ok(shown)
}

/// A complaint without its answer.
pub(crate) fn render(tenant: &Tenant, complaint: Complaint) -> pb::Complaint {
    let nature = complaint.nature;
    let kind = KINDS.iter().find(|(known, _)| *known == nature.kind).map_or(0, |(_, wire)| (*wire).into());
    let channel = CHANNELS.iter().find(|(known, _)| *known == complaint.channel).map_or(0, |(_, wire)| (*wire).into());
    pb::Complaint {
        name: names::COMPLAINT.name(tenant, complaint.id),
        state: state_number(complaint.state),
        public_service: names::PUBLIC_SERVICE.name(tenant, complaint.service),
        receive_time: Some(dates::render_time(complaint.receive_time)),
        answer: String::new(),
        etag: etag::render(complaint.version),
        follow_up_code: String::new(),
        kind,
        channel,
        anonymous: complaint.is_anonymous,
        secret: complaint.is_secret,
        simple: nature.is_simple,
        supervision: nature.has_supervision,
        inspection: nature.has_inspection,
        sector: complaint.sector,
        unit: complaint.unit.map(|unit| names::UNIT.name(tenant, unit)).unwrap_or_default(),
        deadline: complaint.deadline.map(render_deadline),
        answer_date: complaint.answer_date.map(dates::render),
        reply_until_date: complaint.reply_until.map(dates::render),
        close_date: complaint.close_date.map(dates::render),
        merged_into: complaint.merged_into.map(|other| names::COMPLAINT.name(tenant, other)).unwrap_or_default(),
        category: complaint.category,
        region: complaint.region,
        elsewhere: !complaint.is_handled_here,
        verify_date: complaint.verify_date.map(dates::render),
        reply_due_date: complaint.reply_due.map(dates::render),
    }
}

pub(crate) fn render_deadline(deadline: Deadline) -> pb::ComplaintDeadline {
    pb::ComplaintDeadline {
        counted_from_date: deadline.from.map(dates::render),
        verify_date: Some(dates::render(deadline.verify)),
        answer_date: Some(dates::render(deadline.answer)),
        working_days: i32::from(deadline.days),
        uncertain: !deadline.is_certain,
        ruleset: deadline.ruleset,
        calendar: deadline.calendar,
    }
}

/// What was said about a complaint, opened.
pub(crate) fn render_message(tenant: &Tenant, vault: &Vault, kept: Kept) -> Result<pb::ComplaintMessage, Error> {
    let author = AUTHORS.iter().find(|(known, _)| *known == kept.said.author).map_or(0, |(_, wire)| (*wire).into());
    Ok(pb::ComplaintMessage {
        complaint: names::COMPLAINT.name(tenant, kept.said.complaint),
        author,
        answer: kept.said.is_answer,
        shared: kept.said.is_shared,
        text: open_of_complaint(vault, kept.said.complaint, &kept.text)?,
        create_time: Some(dates::render_time(kept.said.create_time)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_national_code() {
        let mut check = Violations::default();
        for good in ["", "35", "35.78", "35.78.31", "35.78.31.1001"] {
            assert_eq!(read_region(&mut check, good), Some(good.to_owned()));
        }
        assert!(check.is_empty());
        for bad in ["1", "35.", "35.7", ".35", "35.78.31.1001.1", "35-78", "Jalan Asemrowo 5", "３５"] {
            assert_eq!(read_region(&mut check, bad), None, "{bad}");
        }
    }

    #[test]
    fn unknown_numbers_are_refused_and_none_is_the_usual() {
        let mut check = Violations::default();
        assert_eq!(read_kind(&mut check, 0, Some(Kind::Complaint)), Some(Kind::Complaint));
        assert_eq!(read_channel(&mut check, 8, Channel::Web), Some(Channel::OtherSystem));
        assert_eq!(read_state(&mut check, 2), Some(Some(State::Closed)));
        assert!(check.is_empty());
        for bad in [-1, 99, i32::MAX, i32::MIN] {
            assert_eq!(read_kind(&mut check, bad, Some(Kind::Complaint)), None);
            assert_eq!(read_channel(&mut check, bad, Channel::Web), None);
            assert_eq!(read_state(&mut check, bad), None);
        }
        assert_eq!(read_kind(&mut check, 0, None), None);
    }
}
