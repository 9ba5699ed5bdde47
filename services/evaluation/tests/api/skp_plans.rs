//! The cycle of a plan, from draft to final.

use crate::{
    PARENT, assert_refused,
    skp_world::{Team, by, refusal, servant},
};
use contracts::evaluation::{events::v1::SkpFinalised, v1 as pb};
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn a_year_goes_from_draft_to_final() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    assert_eq!((agreed.stage(), agreed.appeal_to.as_str()), (pb::SkpStage::Agreed, servant("dewi").as_str()));
    let entry = pb::record_skp_progress_request::Entry {
        indicator: agreed.results[0].indicators[0].indicator.clone(),
        realised: "9".into(),
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
    assert_eq!(running.stage(), pb::SkpStage::Running);
    let rated = team.rate_period("budi", &running, 3).await.unwrap().into_inner();
    assert_eq!(rated.stage(), pb::SkpStage::PeriodRated);
    team.on("2025-12-10");
    let year = team.rate_year("budi", &rated, pb::Rating::Above).await.unwrap().into_inner();
    assert_eq!((year.stage(), year.predicate()), (pb::SkpStage::YearRated, pb::Predicate::Good));
    let until = year.object_until.unwrap();
    assert_eq!((until.year, until.month, until.day), (2025, 12, 24), "fourteen days to object");
    let accepted = team.accept("siti", &year).await.unwrap().into_inner();
    assert_eq!(accepted.stage(), pb::SkpStage::Accepted);
    let done = team.finalise(&accepted).await.unwrap().into_inner();
    assert_eq!((done.state(), done.predicate()), (pb::appraisal::State::Final, pb::Predicate::Good));
    let event: SkpFinalised = team.evaluation.harness.published(1).await[0].as_message().unwrap().unwrap();
    assert_eq!((event.servant, event.year, event.predicate), (servant("siti"), 2025, 2));
    let request = team.hr(pb::GetSkpPlanRequest { name: accepted.name });
    let last = team.plans.get_skp_plan(request).await.unwrap().into_inner();
    assert_eq!((last.stage(), last.etag), (pb::SkpStage::Final, done.etag));
}

#[tokio::test]
async fn a_plan_is_clarified_and_revised() {
    let mut team = Team::start().await;
    let draft = team.draft("siti", "budi").await;
    let written = team.write("siti", &draft, vec![Team::result("Laporan", "")]).await.unwrap().into_inner();
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    let request = pb::ClarifySkpPlanRequest {
        name: submitted.name.clone(),
        etag: submitted.etag.clone(),
        note: "Sebutkan mutu laporan".into(),
        ..Default::default()
    };
    let back = team.plans.clarify_skp_plan(by!(team, "budi", request)).await.unwrap().into_inner();
    assert_eq!(back.stage(), pb::SkpStage::Clarification);
    assert_eq!(back.steps.last().unwrap().note, "Sebutkan mutu laporan");
    let again = team.submit("siti", &back).await.unwrap().into_inner();
    let agreed = team.agree("budi", &again).await.unwrap().into_inner();
    let request = pb::ReviseSkpPlanRequest {
        name: agreed.name.clone(),
        etag: agreed.etag.clone(),
        note: "Tugas berubah".into(),
        request_id: String::new(),
    };
    let revised = team.plans.revise_skp_plan(by!(team, "budi", request)).await.unwrap().into_inner();
    assert_eq!(revised.stage(), pb::SkpStage::Clarification);
    assert_eq!(revised.results, agreed.results, "what was planned stays until it is written anew");
}

