//! Follow-up of how the newly appointed settle in.

use crate::{
    HR,
    first_year::{ASPECTS, Answer, FirstYear, absent, answers, date, instansi},
    record::told,
    training_world::{DICTIONARY, refusal},
};
use contracts::career::{
    events::v1::{FollowUpAnswered, follow_up_answered},
    v1 as pb,
};
use pb::follow_up_side::Side;
use platform::{
    Event,
    testing::{TENANT, bad_fields},
};
use tonic::Code;
use uuid::Uuid;

const RATER: &[&str] = &["rater"];
const SERVANT: &[&str] = &["servant"];

impl FirstYear {
    async fn rate(&mut self, message: pb::RecordFollowUpRequest) -> Answer<pb::FollowUp> {
        self.superior().await;
        self.adaptations.record_follow_up(self.career.harness.request(RATER, message)).await
    }

    async fn submit(&mut self, subject: &str, message: pb::SubmitFollowUpRequest) -> Answer<pb::FollowUp> {
        let request = self.career.harness.request_as(subject, SERVANT, &[TENANT], message);
        self.adaptations.submit_follow_up(request).await
    }

    async fn due(&mut self, message: pb::ListDueFollowUpsRequest) -> pb::ListDueFollowUpsResponse {
        let request = self.career.harness.request(HR, message);
        self.adaptations.list_due_follow_ups(request).await.unwrap().into_inner()
    }

    async fn needs(&mut self, message: pb::ListAdaptationNeedsRequest) -> pb::ListAdaptationNeedsResponse {
        let request = self.career.harness.request(HR, message);
        self.adaptations.list_adaptation_needs(request).await.unwrap().into_inner()
    }

    async fn resolve(&mut self, need: &pb::AdaptationNeed) -> Answer<pb::AdaptationNeed> {
        let (name, etag) = (need.name.clone(), need.etag.clone());
        let message =
            pb::ResolveAdaptationNeedRequest { name, etag, outcome: "dibimbing".into(), ..Default::default() };
        self.adaptations.resolve_adaptation_need(self.career.harness.request(HR, message)).await
    }
}

fn rating(servant: &pb::Servant, months: i32, level: i32) -> pb::RecordFollowUpRequest {
    pb::RecordFollowUpRequest {
        servant: servant.name.clone(),
        months,
        answers: answers(level),
        remark: "masih canggung melayani warga".into(),
        needs: Vec::new(),
        request_id: String::new(),
    }
}

fn own(servant: &pb::Servant, months: i32) -> pb::SubmitFollowUpRequest {
    pb::SubmitFollowUpRequest {
        servant: servant.name.clone(),
        months,
        answers: answers(4),
        remark: "perlu bimbingan aplikasi".into(),
        request_id: String::new(),
    }
}

/// What the other services heard of answers, oldest first.
async fn answers_told(year: &mut FirstYear) -> Vec<FollowUpAnswered> {
    let events = year.career.harness.published(1).await;
    events.iter().filter_map(Event::as_message).map(Result::unwrap).collect()
}

fn due_on(day: Option<contracts::google::r#type::Date>) -> pb::ListDueFollowUpsRequest {
    pb::ListDueFollowUpsRequest { parent: instansi(), day, ..Default::default() }
}

