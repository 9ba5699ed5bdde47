use crate::{ANALYST, Evaluation, PARENT, absent, assert_refused, at_once, create_service};
use contracts::evaluation::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

#[tokio::test]
async fn a_registered_service_is_seen_by_everybody() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    assert_eq!((service.quality(), service.etag.as_str()), (pb::public_service::Quality::Steady, "\"1\""));
    let request = Request::new(pb::GetPublicServiceRequest { name: service.name.clone() });
    assert_eq!(evaluation.complaints.get_public_service(request).await.unwrap().into_inner(), service);
}

#[tokio::test]
async fn a_title_is_registered_once_a_unit() {
    let mut evaluation = Evaluation::start().await;
    evaluation.service("Pendaftaran pasien").await;
    let again = evaluation.harness.request(ANALYST, create_service(" Pendaftaran pasien "));
    let refused = evaluation.complaints.create_public_service(again).await;
    assert_refused(refused, Code::AlreadyExists, "SERVICE_EXISTS");
    let unit = format!("{PARENT}/units/{}", Uuid::from_u128(8));
    let elsewhere = pb::CreatePublicServiceRequest { unit, ..create_service("Pendaftaran pasien") };
    let request = evaluation.harness.request(ANALYST, elsewhere);
    evaluation.complaints.create_public_service(request).await.unwrap();
}

#[tokio::test]
async fn a_service_needs_a_title_and_a_unit_of_its_instansi() {
    let mut evaluation = Evaluation::start().await;
    let request = pb::CreatePublicServiceRequest { request_id: "x".into(), ..Default::default() };
    let request = evaluation.harness.request(ANALYST, request);
    let refused = evaluation.complaints.create_public_service(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "display_name", "unit", "request_id"]);
    let unit = create_service("x").unit.replace("6571", OTHER_TENANT);
    let request = evaluation.harness.request(ANALYST, pb::CreatePublicServiceRequest { unit, ..create_service("x") });
    let refused = evaluation.complaints.create_public_service(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["unit"]);
}

#[tokio::test]
async fn a_missing_service_is_not_found() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    for name in [absent(&service.name), service.name.replace("6571", OTHER_TENANT)] {
        let request = Request::new(pb::GetPublicServiceRequest { name });
        assert_refused(evaluation.complaints.get_public_service(request).await, Code::NotFound, "SERVICE_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_registration_is_replayed_and_two_at_once_register_once() {
    let mut evaluation = Evaluation::start().await;
    let request_id = Uuid::now_v7().to_string();
    let request = pb::CreatePublicServiceRequest { request_id, ..create_service("Pendaftaran pasien") };
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = evaluation.harness.request(ANALYST, request.clone());
        answers.push(evaluation.complaints.create_public_service(request).await.unwrap().into_inner());
    }
    assert_eq!(answers[0], answers[1]);
    let reused = pb::CreatePublicServiceRequest { display_name: "Farmasi".into(), ..request };
    let reused = evaluation.harness.request(ANALYST, reused);
    let refused = evaluation.complaints.create_public_service(reused).await;
    assert_refused(refused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let calls = (0..2).map(|_| {
        let mut client = evaluation.complaints.clone();
        let request = evaluation.harness.request(ANALYST, create_service("Laboratorium"));
        tokio::spawn(async move { client.create_public_service(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad[0].code()), (1, Code::AlreadyExists));
}

#[tokio::test]
async fn services_are_listed_in_pages_to_everybody() {
    let mut evaluation = Evaluation::start().await;
    for title in ["Pendaftaran pasien", "Farmasi", "Laboratorium"] {
        evaluation.service(title).await;
    }
    let mut request = pb::ListPublicServicesRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let first = evaluation.complaints.list_public_services(Request::new(request.clone())).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = evaluation.complaints.list_public_services(Request::new(request.clone())).await.unwrap().into_inner();
    assert_eq!((first.public_services.len(), second.public_services.len()), (2, 1));
    assert_eq!(second.next_page_token, "");
    request.parent = format!("instansi/{OTHER_TENANT}");
    let refused = evaluation.complaints.list_public_services(Request::new(request.clone())).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"]);
    request.page_token.clear();
    let other = evaluation.complaints.list_public_services(Request::new(request)).await.unwrap().into_inner();
    assert!(other.public_services.is_empty());
}
