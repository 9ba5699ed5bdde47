//! Participants, attendance and results between messages and domain.

use crate::{
    commands::{CorrectTrainingResult, EnrolParticipant, RecordAttendance, RecordTrainingResults, WithdrawParticipant},
    domain::training_participant::{Outcome, Participant, ParticipantState, Score},
    grpc::{to_wire, training_session_messages::MOST_LISTED},
    names,
    store::{
        attendance::Attended,
        training_result_corrections::{KeptResult, WrongResult},
    },
};
use contracts::career::v1 as pb;
use pb::training_participant::State as WireState;
use platform::{Scope, Tenant, Violations, dates, etag, sensitive::Sensitive};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const STATES: [(ParticipantState, WireState); 5] = [
    (ParticipantState::Waiting, WireState::Waiting),
    (ParticipantState::Enrolled, WireState::Enrolled),
    (ParticipantState::Withdrawn, WireState::Withdrawn),
    (ParticipantState::Passed, WireState::Passed),
    (ParticipantState::Failed, WireState::Failed),
];

pub(crate) fn parse_enrol(message: &pb::EnrolParticipantRequest) -> Result<(Scope, EnrolParticipant), Violations> {
    let mut check = Violations::default();
    let session = check.take("parent", names::TRAINING_SESSION.parse(&message.parent));
    let tenant = session.as_ref().map(|session| session.tenant.clone());
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(session), Some(servant), Some(reason)) = (session, servant, reason) else { return Err(check) };
    let Some(request_id) = request_id else { return Err(check) };
    let input = EnrolParticipant { session: session.id, servant, reason };
    Ok((Scope::once(session.tenant, &message.parent, request_id), input))
}

pub(crate) fn parse_withdraw(
    message: &pb::WithdrawParticipantRequest,
) -> Result<(Scope, WithdrawParticipant), Violations> {
    let mut check = Violations::default();
    let name = names::TRAINING_PARTICIPANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, participant)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, WithdrawParticipant { participant, reason }))
}

pub(crate) fn parse_correct(
    message: &pb::CorrectTrainingResultRequest,
) -> Result<(Scope, CorrectTrainingResult), Violations> {
    let mut check = Violations::default();
    let name = names::TRAINING_PARTICIPANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let told = (message.passed, message.score.as_str(), message.certificate_number.as_str());
    let outcome = parse_outcome(&mut check, told, &str::to_owned);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, participant)), Some(outcome), Some(reason)) = (read, outcome, reason) else { return Err(check) };
    Ok((scope, CorrectTrainingResult { participant, outcome, reason }))
}

pub(crate) fn parse_attendance(message: &pb::RecordAttendanceRequest) -> Result<(Scope, RecordAttendance), Violations> {
    let mut check = Violations::default();
    let name = names::TRAINING_SESSION.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let day = check.take("day", dates::parse(message.day.as_ref()));
    let count = message.presences.len();
    check.check("presences", (1..=MOST_LISTED).contains(&count), "must be 1 to 1,000");
    let (mut participants, mut present, mut known) = (Vec::new(), Vec::new(), HashSet::new());
    for (index, one) in message.presences.iter().enumerate().take(MOST_LISTED) {
        let field = format!("presences[{index}].participant");
        let Some(id) = parse_participant(&mut check, &field, &one.participant, tenant.as_ref()) else { continue };
        check.check(field, known.insert(id), "must not come twice");
        participants.push(id);
        present.push(one.present);
    }
    let (Some((scope, session)), Some(day), true) = (read, day, check.is_empty()) else { return Err(check) };
    Ok((scope, RecordAttendance { session, day, participants, present }))
}

pub(crate) fn parse_results(
    message: &pb::RecordTrainingResultsRequest,
) -> Result<(Scope, RecordTrainingResults), Violations> {
    let mut check = Violations::default();
    let name = names::TRAINING_SESSION.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let count = message.results.len();
    check.check("results", (1..=MOST_LISTED).contains(&count), "must be 1 to 1,000");
    let (mut outcomes, mut certificates) = (HashMap::new(), HashSet::new());
    for (index, one) in message.results.iter().enumerate().take(MOST_LISTED) {
        let field = |field: &str| format!("results[{index}].{field}");
        let id = parse_participant(&mut check, &field("participant"), &one.participant, tenant.as_ref());
        let told = (one.passed, one.score.as_str(), one.certificate_number.as_str());
        let Some(outcome) = parse_outcome(&mut check, told, &field) else { continue };
        let fresh = outcome.certificate.is_empty() || certificates.insert(outcome.certificate.clone());
        check.check(field("certificate_number"), fresh, "must not come twice");
        if let Some(id) = id {
            check.check(field("participant"), outcomes.insert(id, outcome).is_none(), "must not come twice");
        }
    }
    let (Some((scope, session)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, RecordTrainingResults { session, outcomes }))
}

/// Whether somebody passed, the score and the number of the certificate.
fn parse_outcome(
    check: &mut Violations,
    (passed, score, number): (bool, &str, &str),
    field: &dyn Fn(&str) -> String,
) -> Option<Outcome> {
    let score = match score {
        "" => Some(None),
        text => check.take(field("score"), Score::parse(text)).map(Some),
    };
    let certificate = match (passed, number) {
        (true, number) => check.text(field("certificate_number"), number, 100),
        (false, "") => Some(String::new()),
        (false, _) => {
            check.add(field("certificate_number"), "must be empty of who failed");
            None
        }
    };
    Some(Outcome { passed, score: score?, certificate: certificate? })
}

fn parse_participant(check: &mut Violations, field: &str, text: &str, tenant: Option<&Tenant>) -> Option<Uuid> {
    check.own(field, text, names::TRAINING_PARTICIPANT, tenant)
}

pub(crate) fn render_participant(tenant: &Tenant, one: Participant, remark: String) -> pb::TrainingParticipant {
    let state = to_wire(&STATES, one.state);
    pb::TrainingParticipant {
        name: names::TRAINING_PARTICIPANT.name(tenant, one.id),
        session: names::TRAINING_SESSION.name(tenant, one.session),
        servant: names::SERVANT.name(tenant, one.servant),
        state: state.into(),
        place: one.place,
        remark,
        standard: one.gap.map(|gap| gap.standard.into()).unwrap_or_default(),
        achieved: one.gap.and_then(|gap| gap.achieved).map(i32::from).unwrap_or_default(),
        days_present: i32::try_from(one.days_present).unwrap_or(i32::MAX),
        score: one.score.map(|score| score.to_string()).unwrap_or_default(),
        certificate_number: one.certificate,
        result_date: one.result_date.map(dates::render),
        hours: one.hours,
        etag: etag::render(one.version),
        corrections: Vec::new(),
    }
}

/// A result that was wrong, with why.
pub(crate) fn render_correction(kept: KeptResult, reason: String) -> pb::TrainingResultCorrection {
    let WrongResult { was, hours, corrected_by } = kept.wrong;
    pb::TrainingResultCorrection {
        passed: was.passed,
        score: was.score.map(|score| score.to_string()).unwrap_or_default(),
        certificate_number: was.certificate,
        hours,
        corrected_by,
        reason,
        correct_time: Some(dates::render_time(kept.record_time)),
    }
}

pub(crate) fn render_attended(tenant: &Tenant, one: &Attended) -> pb::AttendanceDay {
    pb::AttendanceDay {
        participant: names::TRAINING_PARTICIPANT.name(tenant, one.participant),
        day: Some(dates::render(one.day)),
        present: one.present,
    }
}
