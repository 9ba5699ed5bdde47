//! What steps of plans refuse: time, people, versions, malformed requests.

use crate::{
    PARENT, absent, assert_refused, at_once,
    skp_world::{HR, Team, by, refusal, servant},
};
use contracts::evaluation::v1 as pb;
use platform::testing::{TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn nothing_is_rated_outside_its_time() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    let outside = (Code::FailedPrecondition, "OUTSIDE_CYCLE".to_owned());
    assert_eq!(refusal(team.rate_period("budi", &agreed, 4).await), outside, "the period is not over");
    assert_eq!(refusal(team.rate_period("budi", &agreed, 5).await), outside, "there is no fifth quarter");
    assert_eq!(refusal(team.rate_year("budi", &agreed, pb::Rating::Meets).await), outside, "the year is not over");
    team.on("2025-12-10");
    assert_eq!(refusal(team.rate_year("budi", &agreed, pb::Rating::Meets).await), outside, "no period is rated");
    let rated = team.rate_period("budi", &agreed, 3).await.unwrap().into_inner();
    let year = team.rate_year("budi", &rated, pb::Rating::Meets).await.unwrap().into_inner();
    let late = (Code::FailedPrecondition, "SKP_STAGE".to_owned());
    assert_eq!(refusal(team.rate_period("budi", &year, 3).await), late, "the year is rated");
    assert_eq!(refusal(team.rate_year("budi", &year, pb::Rating::Above).await), late);
    let draft = team.draft("adi", "budi").await;
    assert_eq!(refusal(team.rate_period("budi", &draft, 3).await), late, "nothing was agreed");
}

#[tokio::test]
async fn progress_is_of_periods_that_have_begun_and_of_own_indicators() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    team.evaluation.harness.clock.set("2025-09-30T16:59:59Z".parse().unwrap());
    let indicator = agreed.results[0].indicators[0].indicator.clone();
    let entry = |indicator: &str, realised: &str| pb::record_skp_progress_request::Entry {
        indicator: indicator.into(),
        realised: realised.into(),
        text: String::new(),
    };
    let mut request = pb::RecordSkpProgressRequest {
        name: agreed.name.clone(),
        etag: agreed.etag.clone(),
        period: 4,
        entries: vec![entry(&indicator, "1")],
        request_id: String::new(),
    };
    let early = team.plans.record_skp_progress(by!(team, "siti", request.clone())).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "OUTSIDE_CYCLE".into()));
    // One second later it is October in Jakarta.
    team.evaluation.harness.clock.set("2025-09-30T17:00:00Z".parse().unwrap());
    request.entries = vec![entry(&absent(&indicator), "1")];
    let strange = team.plans.record_skp_progress(by!(team, "siti", request.clone())).await.unwrap_err();
    assert_eq!(bad_fields(&strange), ["entries[0].indicator"]);
    request.entries = vec![entry(&indicator, "0.0001"), entry(&indicator, "1"), entry(&indicator, "2")];
    request.period = 13;
    let wrong = team.plans.record_skp_progress(by!(team, "siti", request.clone())).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["period", "entries[0].realised", "entries[2].indicator"]);
    request.entries = vec![entry(&indicator, "1")];
    request.period = 4;
    team.plans.record_skp_progress(by!(team, "siti", request)).await.unwrap();
}

