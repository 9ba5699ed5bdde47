//! What cases of improvement refuse, and why.

use crate::{
    PARENT, RATER, absent, at_once,
    improvement_world::{AUTHORITY, Path, day, position},
    skp_world::{HR, PERSON, refusal, servant},
};
use contracts::evaluation::v1::{self as pb, decide_placement_request::Outcome};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request};
use uuid::Uuid;

fn why(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}

#[tokio::test]
async fn only_a_low_final_rating_is_followed_and_once() {
    let mut path = Path::start().await;
    let good = path.rating("adi", pb::Rating::Meets, pb::Rating::Meets).await;
    let not_low = why(Code::FailedPrecondition, "RATING_NOT_LOW");
    assert_eq!(refusal(path.warn("budi", &good).await), not_low);
    let low = path.low().await;
    path.warn("budi", &low).await.unwrap();
    assert_eq!(refusal(path.warn("budi", &low).await), why(Code::AlreadyExists, "IMPROVEMENT_CASE_EXISTS"));
    let missing = pb::Appraisal { name: absent(&low.name), ..low };
    assert_eq!(refusal(path.warn("budi", &missing).await), why(Code::NotFound, "APPRAISAL_NOT_FOUND"));
}

#[tokio::test]
async fn nobody_acts_in_the_own_case() {
    let mut path = Path::start().await;
    let low = path.low().await;
    let not_yours = why(Code::PermissionDenied, "NOT_YOUR_PART");
    assert_eq!(refusal(path.warn("siti", &low).await), not_yours);
    let warned = path.warn("budi", &low).await.unwrap().into_inner();
    assert_eq!(refusal(path.coach("siti", &warned).await), not_yours);
    let itself = pb::AssignCoachRequest {
        name: warned.name.clone(),
        etag: warned.etag.clone(),
        coach: servant("siti"),
        request_id: String::new(),
    };
    let request = path.office(itself.clone());
    assert_eq!(refusal(path.cases.assign_coach(request).await), not_yours);
    let nobody = pb::AssignCoachRequest { coach: format!("{PARENT}/servants/{}", Uuid::now_v7()), ..itself };
    let request = path.office(nobody);
    assert_eq!(refusal(path.cases.assign_coach(request).await), why(Code::NotFound, "SERVANT_NOT_FOUND"));
    let hidden = why(Code::NotFound, "IMPROVEMENT_CASE_NOT_FOUND");
    assert_eq!(refusal(path.object("adi", &warned, 0).await), hidden, "only the servant objects");
    let unlinked = path.object("nobody", &warned, 0).await;
    assert_eq!(refusal(unlinked), why(Code::FailedPrecondition, "ACCOUNT_NOT_LINKED"));
}

#[tokio::test]
async fn steps_have_their_stage_and_their_day() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    let early = why(Code::FailedPrecondition, "TOO_EARLY");
    assert_eq!(refusal(path.note(&coached, 2).await), early);
    assert_eq!(refusal(path.judge(&coached, true).await), early);
    let stage = why(Code::FailedPrecondition, "IMPROVEMENT_STAGE");
    assert_eq!(refusal(path.coach("budi", &coached).await), stage);
    assert_eq!(refusal(path.test(&coached, pb::SuitedFor::Equal, day(2025, 2, 1)).await), stage);
    assert_eq!(refusal(path.place(&coached, Outcome::Wait, "").await), stage);
    path.team.on("2025-07-31");
    assert_eq!(refusal(path.judge(&coached, false).await), early, "the last day is the servant's");
    path.team.on("2025-08-01");
    let unnoted = path.judge(&coached, false).await;
    assert_eq!(refusal(unnoted), why(Code::FailedPrecondition, "COACHING_NOTES_MISSING"));
    let seventh = path.note(&coached, 7).await;
    assert_eq!(reason(&seventh.unwrap_err()), "TOO_EARLY");
    assert_eq!(bad_fields(&path.note(&coached, 61).await.unwrap_err()), ["month"]);
}

