//! Requests of `ImprovementService`, read.

use super::improvement_messages::{parse_answer, parse_stage, parse_suited};
use crate::{
    commands::{
        AssignCoach, DecideImprovementObjection, DecidePlacement, ImprovementDesk, JudgeImprovement, NameWarner,
        ObjectToDecision, OpenCoaching, OpenImprovement, RecordCoachingNote, RecordCompetencyTest,
        RecordObjectionOutcome,
    },
    domain::improvement_stage::DecisionKind,
    names,
    store::improvement_cases::WantedCases,
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use platform::{AsRead, Scope, Violations, dates, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// Most goals of a plan.
const MOST_GOALS: usize = 20;
/// Longest reason, note or objection.
const LONG: usize = 4_000;

/// A text that may be empty.
fn optional(check: &mut Violations, field: &str, text: &str, longest: usize) -> Option<String> {
    if text.is_empty() { Some(String::new()) } else { check.text(field, text, longest) }
}

fn words(check: &mut Violations, field: &str, text: &str) -> Option<Sensitive<String>> {
    check.text(field, text, LONG).map(Sensitive::new)
}

/// A case in the version that was read: (name, etag, request id).
fn case_read(check: &mut Violations, (name, etag, request_id): (&str, &str, &str)) -> Option<(Scope, AsRead)> {
    check.as_read(name, names::IMPROVEMENT_CASE.parse(name), etag, request_id)
}

/// What follows a rating: (appraisal, request id), the track of a warning, (reason, document number).
pub(super) fn parse_open(
    (appraisal, request_id): (&str, &str),
    track: Option<&str>,
    (reason, document_number): (&str, &str),
    desk: &ImprovementDesk,
) -> Result<(Scope, OpenImprovement), Violations> {
    let mut check = Violations::default();
    let name = check.take("appraisal", names::APPRAISAL.parse(appraisal));
    let known = track.is_none_or(|code| desk.book.in_use().track(code).is_some());
    check.check("track", known, "must be a track of the ruleset, or empty");
    let reason = words(&mut check, "reason", reason);
    let document_number = optional(&mut check, "document_number", document_number, 100);
    let request_id = check.request_id(request_id);
    let (Some(name), Some(reason), Some(document_number), Some(request_id), true) =
        (name, reason, document_number, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let input = OpenImprovement {
        appraisal: name.id,
        is_warning: track.is_some(),
        track: track.unwrap_or_default().to_owned(),
        reason,
        document_number,
    };
    Ok((Scope::once(name.tenant, appraisal, request_id), input))
}

pub(super) fn parse_warner(message: &pb::NameWarnerRequest) -> Result<(Scope, NameWarner), Violations> {
    let mut check = Violations::default();
    let name = check.take("appraisal", names::APPRAISAL.parse(&message.appraisal));
    let warner = check.own("warner", &message.warner, names::SERVANT, name.as_ref().map(|name| &name.tenant));
    let request_id = check.request_id(&message.request_id);
    let (Some(name), Some(_), Some(request_id)) = (name, warner, request_id) else { return Err(check) };
    let input = NameWarner { appraisal: name.id, warner: message.warner.clone() };
    Ok((Scope::once(name.tenant, &message.appraisal, request_id), input))
}

pub(super) fn parse_coaching(message: &pb::OpenCoachingRequest) -> Result<(Scope, OpenCoaching), Violations> {
    let mut check = Violations::default();
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let count = message.goals.len();
    check.check("goals", (1..=MOST_GOALS).contains(&count), format!("must be 1 to {MOST_GOALS}"));
    let mut goals = Vec::new();
    for (nth, goal) in message.goals.iter().take(MOST_GOALS).enumerate() {
        let text = check.text(format!("goals[{nth}].text"), &goal.text, 1_000).map(Sensitive::new);
        let due_date = check.take(format!("goals[{nth}].due_date"), dates::parse(goal.due_date.as_ref()));
        goals.extend(text.zip(due_date));
    }
    let reason = words(&mut check, "reason", &message.reason);
    let (Some((scope, case)), Some(reason), true) = (read, reason, check.is_empty()) else { return Err(check) };
    Ok((scope, OpenCoaching { case, goals, reason }))
}

pub(super) fn parse_note(message: &pb::RecordCoachingNoteRequest) -> Result<(Scope, RecordCoachingNote), Violations> {
    let mut check = Violations::default();
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    check.check("month", (1..=60).contains(&message.month), "must be from 1 to 60");
    let text = words(&mut check, "text", &message.text);
    let (Some((scope, case)), Some(text), true) = (read, text, check.is_empty()) else { return Err(check) };
    Ok((scope, RecordCoachingNote { case, month: message.month, text }))
}

pub(super) fn parse_judge(message: &pb::JudgeImprovementRequest) -> Result<(Scope, JudgeImprovement), Violations> {
    use pb::judge_improvement_request::Verdict;
    let mut check = Violations::default();
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let verdict = match Verdict::try_from(message.verdict) {
        Ok(Verdict::Improved) => Ok(true),
        Ok(Verdict::NotImproved) => Ok(false),
        Ok(Verdict::Unspecified) | Err(_) => Err("must be improved or not"),
    };
    let improved = check.take("verdict", verdict);
    let reason = words(&mut check, "reason", &message.reason);
    let document_number = optional(&mut check, "document_number", &message.document_number, 100);
    let (Some((scope, case)), Some(improved), Some(reason), Some(document_number)) =
        (read, improved, reason, document_number)
    else {
        return Err(check);
    };
    Ok((scope, JudgeImprovement { case, improved, reason, document_number }))
}

pub(super) fn parse_test(
    message: &pb::RecordCompetencyTestRequest,
    today: Date,
) -> Result<(Scope, RecordCompetencyTest), Violations> {
    let mut check = Violations::default();
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let suited = check.take("suited_for", parse_suited(message.suited_for));
    let taken = check.take("test_date", dates::parse(message.test_date.as_ref()));
    check.check("test_date", taken.is_none_or(|day| day <= today), "must not lie ahead");
    let (Some((scope, case)), Some(suited), Some(taken), true) = (read, suited, taken, check.is_empty()) else {
        return Err(check);
    };
    Ok((scope, RecordCompetencyTest { case, suited, taken }))
}

pub(super) fn parse_placement(message: &pb::DecidePlacementRequest) -> Result<(Scope, DecidePlacement), Violations> {
    use pb::decide_placement_request::Outcome;
    let mut check = Violations::default();
    let tenant = names::IMPROVEMENT_CASE.parse(&message.name).ok().map(|name| name.tenant);
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let kind = match Outcome::try_from(message.outcome) {
        Ok(Outcome::EqualMove) => Ok(DecisionKind::EqualMove),
        Ok(Outcome::LowerPost) => Ok(DecisionKind::LowerPost),
        Ok(Outcome::Wait) => Ok(DecisionKind::Wait),
        Ok(Outcome::Dismiss) => Ok(DecisionKind::Dismiss),
        Ok(Outcome::Unspecified) | Err(_) => Err("must say where the servant goes"),
    };
    let kind = check.take("outcome", kind);
    let moves = matches!(kind, Some(DecisionKind::EqualMove | DecisionKind::LowerPost));
    if moves {
        check.own("position", &message.position, names::POSITION, tenant.as_ref());
    } else {
        check.check("position", message.position.is_empty(), "must be empty unless the servant moves");
    }
    let reason = words(&mut check, "reason", &message.reason);
    let document_number = check.text("document_number", &message.document_number, 100);
    let (Some((scope, case)), Some(kind), Some(reason), Some(document_number), true) =
        (read, kind, reason, document_number, check.is_empty())
    else {
        return Err(check);
    };
    Ok((scope, DecidePlacement { case, kind, position: message.position.clone(), reason, document_number }))
}

fn parse_decision(check: &mut Violations, text: &str) -> Option<Uuid> {
    check.take("decision", text.parse::<Uuid>().map_err(|_| "must be the id of a decision"))
}

pub(super) fn parse_objection(message: &pb::ObjectToDecisionRequest) -> Result<(Scope, ObjectToDecision), Violations> {
    let mut check = Violations::default();
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let decision = parse_decision(&mut check, &message.decision);
    let objection = words(&mut check, "objection", &message.objection);
    let (Some((scope, case)), Some(decision), Some(objection)) = (read, decision, objection) else {
        return Err(check);
    };
    Ok((scope, ObjectToDecision { case, decision, objection }))
}

pub(super) fn parse_objection_answer(
    message: &pb::DecideImprovementObjectionRequest,
) -> Result<(Scope, DecideImprovementObjection), Violations> {
    let mut check = Violations::default();
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let decision = parse_decision(&mut check, &message.decision);
    let outcome = check.take("answer", parse_answer(message.answer));
    let reason = words(&mut check, "reason", &message.reason);
    let (Some((scope, case)), Some(decision), Some(outcome), Some(reason)) = (read, decision, outcome, reason) else {
        return Err(check);
    };
    Ok((scope, DecideImprovementObjection { case, decision, outcome, reason }))
}

pub(super) fn parse_outcome(
    message: &pb::RecordObjectionOutcomeRequest,
    today: Date,
) -> Result<(Scope, RecordObjectionOutcome), Violations> {
    let mut check = Violations::default();
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let decision = parse_decision(&mut check, &message.decision);
    let outcome = check.take("answer", parse_answer(message.answer));
    let reason = words(&mut check, "reason", &message.reason);
    let document_number = check.text("document_number", &message.document_number, 100);
    let answered = check.take("answer_date", dates::parse(message.answer_date.as_ref()));
    check.check("answer_date", answered.is_none_or(|day| day <= today), "must not lie ahead");
    let (Some((scope, case)), Some(decision), Some(outcome), Some(reason), Some(document_number), Some(answered), true) =
        (read, decision, outcome, reason, document_number, answered, check.is_empty())
    else {
        return Err(check);
    };
    Ok((scope, RecordObjectionOutcome { case, decision, outcome, document_number, answered, reason }))
}

pub(super) fn parse_assign(message: &pb::AssignCoachRequest) -> Result<(Scope, AssignCoach), Violations> {
    let mut check = Violations::default();
    let tenant = names::IMPROVEMENT_CASE.parse(&message.name).ok().map(|name| name.tenant);
    let read = case_read(&mut check, (&message.name, &message.etag, &message.request_id));
    let coach = check.own("coach", &message.coach, names::SERVANT, tenant.as_ref());
    let (Some((scope, case)), Some(_)) = (read, coach) else { return Err(check) };
    Ok((scope, AssignCoach { case, coach: message.coach.clone() }))
}

/// A reading of one case, which the trail names.
pub(super) fn parse_get(name: &str) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let parsed = check.take("name", names::IMPROVEMENT_CASE.parse(name));
    parsed.map(|parsed| (Scope::of(parsed.tenant, name), parsed.id)).ok_or(check)
}

pub(super) fn parse_list(
    message: &pb::ListImprovementCasesRequest,
) -> Result<(Scope, (WantedCases, Page)), Violations> {
    let mut check = Violations::default();
    let due = message.due_by.as_ref().map(|day| format!("{}-{}-{}", day.year, day.month, day.day)).unwrap_or_default();
    let filters: [&dyn std::fmt::Display; 3] = [&message.servant, &message.stage, &due];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let stage = check.take("stage", parse_stage(message.stage));
    let due_by = message.due_by.as_ref().and_then(|day| check.take("due_by", dates::parse(Some(day))));
    let (Some(tenant), Some(page), Some(servant), Some(stage), true) = (tenant, page, servant, stage, check.is_empty())
    else {
        return Err(check);
    };
    // The trail names whose cases, where somebody's are asked for.
    let target = if servant.is_some() { &message.servant } else { &message.parent };
    let wanted = WantedCases { servant: message.servant.clone(), stage, due_by, ..WantedCases::default() };
    Ok((Scope::of(tenant, target), (wanted, page)))
}

/// A list of a tenant without filters: (parent, page size, page token).
pub(super) fn parse_plain_list(
    (parent, page_size, page_token): (&str, i32, &str),
) -> Result<(Scope, Page), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(parent, page_size, page_token, &[]);
    let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
    Ok((Scope::of(tenant, parent), page))
}