/// Three, six and twelve months after the first day on the first post.
#[tokio::test]
async fn follow_ups_fall_due_and_are_answered_by_both_sides() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    year.link(&servant, "siti").await;
    assert!(year.due(due_on(date(2025, 7, 31))).await.follow_ups.is_empty());
    let due = year.due(due_on(date(2026, 5, 1))).await;
    let months: Vec<_> = due.follow_ups.iter().map(|one| (one.months, one.due_date)).collect();
    assert_eq!(months, [(3, date(2025, 8, 1)), (6, date(2025, 11, 1)), (12, date(2026, 5, 1))]);
    assert_eq!(due.ruleset, "onboarding-pp-11-2017");
    let early = year.rate(rating(&servant, 3, 4)).await.unwrap_err();
    assert_eq!(told(&early, "date"), "2025-08-01");
    assert_eq!(refusal::<()>(Err(early)), (Code::FailedPrecondition, "FOLLOW_UP_NOT_DUE".into()));
    year.on("2025-08-01");
    let message = pb::RecordFollowUpRequest { request_id: Uuid::now_v7().to_string(), ..rating(&servant, 3, 4) };
    let rated = year.rate(message.clone()).await.unwrap().into_inner();
    assert_eq!((rated.sides.len(), rated.sides[0].side()), (1, Side::Rater));
    assert_eq!(rated.sides[0].remark, "masih canggung melayani warga");
    assert_eq!(year.rate(message).await.unwrap().into_inner(), rated, "a replay answers the same");
    let answered = answers_told(&mut year).await;
    let told = (answered[0].side(), answered[0].levels.len(), answered[0].levels[0].level, answered[0].lacks.len());
    assert_eq!((answered.len(), told), (1, (follow_up_answered::Side::Rater, ASPECTS.len(), 4, 0)));
    assert_eq!((&answered[0].servant, &answered[0].follow_up), (&servant.name, &rated.name));
    let twice = year.rate(rating(&servant, 3, 2)).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "FOLLOW_UP_ANSWERED".into()));
    let waiting = year.due(due_on(None)).await.follow_ups;
    assert_eq!((waiting.len(), waiting[0].rater_answered, waiting[0].servant_answered), (1, true, false));
    let submitted = year.submit("siti", own(&servant, 3)).await.unwrap().into_inner();
    assert_eq!((submitted.name.as_str(), submitted.sides.len()), (rated.name.as_str(), 1));
    assert_eq!(submitted.sides[0].side(), Side::Servant, "the rater's side is not shown");
    let answered = answers_told(&mut year).await;
    assert_eq!((answered.len(), answered[1].side()), (2, follow_up_answered::Side::Servant), "each side is told once");
    assert_eq!(refusal(year.submit("siti", own(&servant, 3)).await).1, "FOLLOW_UP_ANSWERED");
    assert!(year.due(due_on(None)).await.follow_ups.is_empty());
    let list = pb::ListFollowUpsRequest { parent: instansi(), servant: servant.name.clone(), ..Default::default() };
    let list = year.adaptations.list_follow_ups(year.career.harness.request(HR, list)).await.unwrap().into_inner();
    let sides: Vec<Side> = list.follow_ups[0].sides.iter().map(pb::FollowUpSide::side).collect();
    assert_eq!((sides, list.follow_ups[0].sides[1].answers.len()), (vec![Side::Rater, Side::Servant], ASPECTS.len()));
    let plain = "SELECT count(*) FROM career.adaptation_sides AS one WHERE one::text LIKE '%bimbingan%'";
    assert_eq!(year.number(plain).await, 0);
    assert!(
        year.needs(pb::ListAdaptationNeedsRequest { parent: instansi(), ..Default::default() }).await.needs.is_empty()
    );
}