#[tokio::test]
async fn an_objection_is_decided_by_the_superiors_superior() {
    let mut team = Team::start().await;
    let year = team.rated(pb::Rating::Below).await;
    assert_eq!(year.predicate(), pb::Predicate::NeedsImprovement);
    let objected = team.object("siti", &year).await.unwrap().into_inner();
    assert_eq!(objected.stage(), pb::SkpStage::Objected);
    assert_refused(team.finalise(&objected).await, Code::FailedPrecondition, "REACTION_OUTSTANDING");
    let decide = pb::DecideSkpObjectionRequest {
        name: objected.name.clone(),
        etag: objected.etag.clone(),
        result: pb::Rating::Meets.into(),
        behaviour: pb::Rating::Meets.into(),
        note: "Laporan ke-12 memang selesai".into(),
        request_id: String::new(),
    };
    for other in ["siti", "budi", "adi"] {
        let refused = team.plans.decide_skp_objection(by!(team, other, decide.clone())).await;
        assert_eq!(refusal(refused), (Code::PermissionDenied, "NOT_YOUR_PART".into()), "{other}");
    }
    let decided = team.plans.decide_skp_objection(by!(team, "dewi", decide)).await.unwrap().into_inner();
    assert_eq!((decided.stage(), decided.predicate()), (pb::SkpStage::Decided, pb::Predicate::Good));
    let figure = decided.figures.iter().find(|figure| figure.figure == "year").unwrap();
    assert!(figure.inputs.contains(&"step=decide".to_owned()), "{figure:?}");
    let done = team.finalise(&decided).await.unwrap().into_inner();
    assert_eq!(done.predicate(), pb::Predicate::Good);
}

#[tokio::test]
async fn an_objection_has_a_last_day_and_silence_accepts() {
    let mut team = Team::start().await;
    let year = team.rated(pb::Rating::Meets).await;
    team.on("2025-12-24");
    assert_refused(team.finalise(&year).await, Code::FailedPrecondition, "REACTION_OUTSTANDING");
    team.on("2025-12-25");
    assert_eq!(refusal(team.object("siti", &year).await), (Code::FailedPrecondition, "OBJECTION_CLOSED".into()));
    team.finalise(&year).await.unwrap();
}

#[tokio::test]
async fn an_objection_that_nobody_decides_waits_for_the_office_to_name_somebody() {
    let mut team = Team::start().await;
    let draft = team.draft("siti", "budi").await;
    assert_eq!(draft.appeal_to, "", "Budi has no plan of the year");
    let written = team.write("siti", &draft, vec![Team::result("Laporan", "")]).await.unwrap().into_inner();
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    let agreed = team.agree("budi", &submitted).await.unwrap().into_inner();
    let rated = team.rate_period("budi", &agreed, 3).await.unwrap().into_inner();
    team.on("2025-12-10");
    let year = team.rate_year("budi", &rated, pb::Rating::Below).await.unwrap().into_inner();
    let objected = team.object("siti", &year).await.unwrap().into_inner();
    let decide = |plan: &pb::SkpPlan| pb::DecideSkpObjectionRequest {
        name: plan.name.clone(),
        etag: plan.etag.clone(),
        result: pb::Rating::Below.into(),
        behaviour: pb::Rating::Meets.into(),
        note: "Tetap".into(),
        request_id: String::new(),
    };
    let refused = team.plans.decide_skp_objection(by!(team, "dewi", decide(&objected))).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NO_APPEAL".into()));
    let name = |superior: &str, appeal: &str| pb::ReassignSuperiorRequest {
        name: objected.name.clone(),
        etag: objected.etag.clone(),
        superior: servant(superior),
        appeal_to: servant(appeal),
        request_id: String::new(),
    };
    for (superior, appeal, reason) in [("adi", "budi", "SKP_STAGE"), ("adi", "dewi", "SKP_STAGE")] {
        let request = team.hr(name(superior, appeal));
        let refused = team.plans.reassign_superior(request).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, reason.into()), "who rated would decide, or get away");
    }
    let request = team.hr(name("budi", "dewi"));
    let named = team.plans.reassign_superior(request).await.unwrap().into_inner();
    assert_eq!(named.stage(), pb::SkpStage::Objected);
    team.plans.decide_skp_objection(by!(team, "dewi", decide(&named))).await.unwrap();
}