#[tokio::test]
async fn the_test_binds_who_decides() {
    let mut path = Path::start().await;
    let judged = path.not_improved().await;
    path.team.on("2025-08-25");
    let before = path.test(&judged, pb::SuitedFor::Lower, day(2025, 7, 31)).await;
    assert_eq!(refusal(before), why(Code::FailedPrecondition, "TOO_EARLY"));
    let tested = path.test(&judged, pb::SuitedFor::Lower, day(2025, 8, 1)).await.unwrap().into_inner();
    let equal = path.place(&tested, Outcome::EqualMove, &position()).await;
    assert_eq!(refusal(equal), why(Code::FailedPrecondition, "TEST_DOES_NOT_SUIT"));
    let at_once = path.place(&tested, Outcome::Dismiss, "").await;
    assert_eq!(refusal(at_once), why(Code::FailedPrecondition, "IMPROVEMENT_STAGE"));
    let waiting = path.place(&tested, Outcome::Wait, "").await.unwrap().into_inner();
    path.team.on("2026-08-25");
    let early = path.place(&waiting, Outcome::Dismiss, "").await;
    assert_eq!(refusal(early), why(Code::FailedPrecondition, "TOO_EARLY"));
}

#[tokio::test]
async fn objections_have_their_days_and_another_judge() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    path.team.on("2025-02-18");
    let late = path.object("siti", &coached, 0).await;
    assert_eq!(refusal(late), why(Code::FailedPrecondition, "DECISION_OBJECTION_CLOSED"));
    let mut unknown = coached.clone();
    unknown.decisions[1].decision = Uuid::now_v7().to_string();
    let nothing = path.object("siti", &unknown, 1).await;
    assert_eq!(refusal(nothing), why(Code::NotFound, "CASE_DECISION_NOT_FOUND"));
    let objectless = path.answer(&coached, 1, true).await;
    assert_eq!(refusal(objectless), why(Code::FailedPrecondition, "DECISION_NOT_OBJECTIONABLE"));
    let objected = path.object("siti", &coached, 1).await.unwrap().into_inner();
    let twice = path.object("siti", &objected, 1).await;
    assert_eq!(refusal(twice), why(Code::FailedPrecondition, "DECISION_NOT_OBJECTIONABLE"));
    let request = pb::DecideImprovementObjectionRequest {
        name: objected.name.clone(),
        etag: objected.etag.clone(),
        decision: objected.decisions[1].decision.clone(),
        answer: pb::decide_improvement_objection_request::Answer::Rejected.into(),
        reason: "Tetap".into(),
        request_id: String::new(),
    };
    let by_budi = path.team.evaluation.harness.request_as("budi", AUTHORITY, &[TENANT], request);
    let own = path.cases.decide_improvement_objection(by_budi).await;
    assert_eq!(refusal(own), why(Code::PermissionDenied, "DECIDED_BY_YOU"));
    path.answer(&objected, 1, false).await.unwrap();
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut path = Path::start().await;
    let warn = pb::WarnServantRequest { track: "x".into(), request_id: "x".into(), ..Default::default() };
    let request = path.person("budi", warn);
    let fields = ["appraisal", "track", "reason", "request_id"];
    assert_eq!(bad_fields(&path.cases.warn_servant(request).await.unwrap_err()), fields);
    let goal = pb::ImprovementGoal::default();
    let request = path.person("budi", pb::OpenCoachingRequest { goals: vec![goal], ..Default::default() });
    let fields = ["name", "etag", "goals[0].text", "goals[0].due_date", "reason"];
    assert_eq!(bad_fields(&path.cases.open_coaching(request).await.unwrap_err()), fields);
    let request = path.person("budi", pb::RecordCoachingNoteRequest::default());
    let refused = path.cases.record_coaching_note(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "month", "text"]);
    let request = path.person("budi", pb::JudgeImprovementRequest::default());
    let refused = path.cases.judge_improvement(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "verdict", "reason"]);
    let request = path.office(pb::RecordCompetencyTestRequest::default());
    let refused = path.cases.record_competency_test(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "suited_for", "test_date"]);
    let wait = pb::DecidePlacementRequest { outcome: Outcome::Wait.into(), position: "x".into(), ..Default::default() };
    let request = path.authority(wait);
    let refused = path.cases.decide_placement(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "position", "reason", "document_number"]);
    let request = path.person("siti", pb::ObjectToDecisionRequest::default());
    let refused = path.cases.object_to_decision(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "decision", "objection"]);
    let request = path.authority(pb::DecideImprovementObjectionRequest::default());
    let refused = path.cases.decide_improvement_objection(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "decision", "answer", "reason"]);
    let list = pb::ListImprovementCasesRequest {
        page_size: -1,
        servant: "x".into(),
        stage: 99,
        due_by: Some(day(2025, 13, 1)),
        ..Default::default()
    };
    let request = path.office(list);
    let refused = path.cases.list_improvement_cases(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "servant", "stage", "due_by"]);
}

