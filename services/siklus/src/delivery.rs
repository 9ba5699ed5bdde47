//! `siklus dead-letters` and `siklus delivery`: what an operator sees and mends of a running system, over the public API.

use crate::calls::Credentials;
use anyhow::Context;
use contracts::delivery::v1::{self as pb, delivery_service_client::DeliveryServiceClient};
use tonic::{
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};

/// One service's delivery, as an operator.
pub struct Operator(DeliveryServiceClient<InterceptedService<Channel, Credentials>>);

impl Operator {
    /// Connects to a service with an operator's token.
    pub fn connect(address: &str, token: &str) -> anyhow::Result<Self> {
        let channel = Endpoint::from_shared(address.to_owned()).context("--address")?.connect_lazy();
        Ok(Self(DeliveryServiceClient::new(InterceptedService::new(channel, Credentials::new(token)?))))
    }

    /// How far the service has published and applied.
    pub async fn status(&mut self) -> anyhow::Result<String> {
        let status = self.0.get_delivery_status(pb::GetDeliveryStatusRequest {}).await?.into_inner();
        let mut text = String::new();
        for ledger in status.ledgers {
            text += &format!(
                "ledger {}: {} numbered, {} published, {} waiting\n",
                ledger.partition, ledger.stamped, ledger.published, ledger.waiting
            );
        }
        for inbox in status.inboxes {
            text += &format!(
                "{}/{}: {} applied, {} dead letters\n",
                inbox.producer, inbox.partition, inbox.applied, inbox.dead_letters
            );
        }
        Ok(text)
    }

    /// All dead letters, oldest first.
    pub async fn list(&mut self) -> anyhow::Result<Vec<pb::DeadLetter>> {
        let (mut letters, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = pb::ListDeadLettersRequest { page_size: 1000, page_token };
            let page = self.0.list_dead_letters(request).await?.into_inner();
            letters.extend(page.dead_letters);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(letters);
            }
        }
    }

    /// Applies an aggregate's letters again; returns how many.
    pub async fn retry(&mut self, producer: &str, partition: i32, aggregate: &str) -> anyhow::Result<i32> {
        let (producer, aggregate) = (producer.to_owned(), aggregate.to_owned());
        let request = pb::RetryDeadLettersRequest { producer, partition, aggregate };
        Ok(self.0.retry_dead_letters(request).await?.into_inner().applied)
    }

    /// Gives a letter up for ever.
    pub async fn discard(&mut self, producer: &str, partition: i32, sequence: i64, reason: &str) -> anyhow::Result<()> {
        let (producer, reason) = (producer.to_owned(), reason.to_owned());
        self.0.discard_dead_letter(pb::DiscardDeadLetterRequest { producer, partition, sequence, reason }).await?;
        Ok(())
    }
}
