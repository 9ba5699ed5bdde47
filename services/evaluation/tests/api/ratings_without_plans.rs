//! Ratings of years that have no plan: recorded by the office, seen and answered by the servant.

use crate::{
    PARENT, rate_appraisal,
    skp_world::{HR, Team, by, refusal, servant},
};
use contracts::{
    career::events::v1::ServantLeft,
    evaluation::v1::{self as pb, list_late_servants_request::Step},
    google::r#type::Date,
};
use platform::testing::TENANT;
use tonic::Code;

const LOW: (pb::Rating, pb::Rating) = (pb::Rating::Below, pb::Rating::Meets);

fn objection(plan: &pb::SkpPlan) -> pb::ObjectToSkpRatingRequest {
    let (name, etag, note) = (plan.name.clone(), plan.etag.clone(), "Saya tidak setuju".into());
    pb::ObjectToSkpRatingRequest { name, etag, note, request_id: String::new() }
}

impl Team {
    async fn mine(&mut self, who: &str) -> pb::SkpPlan {
        let request = pb::GetMySkpPlanRequest { parent: PARENT.into(), year: 2025 };
        self.views.get_my_skp_plan(by!(self, who, request)).await.unwrap().into_inner()
    }
}

#[tokio::test]
async fn the_servant_sees_such_a_rating_and_objects_to_it() {
    let mut team = Team::start().await;
    team.on("2026-01-02");
    let rated = team.rate_alone("siti", 2025, LOW).await;
    let seen = team.mine("siti").await;
    assert_eq!((&seen.appraisal, seen.stage()), (&rated.name, pb::SkpStage::YearRated));
    assert_eq!((seen.approach(), seen.superior.as_str()), (pb::SkpApproach::Unspecified, servant("budi").as_str()));
    let step = &seen.steps[0];
    assert_eq!((step.step.as_str(), step.note.is_empty()), ("rate_without_plan", false));
    let year = seen.figures.iter().find(|figure| figure.figure == "year").unwrap();
    assert!(year.inputs.contains(&"step=rate_without_plan".to_owned()), "{year:?}");
    let early = team.finalise(&seen).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "REACTION_OUTSTANDING".into()));
    let objected = team.plans.object_to_skp_rating(by!(team, "siti", objection(&seen))).await.unwrap().into_inner();
    let again = pb::Appraisal { etag: objected.etag.clone(), ..rated };
    let rate = pb::RateAppraisalRequest { superior: servant("budi"), ..rate_appraisal(&again, LOW.0, LOW.1) };
    let rate = team.hr(rate);
    let refused = team.evaluation.appraisals.rate_appraisal(rate).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "APPRAISAL_STATE".into()), "the servant has answered");
    let name = |appeal: &str| pb::ReassignSuperiorRequest {
        name: objected.name.clone(),
        etag: objected.etag.clone(),
        superior: servant("budi"),
        appeal_to: servant(appeal),
        request_id: String::new(),
    };
    let named = team.hr(name("dewi"));
    let named = team.plans.reassign_superior(named).await.unwrap().into_inner();
    let unnamed = pb::ReassignSuperiorRequest { etag: named.etag.clone(), appeal_to: String::new(), ..name("dewi") };
    let unnamed = team.hr(unnamed);
    let named = team.plans.reassign_superior(unnamed).await.unwrap().into_inner();
    assert_eq!(named.appeal_to, servant("dewi"), "who was named stays");
    let decide = pb::DecideSkpObjectionRequest {
        name: named.name.clone(),
        etag: named.etag.clone(),
        result: pb::Rating::Meets.into(),
        behaviour: pb::Rating::Meets.into(),
        note: "Dikabulkan".into(),
        request_id: String::new(),
    };
    let decided = team.plans.decide_skp_objection(by!(team, "dewi", decide)).await.unwrap().into_inner();
    let done = team.finalise(&decided).await.unwrap().into_inner();
    assert_eq!(done.predicate(), pb::Predicate::Good);
    let list = pb::ListMyAppraisalsRequest { parent: PARENT.into(), ..Default::default() };
    let own =
        team.evaluation.appraisals.list_my_appraisals(by!(team, "siti", list.clone())).await.unwrap().into_inner();
    assert_eq!(own.appraisals, [done]);
    let none = team.evaluation.appraisals.list_my_appraisals(by!(team, "adi", list)).await.unwrap().into_inner();
    assert!(none.appraisals.is_empty());
    let last = team.mine("siti").await.steps.pop().unwrap();
    assert_eq!(last.step, "finalise");
    assert!(last.servant.ends_with("fff"), "by the office's servant");
}

