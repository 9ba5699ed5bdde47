use crate::{
    Evaluation, MACHINE, PARENT, SUPERIOR, absent, appointment, assert_refused, at_once, create_appraisal,
    rate_appraisal as rate,
};
use contracts::evaluation::{events::v1::SkpFinalised, v1 as pb};
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

fn finalise(appraisal: &pb::Appraisal) -> pb::FinaliseAppraisalRequest {
    let (name, etag) = (appraisal.name.clone(), appraisal.etag.clone());
    pb::FinaliseAppraisalRequest { name, etag, ..Default::default() }
}

#[tokio::test]
async fn a_year_is_planned_rated_again_and_final() {
    let mut evaluation = Evaluation::start().await;
    let planned = evaluation.appraisal().await;
    assert_eq!((planned.state(), planned.predicate()), (pb::appraisal::State::Planned, pb::Predicate::Unspecified));
    let rated = evaluation.rated(&planned, pb::Rating::Below, pb::Rating::Meets).await;
    assert_eq!((rated.state(), rated.predicate()), (pb::appraisal::State::Rated, pb::Predicate::NeedsImprovement));
    let again = evaluation.rated(&rated, pb::Rating::Above, pb::Rating::Above).await;
    evaluation.on("2025-12-25");
    let request = evaluation.harness.request(MACHINE, finalise(&again));
    let done = evaluation.appraisals.finalise_appraisal(request).await.unwrap().into_inner();
    assert_eq!((done.state(), done.predicate()), (pb::appraisal::State::Final, pb::Predicate::VeryGood));
    let request = evaluation.harness.request(MACHINE, pb::GetAppraisalRequest { name: done.name.clone() });
    assert_eq!(evaluation.appraisals.get_appraisal(request).await.unwrap().into_inner(), done);
    let event: SkpFinalised = evaluation.harness.published(1).await[0].as_message().unwrap().unwrap();
    let expected = SkpFinalised { appraisal: done.name, version: 4, servant: done.servant, year: 2025, predicate: 1 };
    assert_eq!(event, expected);
}

#[tokio::test]
async fn a_final_appraisal_stays_as_it_is_and_a_planned_one_does_not_become_final() {
    let mut evaluation = Evaluation::start().await;
    let planned = evaluation.appraisal().await;
    let early = evaluation.harness.request(MACHINE, finalise(&planned));
    let refused = evaluation.appraisals.finalise_appraisal(early).await;
    assert_refused(refused, Code::FailedPrecondition, "APPRAISAL_STATE");
    let rated = evaluation.rated(&planned, pb::Rating::Meets, pb::Rating::Meets).await;
    evaluation.on("2025-12-25");
    let request = evaluation.harness.request(MACHINE, finalise(&rated));
    let done = evaluation.appraisals.finalise_appraisal(request).await.unwrap().into_inner();
    let late = evaluation.harness.request(MACHINE, rate(&done, pb::Rating::Above, pb::Rating::Above));
    assert_refused(evaluation.appraisals.rate_appraisal(late).await, Code::FailedPrecondition, "APPRAISAL_STATE");
    let twice = evaluation.harness.request(MACHINE, finalise(&done));
    assert_refused(evaluation.appraisals.finalise_appraisal(twice).await, Code::FailedPrecondition, "APPRAISAL_STATE");
}

