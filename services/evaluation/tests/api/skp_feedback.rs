//! Feedback from all sides: who gives it, what the rated person sees of whom.

use crate::{
    PARENT,
    skp_world::{Answer, Team, by, refusal, servant},
};
use contracts::evaluation::v1 as pb;
use pb::skp_feedback::Relation;
use platform::testing::bad_fields;
use std::collections::BTreeSet;
use tonic::Code;
use uuid::Uuid;

fn value(value: pb::CoreValue, rating: pb::Rating) -> pb::CoreValueRating {
    pb::CoreValueRating { value: value.into(), rating: rating.into() }
}

fn say(text: &str) -> pb::GiveSkpFeedbackRequest {
    pb::GiveSkpFeedbackRequest {
        parent: PARENT.into(),
        servant: servant("siti"),
        year: 2025,
        text: text.into(),
        values: vec![value(pb::CoreValue::Harmonious, pb::Rating::Above)],
        request_id: String::new(),
    }
}

impl Team {
    async fn tell(&mut self, who: &str, text: &str) -> Answer<pb::SkpFeedback> {
        self.feedback.give_skp_feedback(by!(self, who, say(text))).await
    }

    async fn told(&mut self) -> pb::ListSkpFeedbackResponse {
        let request = pb::ListMySkpFeedbackRequest { parent: PARENT.into(), year: 2025, ..Default::default() };
        self.feedback.list_my_skp_feedback(by!(self, "siti", request)).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn superior_peers_and_subordinates_are_heard_and_nobody_else() {
    let mut team = Team::start().await;
    team.agreed().await;
    team.draft("adi", "budi").await;
    team.draft("ani", "siti").await;
    for (who, relation) in [("budi", Relation::Superior), ("adi", Relation::Peer), ("ani", Relation::Subordinate)] {
        let given = team.tell(who, "Terima kasih").await.unwrap().into_inner();
        assert_eq!((given.relation(), given.giver), (relation, servant(who)), "who gives sees what was given");
    }
    for who in ["dewi", "siti"] {
        let refused = team.tell(who, "Terima kasih").await;
        assert_eq!(refusal(refused), (Code::PermissionDenied, "FEEDBACK_GIVER".into()), "{who}");
    }
}

#[tokio::test]
async fn the_rated_person_sees_what_was_said_and_of_whom_as_the_rules_allow() {
    let mut team = Team::start().await;
    team.agreed().await;
    team.draft("adi", "budi").await;
    team.tell("budi", "Laporan rapi").await.unwrap();
    team.tell("adi", "Mudah diajak bicara").await.unwrap();
    let told = team.told().await;
    let seen: Vec<_> = told.feedback.iter().map(|one| (one.text.as_str(), one.giver.clone(), one.relation())).collect();
    // One colleague alone would be known by what was said.
    assert_eq!(seen, [("Laporan rapi", servant("budi"), Relation::Superior)]);
    assert!(told.held_back, "that there is more is said");
    assert!(told.feedback[0].create_time.is_some());
    for who in ["ani", "dewi"] {
        let request = team.hr(pb::CreateSkpPlanRequest { appeal_to: servant("adi"), ..Team::create(who, "budi") });
        team.plans.create_skp_plan(request).await.unwrap();
    }
    team.tell("ani", "Sabar").await.unwrap();
    assert_eq!(team.told().await.feedback.len(), 1, "two are still too few");
    let plain = "SELECT count(*) FROM evaluation.skp_feedback WHERE position('rapi'::bytea IN text_sealed) > 0";
    assert_eq!(team.evaluation.harness.number(plain).await, 0);
}

#[tokio::test]
async fn all_sides_are_summed_and_small_hidden_ones_held_back() {
    let mut team = Team::start().await;
    let plan = team.agreed().await;
    for who in ["adi", "ani"] {
        team.draft(who, "budi").await;
        team.tell(who, "Baik").await.unwrap();
    }
    team.tell("budi", "Baik").await.unwrap();
    let mine = || pb::SumMySkpFeedbackRequest { parent: PARENT.into(), year: 2025 };
    let sum = team.feedback.sum_my_skp_feedback(by!(team, "siti", mine())).await.unwrap().into_inner();
    assert_eq!((sum.sides.len(), sum.held_back), (1, true), "two colleagues are too few");
    let superior = &sum.sides[0];
    assert_eq!((superior.relation(), superior.givers), (Relation::Superior, 1));
    assert_eq!((superior.values[0].value(), superior.values[0].above), (pb::CoreValue::Harmonious, 1));
    // A third colleague makes the side large enough.
    team.evaluation.appointed(6).await;
    let third = crate::appointment(6).servant;
    let link = pb::LinkServantAccountRequest {
        parent: PARENT.into(),
        servant: third.clone(),
        account: "rina".into(),
        request_id: String::new(),
    };
    let link = team.hr(link);
    team.accounts.link_servant_account(link).await.unwrap();
    let draft = team.hr(pb::CreateSkpPlanRequest { servant: third, ..Team::create("siti", "budi") });
    team.plans.create_skp_plan(draft).await.unwrap();
    team.tell("rina", "Baik").await.unwrap();
    let alone = vec![value(pb::CoreValue::Adaptive, pb::Rating::Below)];
    let alone = pb::GiveSkpFeedbackRequest { values: alone, ..say("Kaku") };
    for _ in 0..3 {
        team.feedback.give_skp_feedback(by!(team, "rina", alone.clone())).await.unwrap();
    }
    let told = team.told().await;
    assert!(told.held_back, "what one person alone rated is held back here too");
    let adaptive = |one: &pb::SkpFeedback| one.values.iter().any(|rated| rated.value() == pb::CoreValue::Adaptive);
    assert!(!told.feedback.iter().any(adaptive));
    assert_eq!(told.feedback.iter().filter(|one| !one.values.is_empty()).count(), 4, "what enough people rated stays");
    let hidden: Vec<_> = told.feedback.iter().filter(|one| one.relation() == Relation::Peer).collect();
    assert_eq!((hidden.len(), hidden.iter().all(|one| one.giver.is_empty() && one.create_time.is_none())), (6, true));
    let request = pb::SumTeamSkpFeedbackRequest { skp_plan: plan.name.clone() };
    let sum = team.feedback.sum_team_skp_feedback(by!(team, "budi", request)).await.unwrap().into_inner();
    assert_eq!((sum.sides[1].givers, sum.sides[1].values[0].above), (3, 3));
    assert_eq!((sum.sides[1].values.len(), sum.held_back), (1, true), "one person alone rated how adaptive");
    let request = pb::SumTeamSkpFeedbackRequest { skp_plan: plan.name };
    let refused = team.feedback.sum_team_skp_feedback(by!(team, "adi", request)).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NOT_YOUR_PART".into()));
}

#[tokio::test]
async fn feedback_is_listed_in_pages_for_the_superior_too() {
    let mut team = Team::start().await;
    let plan = team.agreed().await;
    for text in ["satu", "dua", "tiga"] {
        team.tell("budi", text).await.unwrap();
    }
    let mut request = pb::ListTeamSkpFeedbackRequest { skp_plan: plan.name, page_size: 2, ..Default::default() };
    let first = team.feedback.list_team_skp_feedback(by!(team, "budi", request.clone())).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let rest = team.feedback.list_team_skp_feedback(by!(team, "budi", request.clone())).await.unwrap().into_inner();
    // In the order of random ids, which tells nothing.
    let texts = first.feedback.iter().chain(&rest.feedback).map(|one| one.text.as_str());
    assert_eq!(texts.collect::<BTreeSet<_>>(), BTreeSet::from(["satu", "dua", "tiga"]));
    let timed = "SELECT count(*) FROM evaluation.skp_feedback WHERE uuid_extract_version(feedback_id) <> 4";
    assert_eq!(team.evaluation.harness.number(timed).await, 0);
    assert_eq!(rest.next_page_token, "");
    let refused = team.feedback.list_team_skp_feedback(by!(team, "adi", request)).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NOT_YOUR_PART".into()));
}

#[tokio::test]
async fn feedback_belongs_to_the_time_of_work() {
    let mut team = Team::start().await;
    let missing = team.tell("budi", "Baik").await;
    assert_eq!(refusal(missing), (Code::NotFound, "SKP_PLAN_NOT_FOUND".into()));
    let agreed = team.agreed().await;
    let rated = team.rate_period("budi", &agreed, 3).await.unwrap().into_inner();
    team.tell("budi", "Baik").await.unwrap();
    team.on("2025-12-10");
    team.rate_year("budi", &rated, pb::Rating::Meets).await.unwrap();
    let late = team.tell("budi", "Baik").await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "FEEDBACK_CLOSED".into()));
}

#[tokio::test]
async fn feedback_is_given_once_and_not_without_end() {
    let mut team = Team::start().await;
    team.agreed().await;
    let request = pb::GiveSkpFeedbackRequest { request_id: Uuid::now_v7().to_string(), ..say("Baik") };
    for _ in 0..2 {
        team.feedback.give_skp_feedback(by!(team, "budi", request.clone())).await.unwrap();
    }
    for _ in 0..23 {
        team.tell("budi", "Baik").await.unwrap();
    }
    let often = team.tell("budi", "Baik").await;
    assert_eq!(refusal(often), (Code::FailedPrecondition, "FEEDBACK_LIMIT".into()));
    let twice = vec![value(pb::CoreValue::Loyal, pb::Rating::Meets), value(pb::CoreValue::Loyal, pb::Rating::Below)];
    let bad = pb::GiveSkpFeedbackRequest { values: twice, ..Default::default() };
    let refused = team.feedback.give_skp_feedback(by!(team, "budi", bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "servant", "year", "text", "values[1].value"]);
}
