use crate::{DESK, Evaluation, PARENT, absent, assert_refused, at_once, file};
use contracts::evaluation::{events::v1::ComplaintResolved, v1 as pb};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

fn resolve(complaint: &pb::Complaint) -> pb::ResolveComplaintRequest {
    pb::ResolveComplaintRequest {
        name: complaint.name.clone(),
        etag: complaint.etag.clone(),
        answer: "Loket kedua dibuka pukul 05.30.".into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn anybody_files_a_complaint_and_its_text_is_sealed() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    assert_eq!((complaint.state(), complaint.answer.as_str()), (pb::complaint::State::Received, ""));
    let plain = "SELECT count(*) FROM evaluation.complaints
                 WHERE position('Siti'::bytea IN text_sealed) > 0 OR complaints::text LIKE '%Siti%'";
    assert_eq!(evaluation.harness.number(plain).await, 0);
    let in_november = "SELECT count(*) FROM evaluation.complaints WHERE month = '2025-11-01'";
    assert_eq!(evaluation.harness.number(in_november).await, 1);
}

#[tokio::test]
async fn the_month_is_that_of_the_instansi_not_of_the_world() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.harness.clock.set("2025-11-30T17:00:00Z".parse().unwrap());
    evaluation.complaint(&service).await;
    let in_december = "SELECT count(*) FROM evaluation.complaints WHERE month = '2025-12-01'";
    assert_eq!(evaluation.harness.number(in_december).await, 1);
}

#[tokio::test]
async fn a_complaint_is_about_a_known_service_and_says_something() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    for public_service in [absent(&service.name), service.name.replace("6571", OTHER_TENANT)] {
        let request = Request::new(pb::FileComplaintRequest { public_service, ..file(&service) });
        assert_refused(evaluation.complaints.file_complaint(request).await, Code::NotFound, "SERVICE_NOT_FOUND");
    }
    let long = pb::FileComplaintRequest { text: "Siti ".repeat(1_000), ..Default::default() };
    let refused = evaluation.complaints.file_complaint(Request::new(long)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["public_service", "text"]);
    assert!(!format!("{refused:?}").contains("Siti"));
}

#[tokio::test]
async fn the_same_complaint_sent_eight_times_at_once_is_one() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let request = pb::FileComplaintRequest { request_id: Uuid::now_v7().to_string(), ..file(&service) };
    let calls = (0..8).map(|_| {
        let (mut client, request) = (evaluation.complaints.clone(), request.clone());
        tokio::spawn(async move { client.file_complaint(Request::new(request)).await })
    });
    let (answers, _) = at_once(calls.collect()).await;
    assert_eq!(answers.len(), 8);
    assert!(answers.windows(2).all(|pair| pair[0].get_ref() == pair[1].get_ref()));
    let other = Request::new(pb::FileComplaintRequest { text: "lain".into(), ..request });
    assert_refused(evaluation.complaints.file_complaint(other).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn an_answer_resolves_a_complaint_once_and_stays_out_of_the_event() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let request = evaluation.harness.request(DESK, resolve(&complaint));
    let resolved = evaluation.complaints.resolve_complaint(request).await.unwrap().into_inner();
    assert_eq!(resolved.state(), pb::complaint::State::Resolved);
    let request = evaluation.harness.request(DESK, pb::GetComplaintRequest { name: complaint.name.clone() });
    let read = evaluation.complaints.get_complaint(request).await.unwrap().into_inner();
    let quiet = pb::Complaint { answer: String::new(), ..resolved.clone() };
    assert_eq!((read, resolved.answer.is_empty()), (quiet.clone(), false), "the answer stands in the file");
    let list = pb::ListComplaintsRequest { parent: PARENT.into(), ..Default::default() };
    let request = evaluation.harness.request(DESK, list);
    assert_eq!(evaluation.complaints.list_complaints(request).await.unwrap().into_inner().complaints, [quiet]);
    let again = evaluation.harness.request(DESK, resolve(&resolved));
    let refused = evaluation.complaints.resolve_complaint(again).await;
    assert_refused(refused, Code::FailedPrecondition, "COMPLAINT_RESOLVED");
    let event: ComplaintResolved = evaluation.harness.published(1).await[0].as_message().unwrap().unwrap();
    let expected = ComplaintResolved { complaint: complaint.name, version: 2, public_service: service.name };
    assert_eq!(event, expected);
}

#[tokio::test]
async fn a_stale_etag_is_refused_and_a_missing_complaint_is_not_found() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let stale = pb::ResolveComplaintRequest { etag: "\"9\"".into(), ..resolve(&complaint) };
    let request = evaluation.harness.request(DESK, stale);
    assert_refused(evaluation.complaints.resolve_complaint(request).await, Code::Aborted, "ETAG_MISMATCH");
    let name = absent(&complaint.name);
    let missing = pb::ResolveComplaintRequest { name: name.clone(), ..resolve(&complaint) };
    let request = evaluation.harness.request(DESK, missing);
    assert_refused(evaluation.complaints.resolve_complaint(request).await, Code::NotFound, "COMPLAINT_NOT_FOUND");
    let request = evaluation.harness.request(DESK, pb::GetComplaintRequest { name });
    assert_refused(evaluation.complaints.get_complaint(request).await, Code::NotFound, "COMPLAINT_NOT_FOUND");
    let request = evaluation.harness.request(DESK, pb::ResolveComplaintRequest::default());
    let refused = evaluation.complaints.resolve_complaint(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "answer"]);
}

#[tokio::test]
async fn an_answer_is_replayed_and_two_at_once_answer_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let request = pb::ResolveComplaintRequest { request_id: Uuid::now_v7().to_string(), ..resolve(&complaint) };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = evaluation.harness.request(DESK, request.clone());
        answers.push(evaluation.complaints.resolve_complaint(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    let complaint = evaluation.complaint(&service).await;
    let calls = (0..2).map(|_| {
        let mut client = evaluation.complaints.clone();
        let request = evaluation.harness.request(DESK, resolve(&complaint));
        tokio::spawn(async move { client.resolve_complaint(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad[0].code()), (1, Code::Aborted));
    assert_eq!(evaluation.harness.published(2).await.len(), 2);
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let other = evaluation.service("Farmasi").await;
    for of in [&service, &other, &service] {
        evaluation.complaint(of).await;
    }
    let mut request = pb::ListComplaintsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let page = evaluation.harness.request(DESK, request.clone());
    let first = evaluation.complaints.list_complaints(page).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let page = evaluation.harness.request(DESK, request.clone());
    let second = evaluation.complaints.list_complaints(page).await.unwrap().into_inner();
    assert_eq!((first.complaints.len(), second.complaints.len(), second.next_page_token.as_str()), (2, 1, ""));
    request.public_service = service.name;
    let page = evaluation.harness.request(DESK, request.clone());
    let refused = evaluation.complaints.list_complaints(page).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"]);
    request.page_token.clear();
    let page = evaluation.harness.request(DESK, request.clone());
    assert_eq!(evaluation.complaints.list_complaints(page).await.unwrap().into_inner().complaints.len(), 2);
    request.public_service = "publicServices/x".into();
    let refused = evaluation.complaints.list_complaints(evaluation.harness.request(DESK, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["public_service"]);
}
