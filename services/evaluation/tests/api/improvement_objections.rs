//! Objections whose answers have an effect, notes that were written in their time, and who warns.

use crate::{
    PARENT,
    improvement_world::{AUTHORITY, Path, day, position},
    skp_world::{HR, refusal, servant},
};
use contracts::{
    evaluation::v1::{self as pb, decide_placement_request::Outcome, improvement_case::Stage, improvement_case::Task},
    google::r#type::Date,
};
use platform::testing::{TENANT, bad_fields, reason};
use tonic::Code;

fn why(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}

fn outcome_of(case: &pb::ImprovementCase, decision: usize, answered: Date) -> pb::RecordObjectionOutcomeRequest {
    pb::RecordObjectionOutcomeRequest {
        name: case.name.clone(),
        etag: case.etag.clone(),
        decision: case.decisions[decision].decision.clone(),
        answer: pb::decide_improvement_objection_request::Answer::Granted.into(),
        reason: "Putusan badan pertimbangan".into(),
        document_number: "12/BPASN/2025".into(),
        answer_date: Some(answered),
        request_id: String::new(),
    }
}

/// An objection to "not improved" that was right has an effect: somebody else judges.
#[tokio::test]
async fn whose_judgement_was_void_does_not_give_it_again() {
    let mut path = Path::start().await;
    let judged = path.not_improved().await;
    path.team.on("2025-08-10");
    let objected = path.object("siti", &judged, 2).await.unwrap().into_inner();
    let granted = path.answer(&objected, 2, true).await.unwrap().into_inner();
    assert_eq!((granted.task(), granted.due_date), (Task::Judge, Some(day(2025, 9, 9))), "counted from the answer on");
    let again = path.judge(&granted, false).await;
    assert_eq!(refusal(again), why(Code::PermissionDenied, "DECIDED_BY_YOU"));
    let assign = pb::AssignCoachRequest {
        name: granted.name.clone(),
        etag: granted.etag.clone(),
        coach: servant("adi"),
        request_id: String::new(),
    };
    let request = path.office(assign);
    let assigned = path.cases.assign_coach(request).await.unwrap().into_inner();
    let judge = pb::JudgeImprovementRequest {
        name: assigned.name,
        etag: assigned.etag,
        verdict: pb::judge_improvement_request::Verdict::NotImproved.into(),
        reason: "Dinilai lagi".into(),
        document_number: String::new(),
        request_id: String::new(),
    };
    let request = path.person("adi", judge);
    let judged = path.cases.judge_improvement(request).await.unwrap().into_inner();
    assert_eq!(judged.stage(), Stage::CompetencyTest, "the notes of the coaching still count");
}

/// There is one appointing authority, and nobody judges the own decision: a body outside does.
#[tokio::test]
async fn an_objection_to_the_authority_is_answered_outside() {
    let mut path = Path::start().await;
    let judged = path.not_improved().await;
    path.team.on("2025-08-25");
    let tested = path.test(&judged, pb::SuitedFor::Lower, day(2025, 8, 20)).await.unwrap().into_inner();
    let placed = path.place(&tested, Outcome::LowerPost, &position()).await.unwrap().into_inner();
    path.team.on("2025-09-01");
    let objected = path.object("siti", &placed, 3).await.unwrap().into_inner();
    assert_eq!(refusal(path.answer(&objected, 3, true).await), why(Code::PermissionDenied, "DECIDED_BY_YOU"));
    path.team.on("2025-11-03");
    let request = path.office(outcome_of(&objected, 3, day(2025, 8, 31)));
    let early = path.cases.record_objection_outcome(request).await;
    assert_eq!(refusal(early), why(Code::FailedPrecondition, "TOO_EARLY"));
    let request = path.office(outcome_of(&objected, 2, day(2025, 10, 20)));
    let of_the_coach = path.cases.record_objection_outcome(request).await;
    assert_eq!(refusal(of_the_coach), why(Code::PermissionDenied, "NOT_YOUR_PART"));
    let itself =
        path.team.evaluation.harness.request_as("siti", HR, &[TENANT], outcome_of(&objected, 3, day(2025, 10, 20)));
    let own = path.cases.record_objection_outcome(itself).await;
    assert_eq!(refusal(own), why(Code::PermissionDenied, "NOT_YOUR_PART"));
    let once = pb::RecordObjectionOutcomeRequest {
        request_id: uuid::Uuid::now_v7().to_string(),
        ..outcome_of(&objected, 3, day(2025, 10, 20))
    };
    let request = path.office(once.clone());
    let granted = path.cases.record_objection_outcome(request).await.unwrap().into_inner();
    let request = path.office(once);
    assert_eq!(path.cases.record_objection_outcome(request).await.unwrap().into_inner(), granted);
    assert_eq!(
        (granted.stage(), granted.stage_since, granted.task()),
        (Stage::Tested, Some(day(2025, 11, 3)), Task::Place)
    );
    let decision = &granted.decisions[3];
    assert_eq!(
        (decision.answer.as_str(), decision.answered_on, decision.answer_document_number.as_str()),
        ("granted", Some(day(2025, 10, 20)), "12/BPASN/2025")
    );
    assert_eq!(decision.answer_reason, "Putusan badan pertimbangan");
    let request = path.office(outcome_of(&granted, 3, day(2025, 10, 20)));
    let twice = path.cases.record_objection_outcome(request).await;
    assert_eq!(refusal(twice), why(Code::FailedPrecondition, "DECISION_NOT_OBJECTIONABLE"));
    let request = path.office(pb::RecordObjectionOutcomeRequest::default());
    let refused = path.cases.record_objection_outcome(request).await.unwrap_err();
    let fields = ["name", "etag", "decision", "answer", "reason", "document_number", "answer_date"];
    assert_eq!(bad_fields(&refused), fields);
}