#[tokio::test]
async fn only_known_servants_are_appraised_and_once_a_year() {
    let mut evaluation = Evaluation::start().await;
    let appraisal = evaluation.appraisal().await;
    let unknown = evaluation.harness.request(MACHINE, create_appraisal(&absent(&appraisal.servant), 2025));
    assert_refused(evaluation.appraisals.create_appraisal(unknown).await, Code::NotFound, "SERVANT_NOT_FOUND");
    let second = evaluation.harness.request(MACHINE, create_appraisal(&appraisal.servant, 2025));
    assert_refused(evaluation.appraisals.create_appraisal(second).await, Code::AlreadyExists, "APPRAISAL_EXISTS");
    for outside in [2024, 2026] {
        let request = evaluation.harness.request(MACHINE, create_appraisal(&appraisal.servant, outside));
        let refused = evaluation.appraisals.create_appraisal(request).await;
        assert_refused(refused, Code::FailedPrecondition, "OUTSIDE_CYCLE");
    }
    evaluation.on("2026-01-02");
    let next_year = evaluation.harness.request(MACHINE, create_appraisal(&appraisal.servant, 2026));
    evaluation.appraisals.create_appraisal(next_year).await.unwrap();
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut evaluation = Evaluation::start().await;
    let request = pb::CreateAppraisalRequest { request_id: "x".into(), year: 2021, ..Default::default() };
    let refused =
        evaluation.appraisals.create_appraisal(evaluation.harness.request(MACHINE, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "servant", "year", "request_id"]);
    let request = pb::RateAppraisalRequest { result: 9, ..Default::default() };
    let refused = evaluation.appraisals.rate_appraisal(evaluation.harness.request(MACHINE, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "result", "behaviour", "superior", "unit", "note"]);
    let request = evaluation.harness.request(MACHINE, pb::FinaliseAppraisalRequest::default());
    let refused = evaluation.appraisals.finalise_appraisal(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag"]);
}

#[tokio::test]
async fn a_stale_etag_is_refused_and_a_missing_appraisal_is_not_found() {
    let mut evaluation = Evaluation::start().await;
    let planned = evaluation.appraisal().await;
    evaluation.rated(&planned, pb::Rating::Meets, pb::Rating::Meets).await;
    let stale = evaluation.harness.request(MACHINE, rate(&planned, pb::Rating::Above, pb::Rating::Above));
    assert_refused(evaluation.appraisals.rate_appraisal(stale).await, Code::Aborted, "ETAG_MISMATCH");
    let stale = evaluation.harness.request(MACHINE, finalise(&planned));
    assert_refused(evaluation.appraisals.finalise_appraisal(stale).await, Code::Aborted, "ETAG_MISMATCH");
    let missing = pb::Appraisal { name: absent(&planned.name), ..planned };
    let request = evaluation.harness.request(MACHINE, pb::GetAppraisalRequest { name: missing.name.clone() });
    assert_refused(evaluation.appraisals.get_appraisal(request).await, Code::NotFound, "APPRAISAL_NOT_FOUND");
    let request = evaluation.harness.request(MACHINE, rate(&missing, pb::Rating::Above, pb::Rating::Above));
    assert_refused(evaluation.appraisals.rate_appraisal(request).await, Code::NotFound, "APPRAISAL_NOT_FOUND");
    let request = evaluation.harness.request(MACHINE, finalise(&missing));
    assert_refused(evaluation.appraisals.finalise_appraisal(request).await, Code::NotFound, "APPRAISAL_NOT_FOUND");
}

#[tokio::test]
async fn the_same_request_sent_eight_times_at_once_acts_once() {
    let mut evaluation = Evaluation::start().await;
    let servant = evaluation.appointed(1).await;
    let id = Uuid::now_v7().to_string();
    let request = pb::CreateAppraisalRequest { request_id: id, ..create_appraisal(&servant, 2025) };
    let calls = (0..8).map(|_| {
        let mut client = evaluation.appraisals.clone();
        let request = evaluation.harness.request(MACHINE, request.clone());
        tokio::spawn(async move { client.create_appraisal(request).await })
    });
    let (answers, _) = at_once(calls.collect()).await;
    assert_eq!(answers.len(), 8);
    assert!(answers.windows(2).all(|pair| pair[0].get_ref() == pair[1].get_ref()));
    let other = evaluation.harness.request(MACHINE, pb::CreateAppraisalRequest { year: 2024, ..request });
    assert_refused(evaluation.appraisals.create_appraisal(other).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn ratings_and_finals_are_replayed() {
    let mut evaluation = Evaluation::start().await;
    let planned = evaluation.appraisal().await;
    let request_id = Uuid::now_v7().to_string();
    evaluation.harness.number(SUPERIOR).await;
    evaluation.on("2025-12-10");
    let request = pb::RateAppraisalRequest { request_id, ..rate(&planned, pb::Rating::Meets, pb::Rating::Above) };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = evaluation.harness.request(MACHINE, request.clone());
        answers.push(evaluation.appraisals.rate_appraisal(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    evaluation.on("2025-12-25");
    let request = pb::FinaliseAppraisalRequest { request_id: Uuid::now_v7().to_string(), ..finalise(&answers[0]) };
    for _ in 0..2 {
        let request = evaluation.harness.request(MACHINE, request.clone());
        answers.push(evaluation.appraisals.finalise_appraisal(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[2], answers[3]);
    assert_eq!(evaluation.harness.published(1).await.len(), 1);
}

#[tokio::test]
async fn two_plans_or_finals_at_once_act_once() {
    let evaluation = Evaluation::start().await;
    let servant = evaluation.appointed(1).await;
    let calls = (0..2).map(|_| {
        let mut client = evaluation.appraisals.clone();
        let request = evaluation.harness.request(MACHINE, create_appraisal(&servant, 2025));
        tokio::spawn(async move { client.create_appraisal(request).await })
    });
    let (mut good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad[0].code()), (1, Code::AlreadyExists));
    let planned = good.remove(0).into_inner();
    evaluation.harness.number(SUPERIOR).await;
    evaluation.on("2025-12-10");
    let calls = (0..2).map(|_| {
        let mut client = evaluation.appraisals.clone();
        let request = evaluation.harness.request(MACHINE, rate(&planned, pb::Rating::Meets, pb::Rating::Meets));
        tokio::spawn(async move { client.rate_appraisal(request).await })
    });
    let (mut good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad[0].code()), (1, Code::Aborted));
    let rated = good.remove(0).into_inner();
    evaluation.on("2025-12-25");
    let calls = (0..2).map(|_| {
        let mut client = evaluation.appraisals.clone();
        let request = evaluation.harness.request(MACHINE, finalise(&rated));
        tokio::spawn(async move { client.finalise_appraisal(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad[0].code()), (1, Code::Aborted));
    assert_eq!(evaluation.harness.published(1).await.len(), 1);
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let mut evaluation = Evaluation::start().await;
    for number in 1..=3 {
        let servant = evaluation.appointed(number).await;
        let request = evaluation.harness.request(MACHINE, create_appraisal(&servant, 2025));
        evaluation.appraisals.create_appraisal(request).await.unwrap();
    }
    let mut request = pb::ListAppraisalsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let page = evaluation.harness.request(MACHINE, request.clone());
    let first = evaluation.appraisals.list_appraisals(page).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let page = evaluation.harness.request(MACHINE, request.clone());
    let second = evaluation.appraisals.list_appraisals(page).await.unwrap().into_inner();
    assert_eq!((first.appraisals.len(), second.appraisals.len(), second.next_page_token.as_str()), (2, 1, ""));
    request.servant = appointment(2).servant;
    let page = evaluation.harness.request(MACHINE, request.clone());
    let refused = evaluation.appraisals.list_appraisals(page).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"]);
    request.page_token.clear();
    let page = evaluation.harness.request(MACHINE, request);
    let of_one = evaluation.appraisals.list_appraisals(page).await.unwrap().into_inner();
    assert_eq!(of_one.appraisals.len(), 1);
}