#[tokio::test]
async fn each_step_is_for_whom_it_is() {
    let mut team = Team::start().await;
    let denied = (Code::PermissionDenied, "NOT_YOUR_PART".to_owned());
    let draft = team.draft("siti", "budi").await;
    let results = || vec![Team::result("Laporan", "")];
    assert_eq!(refusal(team.write("budi", &draft, results()).await), denied);
    let written = team.write("siti", &draft, results()).await.unwrap().into_inner();
    assert_eq!(refusal(team.submit("adi", &written).await), denied);
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    assert_eq!(refusal(team.agree("siti", &submitted).await), denied, "nobody agrees with oneself");
    let agreed = team.agree("budi", &submitted).await.unwrap().into_inner();
    assert_eq!(refusal(team.rate_period("siti", &agreed, 3).await), denied);
    assert_eq!(refusal(team.rate_period("dewi", &agreed, 3).await), denied);
    let rated = team.rate_period("budi", &agreed, 3).await.unwrap().into_inner();
    team.on("2025-12-10");
    let year = team.rate_year("budi", &rated, pb::Rating::Meets).await.unwrap().into_inner();
    assert_eq!(refusal(team.accept("budi", &year).await), denied);
    assert_eq!(refusal(team.object("adi", &year).await), denied);
    let accepted = team.accept("siti", &year).await.unwrap().into_inner();
    let own = pb::FinaliseAppraisalRequest { name: accepted.appraisal, etag: accepted.etag, ..Default::default() };
    let own = team.evaluation.harness.request_as("siti", HR, &[TENANT], own);
    let refused = team.evaluation.appraisals.finalise_appraisal(own).await;
    assert_eq!(refusal(refused), denied, "nobody makes the own rating final");
    let stranger = team.submit("nobody", &written).await;
    assert_eq!(refusal(stranger), (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".into()));
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut team = Team::start().await;
    let empty = pb::CreateSkpPlanRequest { request_id: "x".into(), ..Default::default() };
    let request = team.hr(empty);
    let refused = team.plans.create_skp_plan(request).await.unwrap_err();
    let fields = ["parent", "servant", "year", "superior", "unit", "approach", "request_id"];
    assert_eq!(bad_fields(&refused), fields);
    let draft = team.draft("siti", "budi").await;
    let indicator = pb::SkpIndicator { aspect: 9, target: "-1".into(), ..Default::default() };
    let bad = pb::SkpResult { superior_result: "x".into(), indicators: vec![indicator], ..Default::default() };
    let bare = pb::SkpResult { title: "Laporan".into(), kind: 1, ..Default::default() };
    let refused = team.write("siti", &draft, vec![bad, bare]).await.unwrap_err();
    let fields = [
        "results[0].kind",
        "results[0].title",
        "results[0].superior_result",
        "results[0].indicators[0].aspect",
        "results[0].indicators[0].title",
        "results[0].indicators[0].target",
        "results[0].indicators[0].unit",
        "results[1].indicators",
    ];
    assert_eq!(bad_fields(&refused), fields, "an unknown aspect among them");
    let empty = pb::RateSkpPeriodRequest::default();
    let refused = team.plans.rate_skp_period(by!(team, "budi", empty)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "period", "result", "behaviour", "note"]);
    let empty = pb::DecideSkpObjectionRequest::default();
    let refused = team.plans.decide_skp_objection(by!(team, "dewi", empty)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "result", "behaviour", "note"]);
}

#[tokio::test]
async fn a_plan_is_one_a_year_of_known_and_different_people() {
    let mut team = Team::start().await;
    team.draft("siti", "budi").await;
    let second = team.hr(Team::create("siti", "adi"));
    assert_refused(team.plans.create_skp_plan(second).await, Code::AlreadyExists, "APPRAISAL_EXISTS");
    let own = team.hr(Team::create("adi", "adi"));
    assert_refused(team.plans.create_skp_plan(own).await, Code::FailedPrecondition, "SAME_PERSON");
    let nobody = || format!("{PARENT}/servants/{}", Uuid::now_v7());
    let unknown = team.hr(pb::CreateSkpPlanRequest { servant: nobody(), ..Team::create("adi", "budi") });
    assert_refused(team.plans.create_skp_plan(unknown).await, Code::NotFound, "SERVANT_NOT_FOUND");
    let strangers = pb::CreateSkpPlanRequest { superior: nobody(), appeal_to: nobody(), ..Team::create("adi", "budi") };
    let strangers = team.hr(strangers);
    let refused = team.plans.create_skp_plan(strangers).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["superior", "appeal_to"]);
}