#[tokio::test]
async fn what_is_lacking_is_a_need_and_a_named_competency_opens_a_gap() {
    let mut year = FirstYear::start().await;
    year.career.position_defined(1, "administrator").await;
    let servant = year.civil_servant().await;
    year.on("2025-08-01");
    let mut message = rating(&servant, 3, 4);
    message.answers[0].level = 2;
    message.answers[4].level = 1;
    let competency = Some(pb::SeenCompetency { dictionary: DICTIONARY.into(), code: "M3".into(), level: 2 });
    message.needs = vec![pb::Lack { aspect: "service".into(), text: "latihan komunikasi".into(), competency }];
    year.rate(message).await.unwrap();
    let lacks = answers_told(&mut year).await.remove(0).lacks;
    let lack = |aspect: &str, level, dictionary: &str, code: &str| {
        let (aspect, dictionary, code) = (aspect.into(), dictionary.into(), code.into());
        follow_up_answered::Lack { aspect, level, dictionary, code }
    };
    assert_eq!(
        lacks,
        [lack("service", 1, DICTIONARY, "M3"), lack("tasks", 2, "", "")],
        "told without a word of the text"
    );
    let all = pb::ListAdaptationNeedsRequest { parent: instansi(), page_size: 1, ..Default::default() };
    let first = year.needs(all.clone()).await;
    let rest = pb::ListAdaptationNeedsRequest { page_token: first.next_page_token.clone(), ..all.clone() };
    let rest = year.needs(rest).await;
    assert_eq!((first.needs.len(), rest.needs.len(), rest.next_page_token.as_str()), (1, 1, ""));
    let (named, low) = (&first.needs[0], &rest.needs[0]);
    assert_eq!((named.aspect.as_str(), named.level, named.text.as_str()), ("service", 1, "latihan komunikasi"));
    assert_eq!((low.aspect.as_str(), low.level, low.text.as_str()), ("tasks", 2, ""));
    assert_eq!((low.competency.clone(), named.competency.as_ref().map(|seen| seen.level)), (None, Some(2)));
    let evidence =
        "SELECT count(*) FROM career.competency_evidence WHERE kind = 'observed' AND code = 'M3' AND level = 2
                    AND reference LIKE '%/followUps/%'";
    let gaps = "SELECT count(*) FROM career.competency_gaps WHERE code = 'M3' AND standard = 3 AND achieved = 2
                AND close_date IS NULL";
    assert_eq!((year.number(evidence).await, year.number(gaps).await), (1, 1));
    let plain = "SELECT count(*) FROM career.adaptation_needs AS one WHERE one::text LIKE '%komunikasi%'";
    assert_eq!(year.number(plain).await, 0);
    let resolved = year.resolve(low).await.unwrap().into_inner();
    assert_eq!((resolved.outcome.as_str(), resolved.resolve_time.is_some()), ("dibimbing", true));
    assert_eq!(refusal(year.resolve(low).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert_eq!(refusal(year.resolve(&resolved).await), (Code::FailedPrecondition, "ADAPTATION_NEED_RESOLVED".into()));
    let open = pb::ListAdaptationNeedsRequest { servant: servant.name, open_only: true, page_size: 0, ..all };
    let open = year.needs(open).await.needs;
    assert_eq!((open.len(), open[0].name.as_str()), (1, named.name.as_str()));
    let absent = pb::AdaptationNeed { name: absent("adaptationNeeds"), ..resolved };
    assert_eq!(refusal(year.resolve(&absent).await), (Code::NotFound, "ADAPTATION_NEED_NOT_FOUND".into()));
}

/// An assessment measured more than the rater sees: no gap opens, so the need opens an item of the plan itself.
#[tokio::test]
async fn a_need_that_no_gap_stands_for_opens_an_item_of_the_plan() {
    let mut year = FirstYear::start().await;
    year.career.position_defined(1, "administrator").await;
    let servant = year.civil_servant().await;
    let measured = pb::RecordEvidenceRequest { code: "M3".into(), ..crate::competency_evidence::assessed(&servant, 3) };
    year.career.evidence_recorded(measured.clone()).await.unwrap();
    year.on("2025-08-01");
    let mut message = rating(&servant, 3, 4);
    message.answers[0].level = 2;
    let competency = Some(pb::SeenCompetency { dictionary: DICTIONARY.into(), code: "M3".into(), level: 1 });
    message.needs = vec![pb::Lack { aspect: "service".into(), text: String::new(), competency }];
    year.rate(message).await.unwrap();
    assert_eq!(year.number("SELECT count(*) FROM career.competency_gaps").await, 0, "assessed 3, seen 1");
    let items =
        "SELECT count(*) FROM career.development_items WHERE need_id IS NOT NULL AND state = 'proposed' AND kind = 24";
    assert_eq!(year.number(items).await, 2);
    let named = "SELECT count(*) FROM career.development_items WHERE code = 'M3' AND target = 2";
    assert_eq!(year.number(named).await, 1);
    let all = pb::ListAdaptationNeedsRequest { parent: instansi(), open_only: true, ..Default::default() };
    let needs = year.needs(all.clone()).await.needs;
    let aspect = needs.iter().find(|one| one.competency.is_none()).unwrap().clone();
    year.on("2025-09-01");
    let day = date(2025, 9, 1);
    let kind = pb::competency_evidence::Kind::Training.into();
    let trained = pb::RecordEvidenceRequest { kind, level: 2, date: day, ..measured };
    year.career.evidence_recorded(trained).await.unwrap();
    let open = year.needs(all.clone()).await.needs;
    assert_eq!(open, std::slice::from_ref(&aspect), "the training resolved the other one");
    year.resolve(&aspect).await.unwrap();
    let achieved =
        "SELECT count(*) FROM career.development_items WHERE state = 'achieved' AND close_date = '2025-09-01'";
    assert_eq!(year.number(achieved).await, 2);
}

#[tokio::test]
async fn nobody_rates_themselves_or_answers_for_somebody_else() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    year.on("2025-08-01");
    let stranger = year.submit("budi", own(&servant, 3)).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    year.link(&servant, "tester").await;
    let myself = year.rate(rating(&servant, 3, 5)).await;
    assert_eq!(refusal(myself), (Code::FailedPrecondition, "OWN_FOLLOW_UP".into()));
    year.link(&servant, "siti").await;
    let nobody = pb::Servant { name: absent("servants"), ..servant.clone() };
    assert_eq!(refusal(year.rate(rating(&nobody, 3, 4)).await).1, "SERVANT_NOT_FOUND");
    let mut unknown = rating(&servant, 3, 4);
    let competency = Some(pb::SeenCompetency { dictionary: "x".into(), code: "M3".into(), level: 2 });
    unknown.needs = vec![pb::Lack { aspect: "tasks".into(), text: String::new(), competency }];
    assert_eq!(bad_fields(&year.rate(unknown).await.unwrap_err()), ["needs[0].competency.code"]);
    assert_eq!(year.number("SELECT count(*) FROM career.adaptation_follow_ups").await, 0, "nothing is half kept");
    sqlx::query("DELETE FROM career.onboarding_tasks").execute(&year.career.harness.pool).await.unwrap();
    sqlx::query("DELETE FROM career.onboardings").execute(&year.career.harness.pool).await.unwrap();
    let closed = year.rate(rating(&servant, 3, 4)).await;
    assert_eq!(refusal(closed), (Code::FailedPrecondition, "ONBOARDING_STATE".into()));
    year.leave(&servant).await;
    assert_eq!(refusal(year.submit("siti", own(&servant, 3)).await).1, "ONBOARDING_STATE");
}

#[tokio::test]
async fn follow_ups_are_listed_in_pages() {
    let mut year = FirstYear::start().await;
    let (first, second) = (year.civil_servant().await, year.employee().await);
    let mut request = pb::ListDueFollowUpsRequest { page_size: 4, ..due_on(date(2026, 5, 1)) };
    let page = year.due(request.clone()).await;
    request.page_token = page.next_page_token;
    let rest = year.due(request).await;
    let months: Vec<i32> = page.follow_ups.iter().chain(&rest.follow_ups).map(|one| one.months).collect();
    assert_eq!((months, rest.next_page_token.as_str()), (vec![3, 3, 6, 6, 12, 12], ""));
    year.on("2025-08-01");
    year.rate(rating(&first, 3, 4)).await.unwrap();
    year.rate(rating(&second, 3, 4)).await.unwrap();
    let all = pb::ListFollowUpsRequest { parent: instansi(), page_size: 1, ..Default::default() };
    let request = year.career.harness.request(HR, all.clone());
    let page = year.adaptations.list_follow_ups(request).await.unwrap().into_inner();
    let rest = pb::ListFollowUpsRequest { page_token: page.next_page_token, ..all };
    let rest = year.adaptations.list_follow_ups(year.career.harness.request(HR, rest)).await.unwrap().into_inner();
    assert_eq!((rest.follow_ups.len(), rest.next_page_token.as_str()), (1, ""));
    year.leave(&second).await;
    assert_eq!(year.due(due_on(None)).await.follow_ups.len(), 1, "who left is not followed");
}

#[tokio::test]
async fn all_violations_of_follow_ups_are_told_at_once() {
    let mut year = FirstYear::start().await;
    let mut wrong = pb::RecordFollowUpRequest { answers: answers(3), ..Default::default() };
    wrong.answers[0].level = 6;
    wrong.answers[1].aspect = String::new();
    wrong.remark = "x".repeat(4_001);
    let competency = Some(pb::SeenCompetency::default());
    wrong.needs = vec![pb::Lack::default(), pb::Lack { aspect: "tasks".into(), text: String::new(), competency }];
    let expected = [
        "servant",
        "answers[0].level",
        "answers[1].aspect",
        "remark",
        "needs[0].aspect",
        "needs[0].text",
        "needs[1].competency.dictionary",
        "needs[1].competency.code",
        "needs[1].competency.level",
    ];
    assert_eq!(bad_fields(&year.rate(wrong).await.unwrap_err()), expected);
    let lack = pb::Lack { aspect: "tasks".into(), text: "x".into(), competency: None };
    let many = pb::RecordFollowUpRequest {
        answers: vec![pb::AspectAnswer::default(); 101],
        needs: vec![lack; 21],
        ..Default::default()
    };
    assert_eq!(bad_fields(&year.rate(many).await.unwrap_err()), ["servant", "answers", "needs"]);
    let wrong = pb::SubmitFollowUpRequest { request_id: "x".into(), ..Default::default() };
    assert_eq!(bad_fields(&year.submit("siti", wrong).await.unwrap_err()), ["servant", "request_id"]);
    let wrong = pb::ListFollowUpsRequest { page_size: -1, servant: "x".into(), ..Default::default() };
    let wrong = year.adaptations.list_follow_ups(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["parent", "page_size", "servant"]);
    let wrong = pb::ListAdaptationNeedsRequest { page_size: -1, servant: "x".into(), ..Default::default() };
    let wrong = year.adaptations.list_adaptation_needs(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["parent", "page_size", "servant"]);
    let wrong = year.career.harness.request(HR, pb::ResolveAdaptationNeedRequest::default());
    let wrong = year.adaptations.resolve_adaptation_need(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["name", "etag", "outcome"]);
}

#[tokio::test]
async fn answers_are_those_the_ruleset_asks_for() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    year.on("2025-08-01");
    let mut wrong = rating(&servant, 4, 3);
    wrong.answers[1].aspect = "dance".into();
    wrong.answers[2].aspect = "tasks".into();
    wrong.needs = vec![pb::Lack { aspect: "x".into(), text: "x".into(), competency: None }];
    let expected = ["months", "answers[1].aspect", "answers[2].aspect", "answers", "needs[0].aspect"];
    assert_eq!(bad_fields(&year.rate(wrong).await.unwrap_err()), expected);
    let silent = pb::RecordFollowUpRequest { answers: Vec::new(), ..rating(&servant, 3, 3) };
    assert_eq!(bad_fields(&year.rate(silent).await.unwrap_err()), ["answers"]);
}

