//! The path after a low rating, walked to its ends.

use crate::{
    PARENT,
    improvement_world::{Path, day, position},
    skp_world::servant,
};
use contracts::evaluation::{
    events::v1::{CoachingClosed, CoachingOpened},
    v1::{self as pb, decide_placement_request::Outcome, improvement_case::Stage, improvement_case::Task},
};

impl Path {
    async fn proposals(&mut self) -> Vec<pb::ImprovementProposal> {
        let request = self.office(pb::ListImprovementProposalsRequest { parent: PARENT.into(), ..Default::default() });
        self.cases.list_improvement_proposals(request).await.unwrap().into_inner().proposals
    }

    async fn listed(&mut self, request: pb::ListImprovementCasesRequest) -> Vec<pb::ImprovementCase> {
        let request = self.office(pb::ListImprovementCasesRequest { parent: PARENT.into(), ..request });
        self.cases.list_improvement_cases(request).await.unwrap().into_inner().improvement_cases
    }
}

/// The vector of the reference: Kurang, final on 31 January 2025 → window until 31 July, test from 1 August on.
#[tokio::test]
async fn a_low_rating_is_proposed_coached_and_tested_from_its_day_on() {
    let mut path = Path::start().await;
    let rating = path.low().await;
    path.rating("adi", pb::Rating::Meets, pb::Rating::Meets).await;
    let proposals = path.proposals().await;
    assert_eq!(proposals.len(), 1, "a good rating is not proposed");
    assert_eq!(
        (proposals[0].appraisal.as_str(), proposals[0].predicate()),
        (rating.name.as_str(), pb::Predicate::Poor)
    );
    assert_eq!(proposals[0].warner, servant("budi"), "who rated warns");
    let (decided, due) = (proposals[0].final_date, proposals[0].due_date);
    assert_eq!((decided, due), (Some(day(2025, 1, 31)), Some(day(2025, 3, 2))));
    path.team.on("2025-02-03");
    let warned = path.warn("budi", &rating).await.unwrap().into_inner();
    assert_eq!(
        (warned.stage(), warned.task(), warned.due_date),
        (Stage::Warned, Task::OpenCoaching, Some(day(2025, 2, 17)))
    );
    assert_eq!((warned.servant.as_str(), warned.year), (servant("siti").as_str(), 2024));
    assert!(path.proposals().await.is_empty(), "it is decided about");
    path.team.on("2025-02-10");
    let coached = path.coach("budi", &warned).await.unwrap().into_inner();
    assert_eq!((coached.coaching_start, coached.coaching_end), (Some(day(2025, 2, 10)), Some(day(2025, 7, 31))));
    assert_eq!(coached.test_date, Some(day(2025, 8, 1)));
    assert_eq!((coached.task(), coached.ruleset.as_str()), (Task::Judge, "improvement-pp-30-2019"));
    assert_eq!(
        (coached.goals[0].text.as_str(), coached.goals[0].due_date),
        ("Hadir tepat waktu", Some(day(2025, 7, 31)))
    );
    let case = path.noted(coached).await;
    path.team.on("2025-08-04");
    let judged = path.judge(&case, false).await.unwrap().into_inner();
    assert_eq!(
        (judged.stage(), judged.task(), judged.due_date),
        (Stage::CompetencyTest, Task::TakeTest, Some(day(2025, 10, 3)))
    );
    let months: Vec<i32> = judged.notes.iter().map(|note| note.month).collect();
    assert_eq!((months, judged.notes[2].text.as_str()), (vec![1, 2, 3, 4, 5, 6], "Bulan 3 bersama Siti"));
    assert_eq!(path.get(&judged).await, judged);
    let officials: Vec<_> = judged.decisions.iter().map(|one| (one.kind.as_str(), one.official.as_str())).collect();
    let rater = "Pejabat Penilai Kinerja";
    assert_eq!(officials, [("warn", rater), ("coach", rater), ("not_improved", rater)]);
    assert_eq!(judged.decisions[0].reason, "Siti sering terlambat");
}