#[tokio::test]
async fn a_plan_and_an_appraisal_without_one_do_not_mix() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    let beside = crate::create_appraisal(&servant("siti"), 2025);
    let request = team.hr(beside);
    let refused = team.evaluation.appraisals.create_appraisal(request).await;
    assert_refused(refused, Code::AlreadyExists, "APPRAISAL_EXISTS");
    let beside = pb::Appraisal { name: agreed.appraisal.clone(), etag: agreed.etag.clone(), ..Default::default() };
    let rate = pb::RateAppraisalRequest {
        superior: servant("budi"),
        ..crate::rate_appraisal(&beside, pb::Rating::Above, pb::Rating::Above)
    };
    let request = team.hr(rate);
    let refused = team.evaluation.appraisals.rate_appraisal(request).await;
    assert_refused(refused, Code::FailedPrecondition, "HAS_PLAN");
    assert_refused(team.finalise(&agreed).await, Code::FailedPrecondition, "APPRAISAL_STATE");
    let request = team.hr(crate::create_appraisal(&servant("adi"), 2025));
    let simple = team.evaluation.appraisals.create_appraisal(request).await.unwrap().into_inner();
    let name = simple.name.replace("/appraisals/", "/skpPlans/");
    let request = team.hr(pb::GetSkpPlanRequest { name });
    assert_refused(team.plans.get_skp_plan(request).await, Code::NotFound, "SKP_PLAN_NOT_FOUND");
    let plan = team.draft("adi", "budi").await;
    assert_eq!(plan.appraisal, simple.name, "a plan takes over what nobody has rated");
}

