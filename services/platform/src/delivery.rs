//! The RPCs every service offers about its own events, and the client that asks another service for its ledger.

use crate::{
    actor::Tenant,
    dead_letters::{self, RetryError},
    error::{Failure, ServiceError},
    event::Event,
    grpc::{Call, MESSAGE_LIMIT},
    inbox::Subscriber,
    kit::{Kit, Scope},
    ledger,
    page::Page,
    violations::Violations,
    work::Work,
};
use anyhow::Context;
use contracts::delivery::v1::{
    self as pb, delivery_service_client::DeliveryServiceClient, delivery_service_server::DeliveryService,
};
use futures::{StreamExt, stream::BoxStream};
use jiff_sqlx::Timestamp;
use sqlx::Row;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tonic::{
    Code, Request, Response, Status,
    transport::{Channel, Endpoint},
};
use uuid::Uuid;

/// Another service as the owner of a ledger.
#[derive(Clone)]
pub struct Producer {
    name: &'static str,
    channel: Option<Channel>,
    token_file: PathBuf,
}

impl Producer {
    /// A producer at `url`; nothing is connected yet. Without a URL it never answers.
    pub fn new(name: &'static str, url: Option<&str>, token_file: PathBuf) -> anyhow::Result<Self> {
        let endpoint = url.map(|url| Endpoint::from_shared(url.to_owned())).transpose()?;
        let channel = endpoint.map(|endpoint| endpoint.connect_timeout(Duration::from_secs(1)).connect_lazy());
        Ok(Self { name, channel, token_file })
    }

    /// Service name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The producer's ledger after a number, at most 500 events.
    pub async fn replay(&self, partition: i16, after_sequence: i64) -> anyhow::Result<Vec<Event>> {
        let channel = self.channel.clone().context("no peer configured")?;
        let token = tokio::fs::read_to_string(&self.token_file).await.context("auth.token_file")?;
        let message = pb::ReplayRequest { partition: partition.into(), after_sequence, limit: 500 };
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", format!("Bearer {}", token.trim()).parse()?);
        let mut stream = DeliveryServiceClient::new(channel).replay(request).await?.into_inner();
        let mut events = Vec::new();
        while let Some(response) = stream.message().await? {
            events.push(from_wire(response.event.context("an answer without an event")?)?);
        }
        Ok(events)
    }
}