#[tokio::test]
async fn coaching_is_told_when_it_begins_and_ends_but_not_why() {
    let mut path = Path::start().await;
    let judged = path.not_improved().await;
    let events = path.team.evaluation.harness.published(3).await;
    let opened: CoachingOpened = events[1].as_message().unwrap().unwrap();
    let expected = CoachingOpened {
        improvement_case: judged.name.clone(),
        version: 2,
        servant: servant("siti"),
        start_date: Some(day(2025, 2, 10)),
        end_date: Some(day(2025, 7, 31)),
    };
    assert_eq!(opened, expected);
    let closed: CoachingClosed = events[2].as_message().unwrap().unwrap();
    let date = Some(day(2025, 8, 4));
    let expected = CoachingClosed { improvement_case: judged.name, version: 9, servant: servant("siti"), date };
    assert_eq!(closed, expected);
}

#[tokio::test]
async fn who_improved_is_through() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    path.team.on("2025-05-12");
    let improved = path.judge(&coached, true).await.unwrap().into_inner();
    assert_eq!((improved.stage(), improved.task(), improved.due_date), (Stage::Improved, Task::Unspecified, None));
}

#[tokio::test]
async fn the_test_leads_to_another_post() {
    for (suited, outcome, stage) in [
        (pb::SuitedFor::Equal, Outcome::EqualMove, Stage::EqualMove),
        (pb::SuitedFor::Lower, Outcome::LowerPost, Stage::LowerPost),
    ] {
        let mut path = Path::start().await;
        let judged = path.not_improved().await;
        path.team.on("2025-08-25");
        let tested = path.test(&judged, suited, day(2025, 8, 20)).await.unwrap().into_inner();
        assert_eq!((tested.stage(), tested.task(), tested.suited_for()), (Stage::Tested, Task::Place, suited));
        let placed = path.place(&tested, outcome, &position()).await.unwrap().into_inner();
        assert_eq!((placed.stage(), placed.decisions[3].position.as_str()), (stage, position().as_str()));
        assert_eq!(placed.decisions[3].official, "Pejabat Pembina Kepegawaian");
    }
}

#[tokio::test]
async fn who_waits_a_year_in_vain_can_be_dismissed() {
    let mut path = Path::start().await;
    let judged = path.not_improved().await;
    path.team.on("2025-08-25");
    let tested = path.test(&judged, pb::SuitedFor::None, day(2025, 8, 20)).await.unwrap().into_inner();
    let waiting = path.place(&tested, Outcome::Wait, "").await.unwrap().into_inner();
    assert_eq!(
        (waiting.stage(), waiting.wait_until, waiting.due_date),
        (Stage::Waiting, Some(day(2026, 8, 25)), Some(day(2026, 8, 25)))
    );
    path.team.on("2026-08-26");
    let dismissed = path.place(&waiting, Outcome::Dismiss, "").await.unwrap().into_inner();
    assert_eq!((dismissed.stage(), dismissed.task()), (Stage::Dismissed, Task::Unspecified));
}

#[tokio::test]
async fn an_objection_is_answered_before_anything_else_and_leads_back_if_granted() {
    let mut path = Path::start().await;
    let judged = path.not_improved().await;
    path.team.on("2025-08-10");
    let objected = path.object("siti", &judged, 2).await.unwrap().into_inner();
    assert_eq!((objected.task(), objected.due_date), (Task::DecideObjection, Some(day(2025, 8, 31))));
    let refused = path.test(&objected, pb::SuitedFor::Equal, day(2025, 8, 9)).await.unwrap_err();
    assert_eq!(platform::testing::reason(&refused), "DECISION_OBJECTED");
    let granted = path.answer(&objected, 2, true).await.unwrap().into_inner();
    assert_eq!((granted.stage(), granted.task()), (Stage::Coaching, Task::Judge));
    let decision = &granted.decisions[2];
    assert_eq!((decision.answer.as_str(), decision.answered_on), ("granted", Some(day(2025, 8, 10))));
    assert_eq!(
        (decision.objection.as_str(), decision.answer_reason.as_str()),
        ("Saya sakit pada bulan itu", "Surat dokter diterima")
    );
    let events = path.team.evaluation.harness.published(4).await;
    let again: CoachingOpened = events[3].as_message().unwrap().unwrap();
    assert_eq!((again.version, again.improvement_case), (11, granted.name));
}