#[tokio::test]
async fn stale_versions_and_unknown_plans_are_refused() {
    let mut team = Team::start().await;
    let draft = team.draft("siti", "budi").await;
    team.write("siti", &draft, vec![Team::result("Laporan", "")]).await.unwrap();
    assert_eq!(refusal(team.submit("siti", &draft).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let missing = pb::SkpPlan { name: absent(&draft.name), ..draft.clone() };
    let unknown = (Code::NotFound, "SKP_PLAN_NOT_FOUND".to_owned());
    assert_eq!(refusal(team.submit("siti", &missing).await), unknown);
    assert_eq!(refusal(team.agree("budi", &missing).await), unknown);
    assert_eq!(refusal(team.rate_year("budi", &missing, pb::Rating::Meets).await), unknown);
    let request = team.hr(pb::GetSkpPlanRequest { name: missing.name });
    assert_refused(team.plans.get_skp_plan(request).await, Code::NotFound, "SKP_PLAN_NOT_FOUND");
}

#[tokio::test]
async fn a_step_sent_again_is_taken_once() {
    let mut team = Team::start().await;
    let create = pb::CreateSkpPlanRequest { request_id: Uuid::now_v7().to_string(), ..Team::create("siti", "budi") };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = team.hr(create.clone());
        answers.push(team.plans.create_skp_plan(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    let (name, etag) = (answers[0].name.clone(), answers[0].etag.clone());
    let results = vec![Team::result("Laporan", "")];
    let request_id = Uuid::now_v7().to_string();
    let write = pb::SetSkpContentRequest { name, etag, results, request_id };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = by!(team, "siti", write.clone());
        answers.push(team.plans.set_skp_content(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    let other = pb::SetSkpContentRequest { results: Vec::new(), ..write };
    let refused = team.plans.set_skp_content(by!(team, "siti", other)).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
}

#[tokio::test]
async fn of_two_answers_at_once_one_counts() {
    let mut team = Team::start().await;
    let year = team.rated(pb::Rating::Below).await;
    let accept = pb::AcceptSkpRatingRequest { name: year.name.clone(), etag: year.etag.clone(), ..Default::default() };
    let calls = (0..4).map(|_| {
        let (mut client, request) = (team.plans.clone(), by!(team, "siti", accept.clone()));
        tokio::spawn(async move { client.accept_skp_rating(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad.iter().all(|status| status.code() == Code::Aborted)), (1, true));
}

#[tokio::test]
async fn every_later_step_is_taken_once_and_by_the_version_that_was_read() {
    let mut team = Team::start().await;
    let year = team.rated(pb::Rating::Below).await;
    let request_id = Uuid::now_v7().to_string();
    let object = pb::ObjectToSkpRatingRequest {
        name: year.name.clone(),
        etag: year.etag.clone(),
        note: "Laporan selesai".into(),
        request_id,
    };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = by!(team, "siti", object.clone());
        answers.push(team.plans.object_to_skp_rating(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    let decide = |etag: &str, request_id: &str| pb::DecideSkpObjectionRequest {
        name: year.name.clone(),
        etag: etag.into(),
        result: pb::Rating::Meets.into(),
        behaviour: pb::Rating::Meets.into(),
        note: "Benar".into(),
        request_id: request_id.into(),
    };
    let stale = team.plans.decide_skp_objection(by!(team, "dewi", decide(&year.etag, ""))).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let request_id = Uuid::now_v7().to_string();
    for _ in 0..2 {
        let request = by!(team, "dewi", decide(&answers[0].etag, &request_id));
        answers.push(team.plans.decide_skp_objection(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[2], answers[3]);
    let reassign = pb::ReassignSuperiorRequest {
        name: year.name.clone(),
        etag: year.etag.clone(),
        superior: servant("budi"),
        appeal_to: servant("dewi"),
        request_id: String::new(),
    };
    let stale = team.hr(reassign);
    let stale = team.plans.reassign_superior(stale).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let steps = answers[3].steps.iter().filter(|step| step.step == "object" || step.step == "decide").count();
    assert_eq!(steps, 2, "sent twice, kept once");
}

#[tokio::test]
async fn the_office_takes_no_step_in_the_own_case_nor_unnamed() {
    let mut team = Team::start().await;
    let own = team.evaluation.harness.request_as("siti", HR, &[TENANT], Team::create("siti", "budi"));
    let refused = team.plans.create_skp_plan(own).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NOT_YOUR_PART".into()));
    let unnamed = team.evaluation.harness.request_as("nobody", HR, &[TENANT], Team::create("siti", "budi"));
    let refused = team.plans.create_skp_plan(unnamed).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".into()));
    let draft = team.draft("siti", "budi").await;
    let reassign = pb::ReassignSuperiorRequest {
        name: draft.name.clone(),
        etag: draft.etag.clone(),
        superior: servant("adi"),
        ..Default::default()
    };
    let own = team.evaluation.harness.request_as("siti", HR, &[TENANT], reassign);
    let refused = team.plans.reassign_superior(own).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NOT_YOUR_PART".into()));
}

#[tokio::test]
async fn a_rated_period_is_not_written_anew() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    let rated = team.rate_period("budi", &agreed, 3).await.unwrap().into_inner();
    let entry = pb::record_skp_progress_request::Entry {
        indicator: agreed.results[0].indicators[0].indicator.clone(),
        realised: "12".into(),
        text: String::new(),
    };
    let request = |period: i32| pb::RecordSkpProgressRequest {
        name: rated.name.clone(),
        etag: rated.etag.clone(),
        period,
        entries: vec![entry.clone()],
        request_id: String::new(),
    };
    let late = team.plans.record_skp_progress(by!(team, "siti", request(3))).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "OUTSIDE_CYCLE".into()));
    team.plans.record_skp_progress(by!(team, "siti", request(4))).await.unwrap();
    let before = team.rate_period("budi", &rated, 1).await;
    assert_eq!(refusal(before).1, "ETAG_MISMATCH");
}
