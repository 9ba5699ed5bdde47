//! Every step of improvement: who may not take it, what a repeat answers, what a stale version is told.

use crate::{
    PARENT,
    improvement_world::{AUTHORITY, Path, day, position},
    skp_world::{HR, PERSON, refusal, servant},
};
use contracts::evaluation::v1::{self as pb, decide_placement_request::Outcome};
use platform::testing::OTHER_TENANT;
use tonic::{Code, Request};
use uuid::Uuid;

/// A version that could be one.
const ETAG: &str = "\"1\"";

/// Calls a method without a token, with a role that lacks the permission, and for another tenant.
macro_rules! guarded {
    ($path:ident.$method:ident, $roles:expr, $message:expr) => {{
        let anonymous = $path.cases.$method(Request::new($message)).await.unwrap_err();
        assert_eq!(anonymous.code(), Code::Unauthenticated, stringify!($method));
        let request = $path.team.evaluation.harness.request(&["operator"], $message);
        let stranger = $path.cases.$method(request).await.unwrap_err();
        assert_eq!(stranger.code(), Code::PermissionDenied, stringify!($method));
        let request = $path.team.evaluation.harness.request_as("x", $roles, &[OTHER_TENANT], $message);
        let foreign = $path.cases.$method(request).await.unwrap_err();
        assert_eq!(foreign.code(), Code::PermissionDenied, stringify!($method));
    }};
}

#[tokio::test]
async fn every_step_of_warning_and_coaching_is_guarded() {
    let mut path = Path::start().await;
    let appraisal = format!("{PARENT}/appraisals/{}", Uuid::now_v7());
    let name = format!("{PARENT}/improvementCases/{}", Uuid::now_v7());
    let list = pb::ListImprovementProposalsRequest { parent: PARENT.into(), ..Default::default() };
    guarded!(path.list_improvement_proposals, HR, list.clone());
    let (text, none) = ("x".to_owned(), String::new());
    let warner =
        pb::NameWarnerRequest { appraisal: appraisal.clone(), warner: servant("budi"), request_id: none.clone() };
    guarded!(path.name_warner, HR, warner.clone());
    let warn = pb::WarnServantRequest { appraisal: appraisal.clone(), reason: text.clone(), ..Default::default() };
    guarded!(path.warn_servant, PERSON, warn.clone());
    let decline = pb::DeclineImprovementRequest { appraisal, reason: text.clone(), ..Default::default() };
    guarded!(path.decline_improvement, AUTHORITY, decline.clone());
    let (etag, reason, request_id) = (ETAG.to_owned(), text.clone(), none);
    let goals = vec![pb::ImprovementGoal { text: text.clone(), due_date: Some(day(2025, 7, 31)) }];
    let (named, version, once) = (name.clone(), etag.clone(), request_id.clone());
    let coach = pb::OpenCoachingRequest { name: named, etag: version, goals, reason: reason.clone(), request_id: once };
    guarded!(path.open_coaching, PERSON, coach.clone());
    let (named, version, once) = (name.clone(), etag.clone(), request_id.clone());
    let note = pb::RecordCoachingNoteRequest { name: named, etag: version, month: 1, text, request_id: once };
    guarded!(path.record_coaching_note, PERSON, note.clone());
    let judge = pb::JudgeImprovementRequest {
        name,
        etag,
        verdict: pb::judge_improvement_request::Verdict::Improved.into(),
        reason,
        ..Default::default()
    };
    guarded!(path.judge_improvement, PERSON, judge.clone());
}

#[tokio::test]
async fn every_step_after_coaching_is_guarded() {
    let mut path = Path::start().await;
    let name = format!("{PARENT}/improvementCases/{}", Uuid::now_v7());
    let (etag, reason, request_id) = (ETAG.to_owned(), "x".to_owned(), String::new());
    let test = pb::RecordCompetencyTestRequest {
        name: name.clone(),
        etag: etag.clone(),
        suited_for: pb::SuitedFor::Lower.into(),
        test_date: Some(day(2025, 8, 20)),
        ..Default::default()
    };
    guarded!(path.record_competency_test, HR, test.clone());
    let place = pb::DecidePlacementRequest {
        name: name.clone(),
        etag: etag.clone(),
        outcome: Outcome::Wait.into(),
        reason: reason.clone(),
        document_number: "1".into(),
        ..Default::default()
    };
    guarded!(path.decide_placement, AUTHORITY, place.clone());
    let decision = Uuid::now_v7().to_string();
    let object = pb::ObjectToDecisionRequest {
        name: name.clone(),
        etag: etag.clone(),
        decision: decision.clone(),
        objection: reason.clone(),
        ..Default::default()
    };
    guarded!(path.object_to_decision, PERSON, object.clone());
    let granted = pb::decide_improvement_objection_request::Answer::Granted.into();
    let answer = pb::DecideImprovementObjectionRequest {
        name: name.clone(),
        etag: etag.clone(),
        decision: decision.clone(),
        answer: granted,
        reason: reason.clone(),
        ..Default::default()
    };
    guarded!(path.decide_improvement_objection, AUTHORITY, answer.clone());
    let outcome = pb::RecordObjectionOutcomeRequest {
        name: name.clone(),
        etag: etag.clone(),
        decision,
        answer: granted,
        reason,
        document_number: "1".into(),
        answer_date: Some(day(2025, 3, 3)),
        request_id,
    };
    guarded!(path.record_objection_outcome, HR, outcome.clone());
    let assign = pb::AssignCoachRequest { name: name.clone(), etag, coach: servant("budi"), ..Default::default() };
    guarded!(path.assign_coach, HR, assign.clone());
    guarded!(path.get_my_improvement_case, PERSON, pb::GetMyImprovementCaseRequest { name: name.clone() });
    let mine = pb::ListMyImprovementCasesRequest { parent: PARENT.into(), ..Default::default() };
    guarded!(path.list_my_improvement_cases, PERSON, mine.clone());
}

