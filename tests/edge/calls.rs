//! Health and reflection need no token; everything else passes the edge.

use contracts::career::v1::{self as pb, servant_service_client::ServantServiceClient};
use platform::testing::{Harness, bad_fields, reason};
use tonic::{Code, Request};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

async fn career() -> Harness {
    let started = Harness::start(&career::SERVICE, "2025-05-02T08:00:00Z", async |settings, clock| {
        career::app::build(settings, clock).await
    });
    started.await.unwrap()
}

#[tokio::test]
async fn health_answers_without_a_token() {
    let harness = career().await;
    let mut client = HealthClient::new(harness.channel.clone());
    for service in ["", "ready"] {
        let request = HealthCheckRequest { service: service.into() };
        let status = client.check(request).await.unwrap().into_inner().status();
        assert_eq!(status, ServingStatus::Serving, "{service:?}");
    }
}

#[tokio::test]
async fn reflection_names_every_service() {
    let harness = career().await;
    let mut client = ServerReflectionClient::new(harness.channel.clone());
    let question = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers = client.server_reflection_info(tokio_stream::once(question)).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let MessageResponse::ListServicesResponse(list) = answer else { panic!("{answer:?}") };
    let names: Vec<String> = list.service.into_iter().map(|service| service.name).collect();
    for wanted in ["asn.career.v1.ServantService", "asn.delivery.v1.DeliveryService", "grpc.health.v1.Health"] {
        assert!(names.iter().any(|name| name == wanted), "{wanted} is not among {names:?}");
    }
}

#[tokio::test]
async fn an_unknown_method_is_unimplemented_and_says_so() {
    let harness = career().await;
    let mut client = contracts::needs::v1::proposal_service_client::ProposalServiceClient::new(harness.channel.clone());
    let request = harness.request(&["analyst"], contracts::needs::v1::GetNeedRequest::default());
    let status = client.get_need(request).await.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (Code::Unimplemented, "UNKNOWN_METHOD"));
}

#[tokio::test]
async fn an_oversized_message_is_refused_and_the_next_one_served() {
    let harness = career().await;
    let mut client = ServantServiceClient::new(harness.channel.clone());
    let name = "x".repeat(platform::grpc::MESSAGE_LIMIT + 1);
    let huge = harness.request(&["hr_officer"], pb::GetServantRequest { name });
    assert_eq!(client.get_servant(huge).await.unwrap_err().code(), Code::OutOfRange);
    let small = harness.request(&["hr_officer"], pb::GetServantRequest { name: "x".into() });
    assert_eq!(client.get_servant(small).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn only_the_services_may_replay_and_only_operators_mend() {
    use contracts::delivery::v1::{
        GetDeliveryStatusRequest, ReplayRequest, RetryDeadLettersRequest,
        delivery_service_client::DeliveryServiceClient,
    };
    let harness = career().await;
    let mut client = DeliveryServiceClient::new(harness.channel.clone());
    let anonymous = client.replay(Request::new(ReplayRequest::default())).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    let officer = harness.request(&["hr_officer"], ReplayRequest::default());
    assert_eq!(client.replay(officer).await.unwrap_err().code(), Code::PermissionDenied);
    let bad = harness.request_as("s", &["service"], &["-"], ReplayRequest { partition: 9, ..Default::default() });
    assert_eq!(client.replay(bad).await.unwrap_err().code(), Code::InvalidArgument);
    let local = harness.request(&["operator"], GetDeliveryStatusRequest {});
    assert_eq!(client.get_delivery_status(local).await.unwrap_err().code(), Code::PermissionDenied);
    let province = harness.request_as("o", &["operator"], &["-"], GetDeliveryStatusRequest {});
    let status = client.get_delivery_status(province).await.unwrap().into_inner();
    assert_eq!(status.ledgers.len(), 1);
    let local = harness.request(&["service"], ReplayRequest::default());
    assert_eq!(
        client.replay(local).await.unwrap_err().code(),
        Code::PermissionDenied,
        "the ledger tells of all tenants"
    );
    let empty = harness.request_as("o", &["operator"], &["-"], RetryDeadLettersRequest::default());
    assert_eq!(bad_fields(&client.retry_dead_letters(empty).await.unwrap_err()), ["producer", "aggregate"]);
    let letter = RetryDeadLettersRequest { producer: "needs".into(), aggregate: "a".into(), partition: 0 };
    let nothing = harness.request_as("o", &["operator"], &["-"], letter);
    assert_eq!(client.retry_dead_letters(nothing).await.unwrap_err().code(), Code::NotFound);
}