/// The superior of the plan left: the office names who warns, and coaches then.
#[tokio::test]
async fn the_office_names_who_warns_where_the_superior_left() {
    let mut path = Path::start().await;
    let year = path.team.rated(pb::Rating::Below).await;
    let accepted = path.team.accept("siti", &year).await.unwrap().into_inner();
    let rating = path.team.finalise(&accepted).await.unwrap().into_inner();
    let name = |warner: &str| pb::NameWarnerRequest {
        appraisal: rating.name.clone(),
        warner: warner.into(),
        request_id: String::new(),
    };
    let request = path.office(name(&servant("siti")));
    assert_eq!(refusal(path.cases.name_warner(request).await), why(Code::PermissionDenied, "NOT_YOUR_PART"));
    let request = path.office(name(&format!("{PARENT}/servants/{}", uuid::Uuid::now_v7())));
    assert_eq!(refusal(path.cases.name_warner(request).await), why(Code::NotFound, "SERVANT_NOT_FOUND"));
    let request = path.office(pb::NameWarnerRequest { request_id: "x".into(), ..Default::default() });
    let refused = path.cases.name_warner(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["appraisal", "warner", "request_id"]);
    let list = pb::ListImprovementProposalsRequest { parent: PARENT.into(), ..Default::default() };
    let request = path.office(list.clone());
    let proposals = path.cases.list_improvement_proposals(request).await.unwrap().into_inner().proposals;
    assert_eq!(proposals[0].warner, servant("budi"));
    let request = path.office(name(&servant("adi")));
    let named = path.cases.name_warner(request).await.unwrap().into_inner();
    assert_eq!((named.warner.as_str(), named.servant.as_str()), (servant("adi").as_str(), servant("siti").as_str()));
    let request = path.office(list);
    assert_eq!(path.cases.list_improvement_proposals(request).await.unwrap().into_inner().proposals, [named]);
    assert_eq!(refusal(path.warn("budi", &rating).await), why(Code::PermissionDenied, "NOT_YOUR_PART"));
    let warned = path.warn("adi", &rating).await.unwrap().into_inner();
    assert_eq!(warned.coach, servant("adi"));
    let request = path.office(name(&servant("budi")));
    assert_eq!(refusal(path.cases.name_warner(request).await), why(Code::AlreadyExists, "IMPROVEMENT_CASE_EXISTS"));
}

/// Notes are written in their months: nobody writes six at the end, and none is written over.
#[tokio::test]
async fn a_note_is_written_in_its_time_and_stays() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    let first = path.note(&coached, 1).await.unwrap().into_inner();
    let second = path.note(&first, 1).await.unwrap().into_inner();
    assert_eq!(second.notes.iter().map(|note| note.month).collect::<Vec<_>>(), [1, 1], "both stay");
    path.team.on("2025-04-23");
    let noted = path.note(&second, 2).await.unwrap().into_inner();
    path.team.on("2025-04-24");
    assert_eq!(refusal(path.note(&noted, 2).await), why(Code::FailedPrecondition, "NOTE_TOO_LATE"));
    path.team.on("2025-08-04");
    let mut case = path.note(&noted, 6).await.unwrap().into_inner();
    assert_eq!(refusal(path.judge(&case, false).await), why(Code::FailedPrecondition, "COACHING_NOTES_MISSING"));
    for (month, day) in [(7, "2025-08-20"), (8, "2025-09-20"), (9, "2025-10-20")] {
        path.team.on(day);
        case = path.note(&case, month).await.unwrap().into_inner();
    }
    let judged = path.judge(&case, false).await.unwrap().into_inner();
    assert_eq!(judged.stage(), Stage::CompetencyTest, "months after the last one stand in for those without a note");
}

