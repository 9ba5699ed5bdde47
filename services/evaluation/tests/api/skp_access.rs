//! Nobody does anything about plans, feedback and ratings without token, role or tenant.

use crate::{
    PARENT, RATER,
    skp_world::{HR, PERSON, Team, servant, unit},
};
use contracts::evaluation::v1 as pb;
use platform::testing::{OTHER_TENANT, TENANT};
use tonic::{Code, Request};

/// Calls a method without a token, with a role that lacks the permission, and for another tenant.
macro_rules! assert_guarded {
    ($team:ident.$client:ident.$method:ident, $roles:expr, $message:expr) => {{
        let harness = &$team.evaluation.harness;
        let anonymous = Request::new($message);
        let stranger = harness.request_as("siti", &["operator"], &[TENANT], $message);
        let foreign = harness.request_as("siti", $roles, &[OTHER_TENANT], $message);
        let denied = $team.$client.$method(anonymous).await.unwrap_err();
        assert_eq!(denied.code(), Code::Unauthenticated, stringify!($method));
        let denied = $team.$client.$method(stranger).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
        let denied = $team.$client.$method(foreign).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
    }};
}

#[tokio::test]
async fn steps_of_plans_are_guarded() {
    let mut team = Team::start().await;
    let plan = team.draft("siti", "budi").await;
    let read = || (plan.name.clone(), plan.etag.clone());
    let step = || {
        let (name, etag) = read();
        pb::SubmitSkpPlanRequest { name, etag, ..Default::default() }
    };
    let content = || {
        let (name, etag) = read();
        pb::SetSkpContentRequest { name, etag, ..Default::default() }
    };
    let agree = || {
        let (name, etag) = read();
        pb::AgreeSkpPlanRequest { name, etag, ..Default::default() }
    };
    let clarify = || {
        let (name, etag) = read();
        pb::ClarifySkpPlanRequest { name, etag, note: "x".into(), ..Default::default() }
    };
    let revise = || {
        let (name, etag) = read();
        pb::ReviseSkpPlanRequest { name, etag, note: "x".into(), ..Default::default() }
    };
    let reassign = || {
        let (name, etag) = read();
        pb::ReassignSuperiorRequest { name, etag, superior: servant("adi"), ..Default::default() }
    };
    assert_guarded!(team.plans.create_skp_plan, HR, Team::create("adi", "budi"));
    assert_guarded!(team.plans.set_skp_content, PERSON, content());
    assert_guarded!(team.plans.submit_skp_plan, PERSON, step());
    assert_guarded!(team.plans.agree_skp_plan, PERSON, agree());
    assert_guarded!(team.plans.clarify_skp_plan, PERSON, clarify());
    assert_guarded!(team.plans.revise_skp_plan, PERSON, revise());
    let settle = || {
        let (name, etag) = read();
        pb::SettleSkpPlanRequest { name, etag, note: "x".into(), ..Default::default() }
    };
    assert_guarded!(team.plans.settle_skp_plan, PERSON, settle());
    assert_guarded!(team.plans.reassign_superior, HR, reassign());
}

#[tokio::test]
async fn ratings_of_plans_are_guarded() {
    let mut team = Team::start().await;
    let plan = team.agreed().await;
    let read = || (plan.name.clone(), plan.etag.clone(), "x".to_owned());
    let meets = || i32::from(pb::Rating::Meets);
    let progress = || {
        let entry = pb::record_skp_progress_request::Entry {
            indicator: plan.results[0].indicators[0].indicator.clone(),
            realised: "1".into(),
            text: String::new(),
        };
        let (name, etag, _) = read();
        pb::RecordSkpProgressRequest { name, etag, period: 1, entries: vec![entry], ..Default::default() }
    };
    let period = || {
        let (name, etag, note) = read();
        let (result, behaviour) = (meets(), meets());
        pb::RateSkpPeriodRequest { name, etag, period: 1, result, behaviour, note, ..Default::default() }
    };
    let year = || {
        let (name, etag, note) = read();
        let (result, behaviour) = (meets(), meets());
        pb::RateSkpYearRequest { name, etag, result, behaviour, note, ..Default::default() }
    };
    let decide = || {
        let (name, etag, note) = read();
        let (result, behaviour) = (meets(), meets());
        pb::DecideSkpObjectionRequest { name, etag, result, behaviour, note, ..Default::default() }
    };
    let accept = || {
        let (name, etag, _) = read();
        pb::AcceptSkpRatingRequest { name, etag, ..Default::default() }
    };
    let object = || {
        let (name, etag, note) = read();
        pb::ObjectToSkpRatingRequest { name, etag, note, ..Default::default() }
    };
    assert_guarded!(team.plans.record_skp_progress, PERSON, progress());
    assert_guarded!(team.plans.rate_skp_period, PERSON, period());
    assert_guarded!(team.plans.rate_skp_year, PERSON, year());
    assert_guarded!(team.plans.accept_skp_rating, PERSON, accept());
    assert_guarded!(team.plans.object_to_skp_rating, PERSON, object());
    assert_guarded!(team.plans.decide_skp_objection, PERSON, decide());
}

