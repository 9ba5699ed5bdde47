//! The people in the offices, each verb one thing they do. Every write carries a request id and is asked again until its
//! outcome is known; what was said is kept in the client's ledger.

mod evaluation;
mod planning;
mod quiet;
mod selection;
mod service_record;

use super::{
    client::{Client, Effect},
    until,
};
use platform::testing::TENANT;
use siklus::calls::Calls;
use std::time::Duration;
use tokio::time::timeout;
use tonic::{Response, Status};
use uuid::Uuid;

pub use planning::{Post, UNIT};
pub use selection::Participants;

/// Longest wait for one answer before it is asked for again.
const ANSWER: Duration = Duration::from_secs(5);

/// Everybody who works with the system. Clones share the client's ledger.
#[derive(Clone)]
pub struct Office {
    /// The public API.
    pub calls: Calls,
    /// What was asked and what was said.
    pub client: Client,
}

impl Office {
    /// Offices that call these services.
    pub fn new(calls: Calls) -> Self {
        Self { calls, client: Client::default() }
    }

    /// Asks for a write under an id of its own until somebody knows what became of it.
    async fn write<R>(
        &self,
        service: &'static str,
        call: impl AsyncFn(String) -> Result<Response<R>, Status>,
    ) -> Result<R, Status> {
        self.write_as(Uuid::now_v7(), service, call).await
    }

    /// The same under a known id.
    async fn write_as<R>(
        &self,
        request_id: Uuid,
        service: &'static str,
        call: impl AsyncFn(String) -> Result<Response<R>, Status>,
    ) -> Result<R, Status> {
        until("an answer that tells the outcome", async || {
            self.client.ask(request_id, service);
            let answer = timeout(ANSWER, call(request_id.to_string())).await;
            let answer = answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer")));
            self.client.hear(request_id, answer.map(Response::into_inner))
        })
        .await
    }

    /// Asks for a write whose effect can be counted.
    async fn write_counted<R>(
        &self,
        request_id: Uuid,
        service: &'static str,
        effect: impl Fn(&R) -> Effect,
        call: impl AsyncFn(String) -> Result<Response<R>, Status>,
    ) -> Result<R, Status> {
        let answer = self.write_as(request_id, service, call).await?;
        self.client.did(request_id, effect(&answer));
        Ok(answer)
    }
}

/// The city all this happens in.
fn parent() -> String {
    format!("instansi/{TENANT}")
}