/// Notes of coaching whose beginning an objection made void do not count for the coaching that begins anew.
#[tokio::test]
async fn coaching_that_begins_anew_needs_notes_of_its_own() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    let noted = path.note(&coached, 1).await.unwrap().into_inner();
    path.team.on("2025-02-20");
    let objected = path.object("siti", &noted, 1).await.unwrap().into_inner();
    let granted = path.answer(&objected, 1, true).await.unwrap().into_inner();
    assert_eq!(granted.stage(), Stage::Warned);
    let mut case = path.coach("budi", &granted).await.unwrap().into_inner();
    for month in 2..=6 {
        path.team.on(&format!("2025-{:02}-25", month + 1));
        case = path.note(&case, month).await.unwrap().into_inner();
    }
    path.team.on("2025-08-04");
    assert_eq!(refusal(path.judge(&case, false).await), why(Code::FailedPrecondition, "COACHING_NOTES_MISSING"));
    assert_eq!(case.notes.len(), 6, "what was noted before is still shown");
}

#[tokio::test]
async fn goals_lie_within_the_days_of_coaching() {
    let mut path = Path::start().await;
    let rating = path.low().await;
    path.team.on("2025-02-10");
    let warned = path.warn("budi", &rating).await.unwrap().into_inner();
    let goal = |due: Date| pb::ImprovementGoal { text: "Hadir tepat waktu".into(), due_date: Some(due) };
    let open = pb::OpenCoachingRequest {
        name: warned.name.clone(),
        etag: warned.etag.clone(),
        goals: vec![goal(day(2025, 2, 9)), goal(day(2025, 2, 10)), goal(day(2025, 7, 31)), goal(day(2025, 8, 1))],
        reason: "Rencana pembinaan Siti".into(),
        request_id: String::new(),
    };
    let request = path.person("budi", open);
    let refused = path.cases.open_coaching(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["goals[0].due_date", "goals[3].due_date"]);
}

/// Nobody could tell that it is not their own case.
#[tokio::test]
async fn accounts_that_are_nobody_take_no_step() {
    let mut path = Path::start().await;
    let low = path.low().await;
    let unlinked = why(Code::FailedPrecondition, "ACCOUNT_NOT_LINKED");
    assert_eq!(refusal(path.warn("nobody", &low).await), unlinked);
    let warned = path.warn("budi", &low).await.unwrap().into_inner();
    assert_eq!(refusal(path.coach("nobody", &warned).await), unlinked);
    let decline =
        pb::DeclineImprovementRequest { appraisal: low.name.clone(), reason: "x".into(), ..Default::default() };
    let request = path.team.evaluation.harness.request_as("nobody", AUTHORITY, &[TENANT], decline);
    assert_eq!(refusal(path.cases.decline_improvement(request).await), unlinked);
    let assign = pb::AssignCoachRequest {
        name: warned.name.clone(),
        etag: warned.etag.clone(),
        coach: servant("adi"),
        request_id: String::new(),
    };
    let request = path.team.evaluation.harness.request_as("nobody", HR, &[TENANT], assign);
    let refused = path.cases.assign_coach(request).await.unwrap_err();
    assert_eq!(reason(&refused), "ACCOUNT_NOT_LINKED");
}

/// Puts Siti among those who left, on 28 February 2025.
const GONE: &str = "WITH gone AS (
        UPDATE evaluation.servants SET left_date = '2025-02-28'
        WHERE servant = 'instansi/6571/servants/00000000-0000-0000-0000-000000000001' RETURNING 1)
    SELECT count(*) FROM gone";

/// What is due of who left stays as it stands, and is due no more.
#[tokio::test]
async fn nothing_is_due_of_who_left() {
    let mut path = Path::start().await;
    path.coached().await;
    path.team.on("2025-03-03");
    path.take(crate::disciplines::header(), crate::disciplines::rows("siti", &crate::disciplines::APART))
        .await
        .unwrap();
    path.open("siti").await.unwrap();
    let due =
        pb::ListImprovementCasesRequest { parent: PARENT.into(), due_by: Some(day(2026, 1, 1)), ..Default::default() };
    let cases =
        pb::ListDisciplineCasesRequest { parent: PARENT.into(), due_by: Some(day(2026, 1, 1)), ..Default::default() };
    for (gone, expected) in [(false, (1, 1, 1)), (true, (0, 0, 0))] {
        if gone {
            assert_eq!(path.team.evaluation.harness.number(GONE).await, 1);
        }
        let request = path.office(due.clone());
        let improvement = path.cases.list_improvement_cases(request).await.unwrap().into_inner().improvement_cases;
        let request = path.office(cases.clone());
        let discipline = path.disciplines.list_discipline_cases(request).await.unwrap().into_inner().discipline_cases;
        let found = path.findings(None).await;
        assert_eq!((improvement.len(), discipline.len(), found.len()), expected);
    }
    path.rating("adi", pb::Rating::Below, pb::Rating::Meets).await;
    let list = pb::ListImprovementProposalsRequest { parent: PARENT.into(), ..Default::default() };
    let request = path.office(list);
    assert_eq!(path.cases.list_improvement_proposals(request).await.unwrap().into_inner().proposals.len(), 1);
}
