use crate::{
    HR,
    training_world::{AUTHORITY, School, parent, refusal, unit},
};
use contracts::career::v1::{self as pb, training_plan_item::Reason};
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

fn plan_request(budget_rupiah: i64) -> pb::CreateTrainingPlanRequest {
    pb::CreateTrainingPlanRequest {
        parent: parent(),
        display_name: "Rencana 2025".into(),
        year: 2025,
        unit: String::new(),
        sector: String::new(),
        budget_rupiah,
        request_id: String::new(),
    }
}

impl School {
    async fn plan(&mut self, request: pb::CreateTrainingPlanRequest) -> pb::TrainingPlan {
        let request = self.career.harness.request(HR, request);
        self.plans.create_training_plan(request).await.unwrap().into_inner()
    }

    async fn items(&mut self, plan: &pb::TrainingPlan, reason: Reason) -> Vec<pb::TrainingPlanItem> {
        let request =
            pb::ListTrainingPlanItemsRequest { parent: plan.name.clone(), reason: reason.into(), ..Default::default() };
        let request = self.career.harness.request(HR, request);
        self.plans.list_training_plan_items(request).await.unwrap().into_inner().items
    }

    async fn approve(&mut self, plan: &pb::TrainingPlan) -> crate::training_world::Answer<pb::TrainingPlan> {
        let (name, etag) = (plan.name.clone(), plan.etag.clone());
        let request = pb::ApproveTrainingPlanRequest { name, etag, request_id: String::new() };
        self.plans.approve_training_plan(self.career.harness.request(AUTHORITY, request)).await
    }

    async fn compare(&mut self, plan: &pb::TrainingPlan) -> crate::training_world::Answer<pb::TrainingPlanComparison> {
        let request = pb::CompareTrainingPlanRequest { name: plan.name.clone() };
        self.plans.compare_training_plan(self.career.harness.request(HR, request)).await
    }
}

#[tokio::test]
async fn a_plan_takes_the_largest_gaps_as_far_as_the_budget_reaches_and_says_why() {
    let mut school = School::start().await;
    let (large, middle, small) = (school.servant(0).await, school.servant(1).await, school.servant(2).await);
    let course = school.course("K-1").await;
    let plan = school.plan(plan_request(3_500_000)).await;
    assert_eq!((plan.included, plan.excluded, plan.cost_rupiah), (2, 1, 3_000_000));
    assert_eq!((plan.ruleset.as_str(), plan.choice_rule.is_empty()), ("training-pp-11-2017", false));
    assert!(plan.bound_thousandths >= plan.value_thousandths && plan.value_thousandths > 0);
    let included = school.items(&plan, Reason::Included).await;
    let order: Vec<_> = included.iter().map(|one| (one.servant.as_str(), one.course.as_str())).collect();
    assert_eq!(order, [(large.as_str(), course.name.as_str()), (middle.as_str(), course.name.as_str())]);
    let out = school.items(&plan, Reason::BudgetUsedUp).await;
    assert_eq!((out.len(), out[0].servant.as_str(), out[0].standard, out[0].achieved), (1, small.as_str(), 3, 2));
    assert_eq!(out[0].explanation, "costs Rp 1500000, and Rp 500000 of the budget are left");
    assert_eq!(school.items(&plan, Reason::Unspecified).await.len(), 3);
}

#[tokio::test]
async fn a_plan_is_of_a_unit_or_a_sector_and_knows_what_no_course_teaches() {
    let mut school = School::start().await;
    school.servant(2).await;
    let of_unit = school.plan(pb::CreateTrainingPlanRequest { unit: unit(), ..plan_request(1) }).await;
    assert_eq!((of_unit.included, of_unit.excluded, of_unit.unit), (0, 1, unit()));
    assert_eq!(school.items(&school_plan(&of_unit.name), Reason::NoCourse).await[0].course, "");
    let sector = |sector: &str| pb::CreateTrainingPlanRequest { sector: sector.into(), ..plan_request(1) };
    assert_eq!(school.plan(sector("health")).await.excluded, 1);
    assert_eq!(school.plan(sector("education")).await.excluded, 0);
    let list = pb::ListTrainingPlansRequest { parent: parent(), page_size: 2, year: 2025, ..Default::default() };
    let first = school.plans.list_training_plans(school.career.harness.request(HR, list.clone())).await;
    let first = first.unwrap().into_inner();
    let next = pb::ListTrainingPlansRequest { page_token: first.next_page_token, ..list };
    let second = school.plans.list_training_plans(school.career.harness.request(HR, next)).await;
    let second = second.unwrap().into_inner();
    assert_eq!((first.plans.len(), second.plans.len(), second.next_page_token.as_str()), (2, 1, ""));
    let get = school.career.harness.request(HR, pb::GetTrainingPlanRequest { name: second.plans[0].name.clone() });
    assert_eq!(school.plans.get_training_plan(get).await.unwrap().into_inner(), second.plans[0]);
}

