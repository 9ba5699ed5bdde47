//! What people see of plans by their own account, what the office lists, and who is late.

use crate::{
    PARENT, assert_refused,
    skp_world::{Team, by, refusal, servant},
};
use contracts::evaluation::v1 as pb;
use pb::list_late_servants_request::Step;
use platform::testing::{TENANT, bad_fields};
use tonic::Code;

#[tokio::test]
async fn one_sees_the_own_plan_and_how_each_figure_arose() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    let indicator = agreed.results[0].indicators[0].indicator.clone();
    let entry = pb::record_skp_progress_request::Entry {
        indicator: indicator.clone(),
        realised: "8".into(),
        text: String::new(),
    };
    let request = pb::RecordSkpProgressRequest {
        name: agreed.name.clone(),
        etag: agreed.etag.clone(),
        period: 3,
        entries: vec![entry],
        request_id: String::new(),
    };
    let running = team.plans.record_skp_progress(by!(team, "siti", request)).await.unwrap().into_inner();
    team.rate_period("budi", &running, 3).await.unwrap();
    let mine = || pb::GetMySkpPlanRequest { parent: PARENT.into(), year: 2025 };
    let plan = team.views.get_my_skp_plan(by!(team, "siti", mine())).await.unwrap().into_inner();
    assert_eq!((plan.servant.as_str(), plan.stage()), (servant("siti").as_str(), pb::SkpStage::PeriodRated));
    let period = plan.figures.iter().find(|figure| figure.figure == "period 3").unwrap();
    assert_eq!(period.value, "PREDICATE_GOOD");
    assert_eq!(period.inputs, ["result=RATING_MEETS", "behaviour=RATING_MEETS"]);
    assert_eq!(period.ruleset, "skp-permenpanrb-6-2022");
    let reached = plan.figures.iter().find(|figure| figure.figure == indicator).unwrap();
    assert_eq!(reached.value, "66.67");
    assert_eq!(reached.inputs, ["realised=8 laporan", "target=12 laporan", "period=3"]);
    let steps: Vec<_> = plan.steps.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["create", "content", "submit", "agree", "progress", "rate_period"]);
    assert_eq!(plan.steps[5].note, "Sesuai rencana");
    let none = team.views.get_my_skp_plan(by!(team, "adi", mine())).await;
    assert_eq!(refusal(none), (Code::NotFound, "SKP_PLAN_NOT_FOUND".into()));
    let nobody = team.views.get_my_skp_plan(by!(team, "nobody", mine())).await;
    assert_eq!(refusal(nobody), (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".into()));
    let audited = "SELECT count(*) FROM evaluation.audit WHERE action LIKE '%GetMySkpPlan' AND subject = 'siti'";
    assert_eq!(team.evaluation.harness.number(audited).await, 1);
}

#[tokio::test]
async fn a_rater_sees_the_own_team() {
    let mut team = Team::start().await;
    let plan = team.agreed().await;
    let get = || pb::GetTeamSkpPlanRequest { name: plan.name.clone() };
    for who in ["budi", "dewi"] {
        let seen = team.views.get_team_skp_plan(by!(team, who, get())).await.unwrap().into_inner();
        assert_eq!(seen.name, plan.name, "{who}");
    }
    for who in ["adi", "siti"] {
        let refused = team.views.get_team_skp_plan(by!(team, who, get())).await;
        assert_eq!(refusal(refused), (Code::PermissionDenied, "NOT_YOUR_PART".into()), "{who}");
    }
    team.draft("adi", "budi").await;
    let mut request = pb::ListTeamSkpPlansRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let first = team.views.list_team_skp_plans(by!(team, "budi", request.clone())).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = team.views.list_team_skp_plans(by!(team, "budi", request.clone())).await.unwrap().into_inner();
    assert_eq!((first.skp_plans[0].servant.as_str(), first.skp_plans.len()), (servant("siti").as_str(), 1));
    assert_eq!(second.skp_plans[0].servant, servant("adi"));
    assert_eq!(second.next_page_token, "");
    let of_dewi = pb::ListTeamSkpPlansRequest { page_size: 0, page_token: String::new(), ..request.clone() };
    let found = team.views.list_team_skp_plans(by!(team, "dewi", of_dewi.clone())).await.unwrap().into_inner();
    let found: Vec<_> = found.skp_plans.iter().map(|plan| plan.servant.clone()).collect();
    assert_eq!(found, [servant("budi"), servant("siti"), servant("adi")], "rated, and to decide objections of");
    let drafts = pb::ListTeamSkpPlansRequest { stage: pb::SkpStage::Draft.into(), ..of_dewi };
    let found = team.views.list_team_skp_plans(by!(team, "dewi", drafts)).await.unwrap().into_inner();
    assert_eq!(found.skp_plans.len(), 1);
    request.year = 1999;
    let refused = team.views.list_team_skp_plans(by!(team, "budi", request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token", "year"]);
}

#[tokio::test]
async fn one_sees_the_superiors_results_to_serve() {
    let mut team = Team::start().await;
    let above = team.above().await;
    team.draft("siti", "budi").await;
    let request = pb::ListSuperiorResultsRequest { parent: PARENT.into(), year: 2025, ..Default::default() };
    let listed = team.views.list_superior_results(by!(team, "siti", request)).await.unwrap().into_inner();
    let results: Vec<_> = listed.results.iter().map(|one| (one.result.as_str(), one.title.as_str())).collect();
    assert_eq!(results, [(above.results[0].result.as_str(), "Pelayanan cepat")]);
    let refused = team
        .views
        .list_superior_results(by!(team, "siti", pb::ListSuperiorResultsRequest::default()))
        .await
        .unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "year"]);
}

#[tokio::test]
async fn the_office_lists_plans_by_what_it_looks_for() {
    let mut team = Team::start().await;
    team.agreed().await;
    let list = |change: fn(&mut pb::ListSkpPlansRequest)| {
        let mut request = pb::ListSkpPlansRequest { parent: PARENT.into(), ..Default::default() };
        change(&mut request);
        request
    };
    for (request, count) in [
        (list(|_| ()), 2),
        (list(|one| one.servant = servant("siti")), 1),
        (list(|one| one.superior = servant("dewi")), 1),
        (list(|one| one.stage = pb::SkpStage::Draft.into()), 0),
        (list(|one| one.stage = pb::SkpStage::Agreed.into()), 2),
        (list(|one| one.year = 2024), 0),
    ] {
        let request = team.hr(request);
        let found = team.plans.list_skp_plans(request).await.unwrap().into_inner();
        assert_eq!(found.skp_plans.len(), count);
        assert!(found.skp_plans.iter().all(|plan| plan.results.is_empty() && plan.steps.is_empty()));
    }
    let request = team.hr(list(|one| (one.page_size, one.year, one.stage) = (-1, 1, 99)));
    let refused = team.plans.list_skp_plans(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_size", "year", "stage"]);
}

#[tokio::test]
async fn who_is_late_is_listed_once_the_day_has_gone_by() {
    let mut team = Team::start().await;
    team.agreed().await;
    let late = |step: Step| pb::ListLateServantsRequest {
        parent: PARENT.into(),
        year: 2025,
        step: step.into(),
        ..Default::default()
    };
    // All were appointed on 1 May, so that their plans were due thirty days later.
    let request = team.hr(late(Step::Plan));
    let found = team.plans.list_late_servants(request).await.unwrap().into_inner();
    let servants: Vec<_> = found.servants.iter().map(|one| one.servant.clone()).collect();
    assert_eq!(servants, [servant("dewi"), servant("adi"), servant("ani")]);
    let due = found.servants[0].due_date.unwrap();
    assert_eq!((due.month, due.day, found.ruleset.as_str()), (5, 31, "skp-permenpanrb-6-2022"));
    assert_eq!((found.servants[0].skp_plan.as_str(), found.servants[0].stage()), ("", pb::SkpStage::Unspecified));
    team.on("2026-01-31");
    let request = team.hr(late(Step::Year));
    assert!(team.plans.list_late_servants(request).await.unwrap().into_inner().servants.is_empty(), "the last day");
    team.on("2026-02-01");
    let mut request = pb::ListLateServantsRequest { page_size: 3, ..late(Step::Year) };
    let first = team.hr(request.clone());
    let first = team.plans.list_late_servants(first).await.unwrap().into_inner();
    request.page_token = first.next_page_token.clone();
    let second = team.hr(request);
    let second = team.plans.list_late_servants(second).await.unwrap().into_inner();
    assert_eq!((first.servants.len(), second.servants.len(), second.next_page_token.as_str()), (3, 2, ""));
    assert_eq!(first.servants[0].stage(), pb::SkpStage::Agreed);
    let request = team.hr(pb::ListLateServantsRequest::default());
    let refused = team.plans.list_late_servants(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "year", "step"]);
}

#[tokio::test]
async fn nobody_reads_plans_without_the_right() {
    let mut team = Team::start().await;
    let plan = team.draft("siti", "budi").await;
    let get = pb::GetSkpPlanRequest { name: plan.name.clone() };
    let denied = team.plans.get_skp_plan(by!(team, "budi", get.clone())).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied, "the office's reading is not a rater's");
    let elsewhere = team.evaluation.harness.request_as("office", &["hr_officer"], &["5473"], get.clone());
    assert_eq!(team.plans.get_skp_plan(elsewhere).await.unwrap_err().code(), Code::PermissionDenied);
    let moved = pb::GetSkpPlanRequest { name: plan.name.replace(TENANT, "5473") };
    let hidden = team.evaluation.harness.request_as("office", &["hr_officer"], &["5473"], moved);
    assert_refused(team.plans.get_skp_plan(hidden).await, Code::NotFound, "SKP_PLAN_NOT_FOUND");
    let anonymous = tonic::Request::new(get);
    assert_eq!(team.plans.get_skp_plan(anonymous).await.unwrap_err().code(), Code::Unauthenticated);
}
