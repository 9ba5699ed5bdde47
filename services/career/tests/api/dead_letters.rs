//! Events set aside, and the operator who looks after them. The kit does it for all services; one shows it.

use crate::{Career, appointment};
use contracts::delivery::v1::{self as pb, delivery_service_client::DeliveryServiceClient};
use platform::testing::eventually;
use prost::Message;
use tonic::{Code, transport::Channel};
use uuid::Uuid;

const OPERATOR: &[&str] = &["operator"];
const APPOINTED: &str = "asn.recruitment.events.v1.CandidateAppointed";

struct Desk {
    career: Career,
    client: DeliveryServiceClient<Channel>,
}

impl Desk {
    /// Event 1 cannot be read, event 2 waits behind it, event 3 is about somebody else.
    async fn with_a_letter() -> Self {
        let mut career = Career::start().await;
        let event = appointment(2);
        let poison =
            career.harness.deliver_raw("recruitment", 1, Uuid::now_v7(), &event.application, APPOINTED, vec![0xff]);
        poison.await.unwrap();
        career.harness.deliver("recruitment", 2, &event.application, &event).await.unwrap();
        career.appointed(3).await;
        let client = DeliveryServiceClient::new(career.harness.channel.clone());
        Self { career, client }
    }

    fn request<M>(&self, message: M) -> tonic::Request<M> {
        self.career.harness.request_as("operator", OPERATOR, &["-"], message)
    }

    async fn letters(&mut self) -> Vec<pb::DeadLetter> {
        let request = self.request(pb::ListDeadLettersRequest::default());
        self.client.list_dead_letters(request).await.unwrap().into_inner().dead_letters
    }

    async fn discard(&mut self, sequence: i64) -> Result<(), tonic::Status> {
        let request = pb::DiscardDeadLetterRequest {
            producer: "recruitment".into(),
            partition: 0,
            sequence,
            reason: "cannot be read".into(),
        };
        let request = self.request(request);
        self.client.discard_dead_letter(request).await.map(|_| ())
    }
}

#[tokio::test]
async fn an_aggregate_waits_behind_its_letter_and_nobody_else_does() {
    let mut desk = Desk::with_a_letter().await;
    let letters = desk.letters().await;
    assert_eq!(letters.iter().map(|letter| letter.sequence).collect::<Vec<_>>(), [1, 2]);
    assert!(!letters[0].error.is_empty() && letters[1].error.is_empty());
    assert!(desk.career.by_application(&appointment(2).application).await.is_empty());
}

#[tokio::test]
async fn giving_a_letter_up_frees_what_waited_behind_it() {
    let mut desk = Desk::with_a_letter().await;
    desk.discard(1).await.unwrap();
    let waits = "SELECT count(*) FROM career.dead_letters";
    eventually(async || (desk.career.harness.number(waits).await == 0).then_some(())).await;
    assert_eq!(desk.career.by_application(&appointment(2).application).await.len(), 1);
    assert_eq!(desk.discard(1).await.unwrap_err().code(), Code::NotFound);
    let noted = "SELECT count(*) FROM career.audit WHERE subject = 'operator' AND target LIKE '%: cannot be read'";
    assert_eq!(desk.career.harness.number(noted).await, 1);
}

#[tokio::test]
async fn a_retry_that_fails_again_says_why_and_changes_nothing() {
    let mut desk = Desk::with_a_letter().await;
    let aggregate = appointment(2).application;
    let retry = pb::RetryDeadLettersRequest { producer: "recruitment".into(), partition: 0, aggregate };
    let request = desk.request(retry);
    let refused = desk.client.retry_dead_letters(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(desk.letters().await.len(), 2);
}

#[tokio::test]
async fn a_message_that_is_no_event_is_passed_over() {
    let mut career = Career::start().await;
    career.appointed(1).await;
    let streams = career.harness.ground.streams().await.unwrap();
    let subject = streams.subject(0, APPOINTED);
    let nonsense = streams.context.publish(subject, appointment(2).encode_to_vec().into()).await.unwrap();
    nonsense.await.unwrap();
    career.appointed(2).await;
    assert_eq!(career.harness.number("SELECT count(*) FROM career.dead_letters").await, 0);
    assert_eq!(career.harness.number("SELECT count(*) FROM career.servants").await, 2);
}
