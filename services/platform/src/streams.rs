//! The broker's side: one stream a producer, one durable consumer a reader and partition. `migrate` makes them; `serve`
//! refuses to start without them. A lost stream is made anew from the ledger: nothing in it is the truth.

use crate::config;
use async_nats::jetstream::{
    self, ErrorCode,
    consumer::{AckPolicy, PullConsumer, pull},
    context::{DeleteStreamError, DeleteStreamErrorKind},
    stream::{Config, DiscardPolicy, StorageType, Stream},
};
use std::time::Duration;

/// Names and access of the deployment's streams.
#[derive(Clone)]
pub struct Streams {
    /// The JetStream context.
    pub context: jetstream::Context,
    settings: config::Nats,
}

impl Streams {
    /// Connects; keeps trying in the background when the broker is away, because the outbox can wait.
    pub async fn connect(settings: &config::Nats, name: &str) -> anyhow::Result<Self> {
        let client = async_nats::ConnectOptions::new()
            .name(name)
            .retry_on_initial_connect()
            .max_reconnects(None)
            .connect(&settings.url)
            .await?;
        let context = jetstream::context::ContextBuilder::new().timeout(Duration::from_secs(2)).build(client);
        Ok(Self { context, settings: settings.clone() })
    }

    /// Stream of a producer: `SIKLUS_NEEDS`.
    pub fn stream_of(&self, producer: &str) -> String {
        format!("{}_{producer}", self.settings.prefix).to_uppercase()
    }

    /// Subject of an event: `siklus.0.asn.needs.events.v1.NeedDetermined`.
    pub fn subject(&self, partition: i16, kind: &str) -> String {
        format!("{}.{partition}.{kind}", self.settings.prefix)
    }

    /// Durable consumer of a reader.
    pub fn durable_of(&self, reader: &str, partition: i16) -> String {
        format!("{reader}-{partition}")
    }

    /// Makes a producer's stream if it is not there.
    pub async fn create(&self, producer: &str) -> anyhow::Result<Stream> {
        let config = Config {
            name: self.stream_of(producer),
            subjects: vec![format!("{}.*.asn.{producer}.events.>", self.settings.prefix)],
            storage: StorageType::File,
            num_replicas: self.settings.replicas,
            max_bytes: self.settings.max_bytes,
            // A full pipe forgets its oldest: whoever has not read them asks `Replay`. Refusing new ones would stop it for good.
            discard: DiscardPolicy::Old,
            deny_delete: true,
            deny_purge: true,
            allow_atomic_publish: true,
            ..Config::default()
        };
        Ok(self.context.get_or_create_stream(config).await?)
    }

    /// Makes a reader's consumer if it is not there.
    pub async fn create_consumer(&self, reader: &str, producer: &str, partition: i16) -> anyhow::Result<()> {
        let durable = self.durable_of(reader, partition);
        let config = pull::Config {
            durable_name: Some(durable.clone()),
            filter_subject: format!("{}.{partition}.asn.{producer}.events.>", self.settings.prefix),
            ack_policy: AckPolicy::All,
            ack_wait: Duration::from_secs(5),
            max_ack_pending: 10_000,
            ..pull::Config::default()
        };
        self.create(producer).await?.get_or_create_consumer(&durable, config).await?;
        Ok(())
    }

    /// A reader's consumer; an error when it is missing.
    pub async fn consumer(&self, reader: &str, producer: &str, partition: i16) -> anyhow::Result<PullConsumer> {
        let stream = self.context.get_stream(self.stream_of(producer)).await?;
        stream.get_consumer(&self.durable_of(reader, partition)).await.map_err(anyhow::Error::from_boxed)
    }

    /// Deletes a producer's stream, if there is one: it will be made anew from the ledger.
    pub async fn delete(&self, producer: &str) -> anyhow::Result<()> {
        match self.context.delete_stream(self.stream_of(producer)).await {
            Err(error) if is_missing(&error) => Ok(()),
            deleted => Ok(deleted.map(|_| ())?),
        }
    }
}

fn is_missing(error: &DeleteStreamError) -> bool {
    matches!(error.kind(), DeleteStreamErrorKind::JetStream(told) if told.error_code() == ErrorCode::STREAM_NOT_FOUND)
}