#[tokio::test]
async fn results_serve_the_superiors_and_nobody_elses() {
    let mut team = Team::start().await;
    let above = team.above().await;
    let (draft, other) = (team.draft("siti", "budi").await, team.draft("adi", "budi").await);
    let other = team.write("adi", &other, vec![Team::result("Arsip", "")]).await.unwrap().into_inner();
    let strange = vec![Team::result("Laporan", &other.results[0].result)];
    let refused = team.write("siti", &draft, strange).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["results[0].superior_result"]);
    let loose = team.write("siti", &draft, vec![Team::result("Laporan", "")]).await.unwrap().into_inner();
    assert_eq!(refusal(team.submit("siti", &loose).await), (Code::FailedPrecondition, "SKP_INCOMPLETE".into()));
    let serving = vec![Team::result("Laporan", &above.results[0].result)];
    let serving = team.write("siti", &loose, serving).await.unwrap().into_inner();
    team.submit("siti", &serving).await.unwrap();
    let request = pb::ReviseSkpPlanRequest {
        name: above.name.clone(),
        etag: above.etag.clone(),
        note: "Tugas berubah".into(),
        request_id: String::new(),
    };
    let open = team.plans.revise_skp_plan(by!(team, "dewi", request)).await.unwrap().into_inner();
    let refused = team.write("budi", &open, vec![Team::result("Yang lain", "")]).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "RESULT_IN_USE".into()));
    let mut kept = open.results.clone();
    kept[0].title = "Pelayanan lebih cepat".into();
    let kept = team.write("budi", &open, kept).await.unwrap().into_inner();
    assert_eq!(kept.results[0].result, above.results[0].result, "a result keeps its name");
}

#[tokio::test]
async fn the_leader_says_what_is_expected_in_particular_and_it_is_sealed() {
    let mut team = Team::start().await;
    let draft = team.draft("siti", "budi").await;
    let expectation = |value: pb::CoreValue, text: &str| pb::SkpExpectation { value: value.into(), text: text.into() };
    let written = team.write("siti", &draft, vec![Team::result("Laporan", "")]).await.unwrap().into_inner();
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    let mut clarify = pb::ClarifySkpPlanRequest {
        name: submitted.name.clone(),
        etag: submitted.etag.clone(),
        note: "Sebutkan mutu laporan".into(),
        expectations: vec![expectation(pb::CoreValue::Loyal, "a"), expectation(pb::CoreValue::Loyal, "b")],
        request_id: String::new(),
    };
    let refused = team.plans.clarify_skp_plan(by!(team, "budi", clarify.clone())).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["expectations[1].value"]);
    clarify.expectations = vec![
        expectation(pb::CoreValue::Loyal, "Menjaga rahasia jabatan"),
        expectation(pb::CoreValue::Service, "Ramah di loket"),
    ];
    let back = team.plans.clarify_skp_plan(by!(team, "budi", clarify)).await.unwrap().into_inner();
    let values: Vec<_> = back.expectations.iter().map(|one| one.value()).collect();
    assert_eq!(values, [pb::CoreValue::Service, pb::CoreValue::Loyal]);
    let plain = "SELECT count(*) FROM evaluation.skp_expectations WHERE position('Ramah'::bytea IN text_sealed) > 0";
    assert_eq!(team.evaluation.harness.number(plain).await, 0);
    let kept = team.write("siti", &back, vec![Team::result("Laporan", "")]).await.unwrap().into_inner();
    assert_eq!(kept.expectations, back.expectations, "the servant does not change them");
    let again = team.submit("siti", &kept).await.unwrap().into_inner();
    let agree = pb::AgreeSkpPlanRequest {
        name: again.name.clone(),
        etag: again.etag.clone(),
        expectations: vec![expectation(pb::CoreValue::Service, "Ramah di loket dan telepon")],
        request_id: String::new(),
    };
    let agreed = team.plans.agree_skp_plan(by!(team, "budi", agree)).await.unwrap().into_inner();
    let texts: Vec<_> = agreed.expectations.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["Ramah di loket dan telepon"]);
}