#[tokio::test]
async fn stale_versions_repeats_and_unknown_cases() {
    let mut path = Path::start().await;
    let low = path.low().await;
    let once = pb::WarnServantRequest { request_id: Uuid::now_v7().to_string(), ..Path::warn_of(&low) };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = path.person("budi", once.clone());
        answers.push(path.cases.warn_servant(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    let warned = answers.remove(0);
    path.coach("budi", &warned).await.unwrap();
    assert_eq!(refusal(path.coach("budi", &warned).await), why(Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(refusal(path.place(&warned, Outcome::Wait, "").await), why(Code::Aborted, "ETAG_MISMATCH"));
    let missing = pb::ImprovementCase { name: absent(&warned.name), ..warned };
    let unknown = why(Code::NotFound, "IMPROVEMENT_CASE_NOT_FOUND");
    assert_eq!(refusal(path.coach("budi", &missing).await), unknown);
    assert_eq!(refusal(path.object("siti", &missing, 0).await), unknown);
    let request = path.office(pb::GetImprovementCaseRequest { name: missing.name });
    assert_eq!(refusal(path.cases.get_improvement_case(request).await), unknown);
}

#[tokio::test]
async fn cases_are_guarded() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    let get = pb::GetImprovementCaseRequest { name: coached.name.clone() };
    let anonymous = path.cases.get_improvement_case(Request::new(get.clone())).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    for roles in [PERSON, RATER] {
        let request = path.team.evaluation.harness.request_as("budi", roles, &[TENANT], get.clone());
        assert_eq!(path.cases.get_improvement_case(request).await.unwrap_err().code(), Code::PermissionDenied);
    }
    let request = path.team.evaluation.harness.request_as("x", HR, &[OTHER_TENANT], get.clone());
    assert_eq!(path.cases.get_improvement_case(request).await.unwrap_err().code(), Code::PermissionDenied);
    let elsewhere = pb::GetImprovementCaseRequest { name: coached.name.replace(TENANT, OTHER_TENANT) };
    let request = path.team.evaluation.harness.request_as("x", HR, &[OTHER_TENANT], elsewhere);
    assert_eq!(path.cases.get_improvement_case(request).await.unwrap_err().code(), Code::NotFound);
    let by_office = pb::DecidePlacementRequest { name: coached.name.clone(), ..Default::default() };
    let request = path.office(by_office);
    assert_eq!(path.cases.decide_placement(request).await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn who_rated_the_plan_warns_and_coaches() {
    let mut path = Path::start().await;
    let year = path.team.rated(pb::Rating::Below).await;
    let accepted = path.team.accept("siti", &year).await.unwrap().into_inner();
    let rating = path.team.finalise(&accepted).await.unwrap().into_inner();
    assert_eq!(refusal(path.warn("adi", &rating).await), why(Code::PermissionDenied, "NOT_YOUR_PART"));
    let warned = path.warn("budi", &rating).await.unwrap().into_inner();
    assert_eq!(
        (warned.coach.as_str(), warned.predicate()),
        (servant("budi").as_str(), pb::Predicate::NeedsImprovement)
    );
    assert_eq!(refusal(path.coach("adi", &warned).await), why(Code::PermissionDenied, "NOT_YOUR_PART"));
}

#[tokio::test]
async fn of_two_warnings_and_two_judgements_at_once_one_counts() {
    let mut path = Path::start().await;
    let low = path.low().await;
    let calls = (0..4).map(|_| {
        let (mut client, request) = (path.cases.clone(), path.person("budi", Path::warn_of(&low)));
        tokio::spawn(async move { client.warn_servant(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad.iter().all(|status| status.code() == Code::AlreadyExists)), (1, true));
    let warned = good.into_iter().next().unwrap().into_inner();
    let coached = path.coach("budi", &warned).await.unwrap().into_inner();
    path.team.on("2025-09-01");
    let judge = pb::JudgeImprovementRequest {
        name: coached.name.clone(),
        etag: coached.etag.clone(),
        verdict: pb::judge_improvement_request::Verdict::Improved.into(),
        reason: "Membaik".into(),
        document_number: String::new(),
        request_id: String::new(),
    };
    let calls = (0..4).map(|_| {
        let (mut client, request) = (path.cases.clone(), path.person("budi", judge.clone()));
        tokio::spawn(async move { client.judge_improvement(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad.iter().all(|status| status.code() == Code::Aborted)), (1, true));
}
