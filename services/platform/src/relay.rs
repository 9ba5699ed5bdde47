//! Ledger to broker. One leader a partition, one turn = number, read, send; confirmations overlap with the next turn.

use crate::{envelope, event::Event, kit::Kit, lease, ledger, streams::Streams, telemetry};
use async_nats::{
    HeaderMap,
    jetstream::{context::PublishError, message::PublishMessage, publish::PublishAck},
};
use futures::{FutureExt, StreamExt, future::try_join_all, stream::FuturesOrdered};
use sqlx::{PgConnection, postgres::PgConnectOptions};
use std::time::{Duration, Instant};
use tokio::time::sleep;
use uuid::Uuid;

/// Events in one turn; the broker takes at most 1,000 in a batch.
const BATCH: i64 = 500;
/// Below this, single messages arrive sooner: a batch costs the broker some 3 ms whatever its size.
const FEW: usize = 16;
/// Turns unconfirmed at once. More would outrun the acknowledgement timeout.
const OVERLAP: usize = 3;
/// Shortest turn: commits that arrive meanwhile share one.
const LINGER: Duration = Duration::from_millis(1);
/// Commits on other replicas wake nobody here.
const POLL: Duration = Duration::from_millis(50);
/// How often old rows are forgotten.
const SWEEP: Duration = Duration::from_secs(600);

/// The name a service's relays take the lead under.
pub(crate) fn role(service: &str) -> String {
    format!("{service}-relay")
}

/// Carries one partition's events to the broker.
#[derive(Clone)]
pub struct Relay {
    pub(crate) kit: Kit,
    pub(crate) sessions: PgConnectOptions,
    pub(crate) streams: Streams,
    pub(crate) partition: i16,
    pub(crate) retention_days: i32,
    pub(crate) request_hours: i32,
}

impl Relay {
    /// Leads until something fails. Then all in flight is forgotten, and the next leader starts from `published`.
    pub async fn lead(&self) -> anyhow::Result<()> {
        let role = role(self.kit.service.name);
        let mut session = lease::acquire(&self.sessions, &role, self.partition).await?;
        let mut confirmed = self.published(&mut session).await?;
        let mut sent = confirmed;
        let mut unconfirmed = FuturesOrdered::new();
        let mut swept = Instant::now();
        loop {
            ledger::stamp(&mut session, self.partition, confirmed, BATCH).await?;
            let events = ledger::after(&mut session, self.partition, sent, BATCH).await?;
            if let Some(last) = events.last() {
                sent = last.sequence;
                let acks = self.send(&events).await?;
                unconfirmed.push_back(async move { try_join_all(acks).await.map(|_| sent) });
                sleep(LINGER).await;
            } else {
                tokio::select! {
                    () = self.kit.wake.notified() => {}
                    () = sleep(POLL) => {}
                    Some(sequence) = unconfirmed.next() => confirmed = sequence?,
                }
            }
            // Take every confirmation that is there; wait for one only when enough turns overlap. What waits meanwhile
            // makes the next batch larger.
            while let Some(next) = match unconfirmed.len() >= OVERLAP {
                true => unconfirmed.next().await,
                false => unconfirmed.next().now_or_never().flatten(),
            } {
                confirmed = next?;
            }
            if swept.elapsed() > SWEEP {
                ledger::sweep(&mut session, self.retention_days, self.request_hours).await?;
                swept = Instant::now();
            }
        }
    }

    /// Where to begin. Waits for whoever is setting it back.
    async fn published(&self, session: &mut PgConnection) -> sqlx::Result<i64> {
        sqlx::query_scalar("SELECT published FROM relay WHERE partition = $1 FOR UPDATE")
            .bind(self.partition)
            .fetch_one(session)
            .await
    }

    /// A few events one by one. Many as one atomic batch: all stored, in order, behind one fsync and one confirmation, or
    /// none.
    async fn send(
        &self,
        events: &[Event],
    ) -> anyhow::Result<Vec<impl Future<Output = Result<PublishAck, PublishError>> + use<>>> {
        let service = self.kit.service.name;
        telemetry::count("outbox.published", service, events.len() as u64, ("partition", self.partition.to_string()));
        let (batch, last) = (Uuid::now_v7().to_string(), events.len());
        let mut acks = Vec::new();
        for (event, nth) in events.iter().zip(1..) {
            let subject = self.streams.subject(event.partition, &event.kind);
            let mut headers = self.headers(event);
            if last >= FEW {
                headers.insert("Nats-Batch-Id", batch.as_str());
                headers.insert("Nats-Batch-Sequence", nth.to_string());
                if nth < last {
                    let client = self.streams.context.client();
                    client.publish_with_headers(subject, headers, event.payload.clone().into()).await?;
                    continue;
                }
                headers.insert("Nats-Batch-Commit", "1");
            }
            // No `Nats-Msg-Id`: one known id would refuse its whole batch, and consumers need no help with duplicates.
            let message = PublishMessage::build().payload(event.payload.clone().into()).headers(headers);
            acks.push(self.streams.context.send_publish(subject, message).await?.into_future());
        }
        Ok(acks)
    }

    /// The envelope, with the producer's span as parent of the consumer's.
    fn headers(&self, event: &Event) -> HeaderMap {
        let span = tracing::info_span!(
            target: "siklus::delivery",
            "send",
            otel.name = format!("send {}", event.kind),
            otel.kind = "producer",
            service.name = self.kit.service.name,
            messaging.system = "nats",
            messaging.operation.type = "send",
            messaging.destination.name = self.streams.stream_of(self.kit.service.name),
            messaging.message.id = %event.id,
        );
        telemetry::set_parent(&span, &event.traceparent);
        let traceparent = span.in_scope(telemetry::traceparent);
        let traceparent = if traceparent.is_empty() { event.traceparent.as_str() } else { &traceparent };
        envelope::encode(event, &format!("//{}.{}", self.kit.service.name, self.kit.domain), traceparent)
    }
}
