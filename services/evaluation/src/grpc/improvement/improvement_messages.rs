//! Cases of improvement between messages and domain, without what is sealed.

use crate::{
    commands::ImprovementDesk,
    domain::{
        case_decision::{CaseDecision, ObjectionOutcome},
        improvement_case::{ImprovementCase, Suited},
        improvement_stage::{CaseStage, CaseTask},
    },
    error::Error,
    grpc::appraisals::render_predikat,
    names,
};
use contracts::evaluation::v1 as pb;
use pb::improvement_case::{Stage, Task};
use platform::{Tenant, dates, etag};

const STAGES: [(CaseStage, Stage); 11] = [
    (CaseStage::Declined, Stage::Declined),
    (CaseStage::Warned, Stage::Warned),
    (CaseStage::Coaching, Stage::Coaching),
    (CaseStage::Improved, Stage::Improved),
    (CaseStage::CompetencyTest, Stage::CompetencyTest),
    (CaseStage::Tested, Stage::Tested),
    (CaseStage::EqualMove, Stage::EqualMove),
    (CaseStage::LowerPost, Stage::LowerPost),
    (CaseStage::Waiting, Stage::Waiting),
    (CaseStage::Dismissed, Stage::Dismissed),
    (CaseStage::Withdrawn, Stage::Withdrawn),
];

const SUITED: [(Suited, pb::SuitedFor); 3] =
    [(Suited::Equal, pb::SuitedFor::Equal), (Suited::Lower, pb::SuitedFor::Lower), (Suited::None, pb::SuitedFor::None)];

/// None for any.
pub(super) fn parse_stage(number: i32) -> Result<Option<CaseStage>, &'static str> {
    let wire = Stage::try_from(number).map_err(|_| "must be a stage of cases")?;
    Ok(STAGES.iter().find(|(_, known)| *known == wire).map(|(stage, _)| *stage))
}

pub(super) fn parse_suited(number: i32) -> Result<Suited, &'static str> {
    let wire = pb::SuitedFor::try_from(number).unwrap_or_default();
    let found = SUITED.iter().find(|(_, known)| *known == wire).map(|(suited, _)| *suited);
    found.ok_or("must be a post of the same level, a lower one, or none")
}

pub(super) fn parse_answer(number: i32) -> Result<ObjectionOutcome, &'static str> {
    use pb::decide_improvement_objection_request::Answer;
    match Answer::try_from(number) {
        Ok(Answer::Rejected) => Ok(ObjectionOutcome::Rejected),
        Ok(Answer::Granted) => Ok(ObjectionOutcome::Granted),
        Ok(Answer::Unspecified) | Err(_) => Err("must be rejected or granted"),
    }
}

/// A case without its texts, goals and notes.
pub(super) fn render(
    tenant: &Tenant,
    case: ImprovementCase,
    desk: &ImprovementDesk,
) -> Result<pb::ImprovementCase, Error> {
    let next = case.next_step(desk.book.of(&case.ruleset)?);
    let stage = STAGES.iter().find(|(known, _)| *known == case.stage).map(|(_, wire)| *wire).unwrap_or_default();
    let suited = SUITED.iter().find(|(known, _)| Some(*known) == case.suited).map(|(_, wire)| *wire);
    Ok(pb::ImprovementCase {
        name: names::IMPROVEMENT_CASE.name(tenant, case.id),
        appraisal: names::APPRAISAL.name(tenant, case.appraisal),
        servant: case.servant,
        year: case.year,
        predicate: render_predikat(case.predikat).into(),
        final_date: Some(dates::render(case.final_date)),
        stage: stage.into(),
        stage_since: Some(dates::render(case.stage_since)),
        task: next.map_or(Task::Unspecified, |(task, _)| render_task(task)).into(),
        due_date: next.map(|(_, day)| dates::render(day)),
        coach: case.coach,
        track: case.track,
        coaching_start: case.coaching.map(|coaching| dates::render(coaching.first_day)),
        coaching_end: case.coaching.map(|coaching| dates::render(coaching.last_day)),
        test_date: case.coaching.map(|coaching| dates::render(coaching.test_day())),
        suited_for: suited.unwrap_or_default().into(),
        wait_until: case.wait_until.map(dates::render),
        decisions: case.decisions.into_iter().map(render_decision).collect(),
        goals: Vec::new(),
        notes: Vec::new(),
        ruleset: case.ruleset,
        etag: etag::render(case.version),
        create_time: Some(dates::render_time(case.create_time)),
        update_time: Some(dates::render_time(case.update_time)),
    })
}

fn render_task(task: CaseTask) -> Task {
    match task {
        CaseTask::DecideObjection => Task::DecideObjection,
        CaseTask::OpenCoaching => Task::OpenCoaching,
        CaseTask::Judge => Task::Judge,
        CaseTask::TakeTest => Task::TakeTest,
        CaseTask::Place => Task::Place,
    }
}

fn render_decision(decision: CaseDecision) -> pb::ImprovementDecision {
    let objection = decision.objection.as_ref();
    let end = objection.and_then(|objection| objection.end.as_ref());
    pb::ImprovementDecision {
        decision: decision.id.to_string(),
        kind: decision.kind.as_str().to_owned(),
        objected_on: objection.map(|objection| dates::render(objection.date)),
        answer_until: objection.map(|objection| dates::render(objection.decide_until)),
        answer: end.map(|end| end.outcome.as_str().to_owned()).unwrap_or_default(),
        answered_on: end.map(|end| dates::render(end.date)),
        answer_document_number: end.map(|end| end.document_number.clone()).unwrap_or_default(),
        official: decision.official,
        decided_by: decision.decided_by,
        document_number: decision.document_number,
        position: decision.position,
        decide_date: Some(dates::render(decision.date)),
        object_until: Some(dates::render(decision.object_until)),
        reason: String::new(),
        objection: String::new(),
        answer_reason: String::new(),
        overtaken: decision.overtaken,
    }
}