/// Serves the kit's own methods.
pub(crate) struct Delivery<S> {
    pub(crate) kit: Kit,
    pub(crate) subscriber: Arc<S>,
    pub(crate) partitions: i16,
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Failure(#[from] Failure),
    #[error("there is no such dead letter")]
    NotFound,
    #[error("the letter failed again: {0}")]
    FailedAgain(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl ServiceError for Error {
    fn code(&self) -> Code {
        match self {
            Self::Failure(failure) => failure.code(),
            Self::NotFound => Code::NotFound,
            Self::FailedAgain(_) => Code::FailedPrecondition,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Failure(failure) => failure.reason(),
            Self::NotFound => "DEAD_LETTER_NOT_FOUND",
            Self::FailedAgain(_) => "DEAD_LETTER_FAILED_AGAIN",
        }
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failure(failure) = self { Some(failure) } else { None }
    }
}

#[tonic::async_trait]
impl<S: Subscriber> DeliveryService for Delivery<S> {
    type ReplayStream = BoxStream<'static, Result<pb::ReplayResponse, Status>>;

    async fn replay(&self, request: Request<pb::ReplayRequest>) -> Result<Response<Self::ReplayStream>, Status> {
        // The ledger tells of all tenants.
        Call::of(&request).must_act_for(&Tenant::all()).map_err(|failure| self.kit.refuse(&failure))?;
        let message = request.into_inner();
        let partition = i16::try_from(message.partition).ok().filter(|number| (0..self.partitions).contains(number));
        let Some(partition) = partition else {
            let mut check = Violations::default();
            check.add("partition", format!("must be 0 to {}", self.partitions - 1));
            return Err(self.kit.refuse(&Failure::from(check)));
        };
        let limit = if message.limit <= 0 { 500 } else { i64::from(message.limit.min(5000)) };
        let events = ledger::after(&self.kit.pool, partition, message.after_sequence, limit);
        let events = events.await.map_err(|error| self.kit.refuse(&Failure::from(error)))?;
        let answers = events.into_iter().map(|event| Ok(pb::ReplayResponse { event: Some(to_wire(event)) }));
        Ok(Response::new(futures::stream::iter(answers).boxed()))
    }

    async fn get_delivery_status(
        &self,
        request: Request<pb::GetDeliveryStatusRequest>,
    ) -> Result<Response<pb::GetDeliveryStatusResponse>, Status> {
        let everything = |_: &pb::GetDeliveryStatusRequest| Ok((Tenant::all(), ()));
        self.kit.read(request, everything, async |view, ()| status_of(view.connection).await).await
    }

    async fn list_dead_letters(
        &self,
        request: Request<pb::ListDeadLettersRequest>,
    ) -> Result<Response<pb::ListDeadLettersResponse>, Status> {
        let parse = |message: &pb::ListDeadLettersRequest| {
            let mut check = Violations::default();
            let page = check.page(message.page_size, &message.page_token, "dead-letters");
            page.map(|page| (Tenant::all(), page)).ok_or(check)
        };
        self.kit.read(request, parse, async |view, page| list(view.connection, page).await).await
    }

    async fn retry_dead_letters(
        &self,
        request: Request<pb::RetryDeadLettersRequest>,
    ) -> Result<Response<pb::RetryDeadLettersResponse>, Status> {
        let message = request.get_ref().clone();
        // Whatever the retry does is audited as the events' own doing; that a person asked for it, here.
        let target = format!("{}/{}/{}", message.producer, message.partition, message.aggregate);
        let parse = |message: &pb::RetryDeadLettersRequest| {
            let mut check = Violations::default();
            check.text("producer", &message.producer, 50);
            check.text("aggregate", &message.aggregate, 300);
            if check.is_empty() { Ok((Scope::of(Tenant::all(), &target), ())) } else { Err(check) }
        };
        let note = async |_: &mut Work<'_>, ()| Ok::<_, Failure>(pb::RetryDeadLettersResponse::default());
        self.kit.write(request, parse, note).await?;
        let partition = i16::try_from(message.partition).unwrap_or(-1);
        let tried =
            dead_letters::retry(&self.kit, &*self.subscriber, &message.producer, partition, &message.aggregate).await;
        match tried {
            Ok(0) => Err(self.kit.refuse(&Error::NotFound)),
            Ok(applied) => Ok(Response::new(pb::RetryDeadLettersResponse { applied: applied as i32 })),
            Err(RetryError::Failed(error)) => Err(self.kit.refuse(&Error::FailedAgain(error))),
            Err(RetryError::Database(error)) => Err(self.kit.refuse(&Failure::from(error))),
        }
    }

    async fn discard_dead_letter(
        &self,
        request: Request<pb::DiscardDeadLetterRequest>,
    ) -> Result<Response<pb::DiscardDeadLetterResponse>, Status> {
        let parse = |message: &pb::DiscardDeadLetterRequest| {
            let mut check = Violations::default();
            check.text("producer", &message.producer, 50);
            check.text("reason", &message.reason, 1000);
            let letter = format!("{}/{}/{}", message.producer, message.partition, message.sequence);
            let target = format!("{letter}: {}", message.reason);
            if check.is_empty() { Ok((Scope::of(Tenant::all(), &target), message.clone())) } else { Err(check) }
        };
        self.kit
            .write(request, parse, async |work, letter| {
                let partition = i16::try_from(letter.partition).unwrap_or(-1);
                let gone = dead_letters::discard(work.connection, &letter.producer, partition, letter.sequence).await?;
                if gone { Ok(pb::DiscardDeadLetterResponse {}) } else { Err(Error::NotFound) }
            })
            .await
    }
}

async fn status_of(connection: &mut sqlx::PgConnection) -> Result<pb::GetDeliveryStatusResponse, Error> {
    let ledgers = sqlx::query(
        "SELECT partition, epoch, stamped, published,
                (SELECT count(*) FROM outbox WHERE outbox.partition = relay.partition) AS waiting
         FROM relay ORDER BY partition",
    )
    .fetch_all(&mut *connection)
    .await?;
    let inboxes = sqlx::query(
        "SELECT producer, partition, epoch, sequence,
                (SELECT count(*) FROM dead_letters AS letter
                 WHERE letter.producer = inbox.producer AND letter.partition = inbox.partition) AS dead_letters
         FROM inbox ORDER BY producer, partition",
    )
    .fetch_all(connection)
    .await?;
    let ledger = |row: &sqlx::postgres::PgRow| {
        Ok::<_, sqlx::Error>(pb::LedgerStatus {
            partition: row.try_get::<i16, _>("partition")?.into(),
            epoch: row.try_get::<Uuid, _>("epoch")?.to_string(),
            stamped: row.try_get("stamped")?,
            published: row.try_get("published")?,
            waiting: row.try_get("waiting")?,
        })
    };
    let inbox = |row: &sqlx::postgres::PgRow| {
        Ok::<_, sqlx::Error>(pb::InboxStatus {
            producer: row.try_get("producer")?,
            partition: row.try_get::<i16, _>("partition")?.into(),
            epoch: row.try_get::<Uuid, _>("epoch")?.to_string(),
            applied: row.try_get("sequence")?,
            dead_letters: row.try_get("dead_letters")?,
        })
    };
    Ok(pb::GetDeliveryStatusResponse {
        ledgers: ledgers.iter().map(ledger).collect::<Result<_, _>>()?,
        inboxes: inboxes.iter().map(inbox).collect::<Result<_, _>>()?,
    })
}

async fn list(connection: &mut sqlx::PgConnection, page: Page) -> Result<pb::ListDeadLettersResponse, Error> {
    let rows = sqlx::query(
        "SELECT producer, partition, sequence, event_id, type, aggregate, coalesce(error, '') AS error, attempts,
                retry_at, trace_id, written_at
         FROM dead_letters WHERE (written_at, event_id) > ($1, $2) ORDER BY written_at, event_id LIMIT $3",
    )
    .bind(jiff_sqlx::ToSqlx::to_sqlx(page.after_time()))
    .bind(page.after.1)
    .bind(page.limit())
    .fetch_all(connection)
    .await?;
    let mut letters = Vec::new();
    for row in &rows {
        let id: Uuid = row.try_get("event_id")?;
        let written: Timestamp = row.try_get("written_at")?;
        let letter = pb::DeadLetter {
            producer: row.try_get("producer")?,
            partition: row.try_get::<i16, _>("partition")?.into(),
            sequence: row.try_get("sequence")?,
            event_id: id.to_string(),
            r#type: row.try_get("type")?,
            aggregate: row.try_get("aggregate")?,
            error: row.try_get("error")?,
            attempts: row.try_get("attempts")?,
            retry_time: Some(crate::dates::render_time(row.try_get::<Timestamp, _>("retry_at")?.to_jiff())),
            trace_id: row.try_get("trace_id")?,
        };
        letters.push((written.to_jiff().as_microsecond(), id, letter));
    }
    let next_page_token = page.cut(&mut letters, |(time, id, _)| (*time, *id));
    Ok(pb::ListDeadLettersResponse {
        dead_letters: letters.into_iter().map(|(_, _, letter)| letter).collect(),
        next_page_token,
    })
}

fn to_wire(event: Event) -> pb::Event {
    pb::Event {
        event_id: event.id.to_string(),
        r#type: event.kind,
        instansi: event.tenant,
        aggregate: event.aggregate,
        aggregate_version: event.version,
        payload: event.payload,
        traceparent: event.traceparent,
        caused_by: event.caused_by.map(|id| id.to_string()).unwrap_or_default(),
        time: Some(crate::dates::render_time(event.written_at)),
        partition: event.partition.into(),
        sequence: event.sequence,
        epoch: event.epoch.to_string(),
    }
}

fn from_wire(event: pb::Event) -> anyhow::Result<Event> {
    let time = event.time.context("an event without a time")?;
    Ok(Event {
        partition: event.partition.try_into()?,
        sequence: event.sequence,
        epoch: event.epoch.parse()?,
        id: event.event_id.parse()?,
        kind: event.r#type,
        tenant: event.instansi,
        aggregate: event.aggregate,
        version: event.aggregate_version,
        payload: event.payload,
        traceparent: event.traceparent,
        caused_by: (!event.caused_by.is_empty()).then(|| event.caused_by.parse()).transpose()?,
        written_at: jiff::Timestamp::new(time.seconds, time.nanos)?,
    })
}

impl<S: Subscriber> Delivery<S> {
    /// The server with the kit's message limit.
    pub(crate) fn server(self) -> pb::delivery_service_server::DeliveryServiceServer<Self> {
        pb::delivery_service_server::DeliveryServiceServer::new(self).max_decoding_message_size(MESSAGE_LIMIT)
    }
}