#[tokio::test]
async fn a_rater_answers_for_the_own_unit_and_those_below_it() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    year.superior().await;
    year.on("2025-08-01");
    let stranger = year.career.harness.request_as("budi", RATER, &[TENANT], rating(&servant, 3, 4));
    let stranger = year.adaptations.record_follow_up(stranger).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    let elsewhere = "WITH other AS (INSERT INTO career.positions (position, instansi, version, title, unit, unit_path)
                                    VALUES ('other', '6571', 1, 'Kepala', 'other', 'Dinas') RETURNING position)
                     UPDATE career.placements SET position = 'other' FROM career.servants AS person
                     WHERE person.servant_id = placements.servant_id AND person.account = 'tester'";
    sqlx::query(elsewhere).execute(&year.career.harness.pool).await.unwrap();
    assert_eq!(refusal(year.rate(rating(&servant, 3, 4)).await).1, "SERVANT_NOT_FOUND");
    let below = "UPDATE career.positions SET unit_path = 'Dinas | Bidang' WHERE position <> 'other'";
    sqlx::query(below).execute(&year.career.harness.pool).await.unwrap();
    year.rate(rating(&servant, 3, 4)).await.unwrap();
    let office = year.career.harness.request(HR, rating(&servant, 3, 4));
    assert_eq!(year.adaptations.record_follow_up(office).await.unwrap_err().code(), Code::PermissionDenied);
}