#[tokio::test]
async fn readings_of_plans_are_guarded() {
    let mut team = Team::start().await;
    let plan = team.draft("siti", "budi").await;
    let parent = || PARENT.to_owned();
    let name = || plan.name.clone();
    let late = || pb::ListLateServantsRequest { parent: parent(), year: 2025, step: 1, ..Default::default() };
    let results = || pb::ListSuperiorResultsRequest { parent: parent(), year: 2025, ..Default::default() };
    assert_guarded!(team.plans.get_skp_plan, HR, pb::GetSkpPlanRequest { name: name() });
    assert_guarded!(team.plans.list_skp_plans, HR, pb::ListSkpPlansRequest { parent: parent(), ..Default::default() });
    assert_guarded!(team.plans.list_late_servants, HR, late());
    assert_guarded!(team.views.get_my_skp_plan, PERSON, pb::GetMySkpPlanRequest { parent: parent(), year: 2025 });
    assert_guarded!(team.views.list_superior_results, PERSON, results());
    assert_guarded!(team.views.get_team_skp_plan, PERSON, pb::GetTeamSkpPlanRequest { name: name() });
    let team_list = || pb::ListTeamSkpPlansRequest { parent: parent(), ..Default::default() };
    assert_guarded!(team.views.list_team_skp_plans, PERSON, team_list());
}

#[tokio::test]
async fn feedback_units_history_and_accounts_are_guarded() {
    let mut team = Team::start().await;
    let plan = team.draft("siti", "budi").await;
    let parent = || PARENT.to_owned();
    let give = || pb::GiveSkpFeedbackRequest {
        parent: parent(),
        servant: servant("siti"),
        year: 2025,
        text: "x".into(),
        ..Default::default()
    };
    let told = || pb::ListMySkpFeedbackRequest { parent: parent(), year: 2025, ..Default::default() };
    let of_team = || pb::ListTeamSkpFeedbackRequest { skp_plan: plan.name.clone(), ..Default::default() };
    let sum = || pb::SumMySkpFeedbackRequest { parent: parent(), year: 2025 };
    let sum_team = || pb::SumTeamSkpFeedbackRequest { skp_plan: plan.name.clone() };
    assert_guarded!(team.feedback.give_skp_feedback, PERSON, give());
    assert_guarded!(team.feedback.list_my_skp_feedback, PERSON, told());
    assert_guarded!(team.feedback.list_team_skp_feedback, PERSON, of_team());
    assert_guarded!(team.feedback.sum_my_skp_feedback, PERSON, sum());
    assert_guarded!(team.feedback.sum_team_skp_feedback, PERSON, sum_team());
    let rate = || pb::RateUnitRequest {
        parent: parent(),
        unit: unit(),
        year: 2025,
        predicate: 1,
        document_number: "x".into(),
        document_date: Some(contracts::google::r#type::Date { year: 2025, month: 1, day: 1 }),
        ..Default::default()
    };
    let spread = || pb::GetDistributionRequest { parent: parent(), unit: unit(), year: 2025 };
    let units = || pb::ListUnitRatingsRequest { parent: parent(), ..Default::default() };
    assert_guarded!(team.units.rate_unit, HR, rate());
    assert_guarded!(team.units.list_unit_ratings, HR, units());
    let correct = || pb::CorrectUnitRatingRequest {
        name: format!("{}/unitRatings/{}", parent(), uuid::Uuid::now_v7()),
        etag: "\"1\"".into(),
        predicate: 1,
        document_number: "x".into(),
        document_date: Some(contracts::google::r#type::Date { year: 2025, month: 1, day: 1 }),
        ..Default::default()
    };
    assert_guarded!(team.units.correct_unit_rating, HR, correct());
    assert_guarded!(team.units.get_distribution, RATER, spread());
    let past = || pb::ListPastRatingsRequest { parent: parent(), servant: servant("siti"), ..Default::default() };
    let own = || pb::ListMyPastRatingsRequest { parent: parent(), ..Default::default() };
    let link = || pb::LinkServantAccountRequest { parent: parent(), servant: servant("siti"), ..Default::default() };
    let rows = || {
        let header = pb::ImportHeader { parent: parent(), ..Default::default() };
        let part = Some(pb::import_past_ratings_request::Part::Header(header));
        tokio_stream::iter([pb::ImportPastRatingsRequest { part }])
    };
    assert_guarded!(team.past.list_past_ratings, HR, past());
    assert_guarded!(team.past.list_my_past_ratings, PERSON, own());
    assert_guarded!(team.past.import_past_ratings, HR, rows());
    assert_guarded!(team.accounts.link_servant_account, HR, link());
    let finalise = || pb::FinaliseAppraisalsRequest {
        parent: parent(),
        items: vec![pb::finalise_appraisals_request::Item { name: plan.appraisal.clone(), etag: plan.etag.clone() }],
        ..Default::default()
    };
    let mut appraisals = team.evaluation.appraisals.clone();
    let denied = appraisals.finalise_appraisals(Request::new(finalise())).await.unwrap_err();
    assert_eq!(denied.code(), Code::Unauthenticated);
    let stranger = team.evaluation.harness.request(&["analyst"], finalise());
    assert_eq!(appraisals.finalise_appraisals(stranger).await.unwrap_err().code(), Code::PermissionDenied);
    let foreign = team.evaluation.harness.request_as("x", HR, &[OTHER_TENANT], finalise());
    assert_eq!(appraisals.finalise_appraisals(foreign).await.unwrap_err().code(), Code::PermissionDenied);
}