#[tokio::test]
async fn a_plan_in_words_is_reached_in_words() {
    let mut team = Team::start().await;
    let request =
        pb::CreateSkpPlanRequest { approach: pb::SkpApproach::Qualitative.into(), ..Team::create("siti", "budi") };
    let request = team.hr(request);
    let draft = team.plans.create_skp_plan(request).await.unwrap().into_inner();
    let refused = team.write("siti", &draft, vec![Team::result("Laporan", "")]).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["results[0].indicators[0].target_text"]);
    let mut result = Team::result("Laporan", "");
    let words = &mut result.indicators[0];
    (words.target, words.unit, words.target_text) = (String::new(), String::new(), "Terbit sebelum tanggal 5".into());
    words.aspect = pb::SkpAspect::Unspecified.into();
    let written = team.write("siti", &draft, vec![result]).await.unwrap().into_inner();
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    let agreed = team.agree("budi", &submitted).await.unwrap().into_inner();
    let entry = |realised: &str, text: &str| pb::record_skp_progress_request::Entry {
        indicator: agreed.results[0].indicators[0].indicator.clone(),
        realised: realised.into(),
        text: text.into(),
    };
    let mut request = pb::RecordSkpProgressRequest {
        name: agreed.name.clone(),
        etag: agreed.etag.clone(),
        period: 1,
        entries: vec![entry("3", "")],
        request_id: String::new(),
    };
    let refused = team.plans.record_skp_progress(by!(team, "siti", request.clone())).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["entries[0].text"]);
    request.entries = vec![entry("", "Terbit tanggal 3")];
    let running = team.plans.record_skp_progress(by!(team, "siti", request)).await.unwrap().into_inner();
    let progress = &running.results[0].indicators[0].progress;
    assert_eq!((progress.len(), progress[0].text.as_str()), (1, "Terbit tanggal 3"));
}

#[tokio::test]
async fn another_superior_begins_an_open_plan_again() {
    let mut team = Team::start().await;
    let above = team.above().await;
    let draft = team.draft("siti", "budi").await;
    let serving = vec![Team::result("Laporan", &above.results[0].result)];
    let written = team.write("siti", &draft, serving).await.unwrap().into_inner();
    let submitted = team.submit("siti", &written).await.unwrap().into_inner();
    let reassign = |plan: &pb::SkpPlan, superior: &str| pb::ReassignSuperiorRequest {
        name: plan.name.clone(),
        etag: plan.etag.clone(),
        superior: superior.into(),
        appeal_to: String::new(),
        request_id: String::new(),
    };
    let request = team.hr(reassign(&submitted, &servant("siti")));
    let refused = team.plans.reassign_superior(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "SAME_PERSON".into()));
    let nobody = format!("{PARENT}/servants/{}", Uuid::now_v7());
    let request = team.hr(reassign(&submitted, &nobody));
    assert_eq!(bad_fields(&team.plans.reassign_superior(request).await.unwrap_err()), ["superior"]);
    let request = team.hr(reassign(&submitted, &servant("adi")));
    let moved = team.plans.reassign_superior(request).await.unwrap().into_inner();
    assert_eq!((moved.stage(), moved.superior.as_str()), (pb::SkpStage::Draft, servant("adi").as_str()));
    assert_eq!(moved.results[0].superior_result, "");
}

#[tokio::test]
async fn the_target_of_what_is_rated_stays() {
    let mut team = Team::start().await;
    let agreed = team.agreed().await;
    let indicator = agreed.results[0].indicators[0].indicator.clone();
    let entry = pb::record_skp_progress_request::Entry { indicator, realised: "3".into(), text: String::new() };
    let request = pb::RecordSkpProgressRequest {
        name: agreed.name.clone(),
        etag: agreed.etag.clone(),
        period: 3,
        entries: vec![entry],
        request_id: String::new(),
    };
    let running = team.plans.record_skp_progress(by!(team, "siti", request)).await.unwrap().into_inner();
    let rated = team.rate_period("budi", &running, 3).await.unwrap().into_inner();
    let (name, etag) = (rated.name.clone(), rated.etag.clone());
    let revise = pb::ReviseSkpPlanRequest { name, etag, note: "Tugas berubah".into(), ..Default::default() };
    let open = team.plans.revise_skp_plan(by!(team, "budi", revise)).await.unwrap().into_inner();
    let mut results = open.results.clone();
    for indicator in results.iter_mut().flat_map(|result| &mut result.indicators) {
        indicator.progress.clear();
        (indicator.title, indicator.target) = ("Jumlah laporan bulanan".into(), "6".into());
    }
    let refused = team.write("siti", &open, results.clone()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["results[0].indicators[0].target"]);
    for indicator in results.iter_mut().flat_map(|result| &mut result.indicators) {
        indicator.target = "12".into();
    }
    let put_right = team.write("siti", &open, results).await.unwrap().into_inner();
    assert_eq!(put_right.results[0].indicators[0].title, "Jumlah laporan bulanan");
}