/// Takes a step twice under one request id, and once more with the version that the first found.
macro_rules! once {
    ($path:ident.$method:ident by $who:expr, $roles:expr, $message:expr) => {{
        let mut message = $message;
        message.request_id = Uuid::now_v7().to_string();
        let by =
            |message| $path.team.evaluation.harness.request_as($who, $roles, &[platform::testing::TENANT], message);
        let (first, again) = (by(message.clone()), by(message.clone()));
        let answer = $path.cases.$method(first).await.unwrap().into_inner();
        assert_eq!($path.cases.$method(again).await.unwrap().into_inner(), answer, stringify!($method));
        message.request_id = String::new();
        let stale = by(message);
        let refused = $path.cases.$method(stale).await;
        assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".to_owned()), stringify!($method));
        answer
    }};
}

#[tokio::test]
async fn a_repeated_step_answers_the_same_and_a_stale_version_is_refused() {
    let mut path = Path::start().await;
    let low = path.low().await;
    path.team.on("2025-02-03");
    let warned = path.warn("budi", &low).await.unwrap().into_inner();
    path.team.on("2025-02-10");
    let (text, goal) = ("Hadir tepat waktu".to_owned(), Some(day(2025, 7, 31)));
    let coach = pb::OpenCoachingRequest {
        name: warned.name.clone(),
        etag: warned.etag,
        goals: vec![pb::ImprovementGoal { text, due_date: goal }],
        reason: "Rencana".into(),
        request_id: String::new(),
    };
    let coached = once!(path.open_coaching by "budi", PERSON, coach);
    let (name, etag) = (coached.name.clone(), coached.etag);
    let assign = pb::AssignCoachRequest { name, etag, coach: servant("budi"), request_id: String::new() };
    let mut case = once!(path.assign_coach by "office", HR, assign);
    for month in 1..=6 {
        path.team.on(&format!("2025-{:02}-20", month + 1));
        let (name, etag, text) = (case.name.clone(), case.etag, format!("Bulan {month}"));
        let note = pb::RecordCoachingNoteRequest { name, etag, month, text, request_id: String::new() };
        case = once!(path.record_coaching_note by "budi", PERSON, note);
    }
    assert_eq!(case.notes.len(), 6, "a repeat writes no second note");
    path.team.on("2025-08-04");
    let judge = pb::JudgeImprovementRequest {
        name: case.name.clone(),
        etag: case.etag,
        verdict: pb::judge_improvement_request::Verdict::NotImproved.into(),
        reason: "Catatan".into(),
        document_number: String::new(),
        request_id: String::new(),
    };
    let judged = once!(path.judge_improvement by "budi", PERSON, judge);
    let object = pb::ObjectToDecisionRequest {
        name: judged.name.clone(),
        etag: judged.etag,
        decision: judged.decisions[2].decision.clone(),
        objection: "Saya sakit".into(),
        request_id: String::new(),
    };
    let objected = once!(path.object_to_decision by "siti", PERSON, object);
    let answer = pb::DecideImprovementObjectionRequest {
        name: objected.name.clone(),
        etag: objected.etag,
        decision: objected.decisions[2].decision.clone(),
        answer: pb::decide_improvement_objection_request::Answer::Rejected.into(),
        reason: "Tetap".into(),
        request_id: String::new(),
    };
    let answered = once!(path.decide_improvement_objection by "dewi", AUTHORITY, answer);
    path.team.on("2025-08-25");
    let test = pb::RecordCompetencyTestRequest {
        name: answered.name.clone(),
        etag: answered.etag,
        suited_for: pb::SuitedFor::Lower.into(),
        test_date: Some(day(2025, 8, 20)),
        request_id: String::new(),
    };
    let tested = once!(path.record_competency_test by "office", HR, test);
    let place = pb::DecidePlacementRequest {
        name: tested.name.clone(),
        etag: tested.etag,
        outcome: Outcome::LowerPost.into(),
        position: position(),
        reason: "Hasil uji".into(),
        document_number: "821/2/2025".into(),
        request_id: String::new(),
    };
    once!(path.decide_placement by "dewi", AUTHORITY, place);
}