#[tokio::test]
async fn a_warning_that_was_wrong_ends_the_case() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    let objected = path.object("siti", &coached, 0).await.unwrap().into_inner();
    let granted = path.answer(&objected, 0, true).await.unwrap().into_inner();
    assert_eq!((granted.stage(), granted.coaching_end, granted.task()), (Stage::Withdrawn, None, Task::Unspecified));
    assert_eq!(granted.decisions.iter().map(|one| one.overtaken).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn the_authority_can_decide_that_nothing_follows() {
    let mut path = Path::start().await;
    let rating = path.low().await;
    let request = pb::DeclineImprovementRequest {
        appraisal: rating.name.clone(),
        reason: "Siti dirawat enam bulan".into(),
        document_number: String::new(),
        request_id: String::new(),
    };
    let request = path.authority(request);
    let declined = path.cases.decline_improvement(request).await.unwrap().into_inner();
    assert_eq!((declined.stage(), declined.task()), (Stage::Declined, Task::Unspecified));
    assert!(path.proposals().await.is_empty());
    let again = path.warn("budi", &rating).await.unwrap_err();
    assert_eq!(platform::testing::reason(&again), "IMPROVEMENT_CASE_EXISTS");
}

#[tokio::test]
async fn cases_are_listed_by_servant_stage_and_day() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    let other = path.rating("adi", pb::Rating::Below, pb::Rating::Meets).await;
    path.team.on("2025-02-03");
    path.warn("budi", &other).await.unwrap();
    let names = |cases: &[pb::ImprovementCase]| cases.iter().map(|one| one.servant.clone()).collect::<Vec<_>>();
    let siti = path.listed(pb::ListImprovementCasesRequest { servant: servant("siti"), ..Default::default() }).await;
    assert_eq!((names(&siti), siti[0].goals.is_empty()), (vec![servant("siti")], true), "lists leave texts out");
    let request = pb::ListImprovementCasesRequest { stage: Stage::Warned.into(), ..Default::default() };
    assert_eq!(names(&path.listed(request).await), [servant("adi")]);
    let request = pb::ListImprovementCasesRequest { due_by: Some(day(2025, 2, 17)), ..Default::default() };
    assert_eq!(names(&path.listed(request).await), [servant("adi")]);
    let mut request = pb::ListImprovementCasesRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let first = path.office(request.clone());
    let first = path.cases.list_improvement_cases(first).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let rest = path.office(request);
    let rest = path.cases.list_improvement_cases(rest).await.unwrap().into_inner();
    assert_eq!(
        (first.improvement_cases.len(), rest.improvement_cases.len(), rest.next_page_token.as_str()),
        (1, 1, "")
    );
    assert_ne!(first.improvement_cases[0].name, rest.improvement_cases[0].name);
    assert!(first.improvement_cases.iter().chain(&rest.improvement_cases).any(|one| one.name == coached.name));
}

#[tokio::test]
async fn people_see_their_own_cases_and_those_that_they_coach() {
    let mut path = Path::start().await;
    let coached = path.coached().await;
    let assign = pb::AssignCoachRequest {
        name: coached.name.clone(),
        etag: coached.etag.clone(),
        coach: servant("budi"),
        request_id: String::new(),
    };
    let request = path.office(assign);
    let assigned = path.cases.assign_coach(request).await.unwrap().into_inner();
    assert_eq!(assigned.coach, servant("budi"));
    for who in ["siti", "budi"] {
        let request = path.person(who, pb::GetMyImprovementCaseRequest { name: coached.name.clone() });
        assert_eq!(path.cases.get_my_improvement_case(request).await.unwrap().into_inner(), assigned);
        let mine = pb::ListMyImprovementCasesRequest { parent: PARENT.into(), ..Default::default() };
        let request = path.person(who, mine);
        let mine = path.cases.list_my_improvement_cases(request).await.unwrap().into_inner();
        assert_eq!(mine.improvement_cases.len(), 1, "{who}");
    }
    let request = path.person("adi", pb::GetMyImprovementCaseRequest { name: coached.name.clone() });
    let hidden = path.cases.get_my_improvement_case(request).await.unwrap_err();
    assert_eq!(platform::testing::reason(&hidden), "IMPROVEMENT_CASE_NOT_FOUND");
    let mine = pb::ListMyImprovementCasesRequest { parent: PARENT.into(), ..Default::default() };
    let request = path.person("adi", mine);
    assert!(path.cases.list_my_improvement_cases(request).await.unwrap().into_inner().improvement_cases.is_empty());
    let by_adi = path.coach("adi", &assigned).await.unwrap_err();
    assert_eq!(platform::testing::reason(&by_adi), "NOT_YOUR_PART");
}