#[tokio::test]
async fn nobody_rates_oneself_early_unnamed_or_without_a_superior() {
    let mut team = Team::start().await;
    let request = team.hr(crate::create_appraisal(&servant("siti"), 2025));
    let planned = team.evaluation.appraisals.create_appraisal(request).await.unwrap().into_inner();
    let rate = |superior: &str, appeal: &str| pb::RateAppraisalRequest {
        superior: servant(superior),
        appeal_to: servant(appeal),
        ..rate_appraisal(&planned, pb::Rating::Above, pb::Rating::Above)
    };
    team.on("2025-11-30");
    let early = team.hr(rate("budi", "dewi"));
    let early = team.evaluation.appraisals.rate_appraisal(early).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "OUTSIDE_CYCLE".into()));
    team.on("2025-12-01");
    let harness = &team.evaluation.harness;
    let mut appraisals = team.evaluation.appraisals.clone();
    let own = harness.request_as("siti", HR, &[TENANT], rate("budi", "dewi"));
    let own = appraisals.rate_appraisal(own).await;
    assert_eq!(refusal(own), (Code::PermissionDenied, "NOT_YOUR_PART".into()));
    let unnamed = harness.request_as("nobody", HR, &[TENANT], rate("budi", "dewi"));
    let unnamed = appraisals.rate_appraisal(unnamed).await;
    assert_eq!(refusal(unnamed), (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".into()));
    let same = (Code::FailedPrecondition, "SAME_PERSON".to_owned());
    for (superior, appeal) in [("siti", "dewi"), ("budi", "budi"), ("budi", "siti")] {
        let request = team.hr(rate(superior, appeal));
        assert_eq!(refusal(appraisals.rate_appraisal(request).await), same, "{superior} {appeal}");
    }
    let judge = harness.request_as("dewi", HR, &[TENANT], rate("budi", "dewi"));
    assert_eq!(refusal(appraisals.rate_appraisal(judge).await), same, "who records it does not decide the objection");
    let request = team.hr(rate("budi", "dewi"));
    appraisals.rate_appraisal(request).await.unwrap();
}

#[tokio::test]
async fn an_appraisal_that_is_only_set_is_no_plan() {
    let mut team = Team::start().await;
    let request = team.hr(crate::create_appraisal(&servant("siti"), 2025));
    team.evaluation.appraisals.create_appraisal(request).await.unwrap();
    let late = pb::ListLateServantsRequest {
        parent: PARENT.into(),
        year: 2025,
        step: Step::Plan.into(),
        ..Default::default()
    };
    let request = team.hr(late);
    let late = team.plans.list_late_servants(request).await.unwrap().into_inner();
    assert!(late.servants.iter().any(|one| one.servant == servant("siti")));
}

#[tokio::test]
async fn who_left_is_not_late_and_is_rated_early() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    let left = |who: &str, month: i32, day: i32| ServantLeft {
        servant: servant(who),
        last_day: Some(Date { year: 2025, month, day }),
        ..Default::default()
    };
    for (sequence, event) in [(6, left("siti", 10, 31)), (7, left("adi", 5, 10))] {
        team.evaluation.harness.deliver("career", sequence, &event.servant, &event).await.unwrap();
        team.evaluation.harness.applied("career", sequence).await;
    }
    let late = |step: Step| pb::ListLateServantsRequest {
        parent: PARENT.into(),
        year: 2025,
        step: step.into(),
        ..Default::default()
    };
    let request = team.hr(late(Step::Plan));
    let plans = team.plans.list_late_servants(request).await.unwrap().into_inner();
    assert!(plans.servants.iter().all(|one| one.servant != servant("adi")), "left before the plan was due");
    let rated = team.rate_period("budi", &agreed, 4).await.unwrap().into_inner();
    let year = team.rate_year("budi", &rated, pb::Rating::Meets).await.unwrap().into_inner();
    assert_eq!(year.stage(), pb::SkpStage::YearRated, "in November, for there is no December");
    team.on("2026-02-01");
    let request = team.hr(late(Step::Year));
    let years = team.plans.list_late_servants(request).await.unwrap().into_inner();
    assert!(years.servants.iter().all(|one| one.servant != servant("siti")));
    let next = team.hr(pb::CreateSkpPlanRequest { year: 2026, ..Team::create("siti", "budi") });
    let next = team.plans.create_skp_plan(next).await;
    assert_eq!(refusal(next), (Code::FailedPrecondition, "OUTSIDE_CYCLE".into()));
}