fn school_plan(name: &str) -> pb::TrainingPlan {
    pb::TrainingPlan { name: name.into(), ..Default::default() }
}

#[tokio::test]
async fn an_approved_plan_is_compared_with_what_happened() {
    let mut school = School::start().await;
    let (passed, idle) = (school.servant(0).await, school.servant(1).await);
    let course = school.course("K-1").await;
    let plan = school.plan(plan_request(3_000_000)).await;
    assert_eq!(refusal(school.compare(&plan).await), (Code::FailedPrecondition, "TRAINING_PLAN_STATE".into()));
    let approved = school.approve(&plan).await.unwrap().into_inner();
    assert_eq!(approved.state(), pb::training_plan::State::Approved);
    assert_eq!(refusal(school.approve(&plan).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert_eq!(refusal(school.approve(&approved).await).1, "TRAINING_PLAN_STATE");
    let unplanned = school.servant(2).await;
    let session = school.session(&course, 2).await;
    let one = school.enrol(&session, &passed).await.unwrap().into_inner();
    school.enrol(&session, &unplanned).await.unwrap();
    school.held(&session, &[&one]).await;
    let found = school.compare(&plan).await.unwrap().into_inner();
    let expected = pb::PlannedCourse {
        course: course.name,
        planned: 2,
        planned_rupiah: 3_000_000,
        actual_rupiah: 3_000_000,
        withheld: true,
        ..Default::default()
    };
    assert_eq!(found.courses, [expected], "what came of two people is not told");
    let mut tx = school.tx().await;
    let id = plan.name.rsplit('/').next().unwrap().parse().unwrap();
    let kept = career::store::training_effects::of_plan(&mut tx, id).await.unwrap().remove(0);
    assert_eq!((kept.enrolled, kept.passed, kept.failed, kept.closed, kept.unplanned), (0, 1, 0, 1, 1));
    drop(tx);
    assert_eq!((found.planned_rupiah, found.actual_rupiah), (3_000_000, 3_000_000));
    assert_eq!(school.year(&idle).await.hours, 0);
}

#[tokio::test]
async fn all_violations_of_plans_are_told_at_once_and_missing_plans_are_not_found() {
    let mut school = School::start().await;
    let request = pb::CreateTrainingPlanRequest {
        unit: "x".into(),
        budget_rupiah: -1,
        request_id: "x".into(),
        ..Default::default()
    };
    let refused = school.plans.create_training_plan(school.career.harness.request(HR, request)).await.unwrap_err();
    let expected = ["parent", "display_name", "year", "unit", "budget_rupiah", "request_id"];
    assert_eq!(bad_fields(&refused), expected);
    let nothing = pb::TrainingPlan {
        name: format!("{}/trainingPlans/{}", parent(), Uuid::now_v7()),
        etag: "\"1\"".into(),
        ..Default::default()
    };
    let missing = (Code::NotFound, "TRAINING_PLAN_NOT_FOUND".to_owned());
    assert_eq!(refusal(school.approve(&nothing).await), missing);
    assert_eq!(refusal(school.compare(&nothing).await), missing);
    let get = school.career.harness.request(HR, pb::GetTrainingPlanRequest { name: nothing.name.clone() });
    assert_eq!(refusal(school.plans.get_training_plan(get).await), missing);
    let list = pb::ListTrainingPlanItemsRequest { parent: nothing.name, ..Default::default() };
    let list = school.plans.list_training_plan_items(school.career.harness.request(HR, list)).await;
    assert_eq!(refusal(list), missing);
}

#[tokio::test]
async fn a_plan_sent_twice_is_made_once() {
    let mut school = School::start().await;
    let once = pb::CreateTrainingPlanRequest { request_id: Uuid::now_v7().to_string(), ..plan_request(0) };
    let first = school.plan(once.clone()).await;
    assert_eq!(first, school.plan(once).await);
    assert_eq!(school.career.harness.number("SELECT count(*) FROM career.training_plans").await, 1);
}
