//! `migrate` makes what a service stands on: its role's rights, its schema, its counters, its streams. `serve` only
//! checks that they are there.

use crate::{config::Settings, ledger, service::Service, streams::Streams};
use anyhow::{Context, ensure};
use async_nats::jetstream::context::GetStreamErrorKind;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgConnectOptions};
use std::{collections::HashMap, str::FromStr};

/// Migrates the schema and makes streams and consumers. May be repeated.
pub async fn migrate<R>(service: &'static Service, settings: &Settings<R>) -> anyhow::Result<()> {
    migrate_schema(service, settings).await?;
    let streams = Streams::connect(&settings.nats, service.name).await?;
    streams.create(service.name).await?;
    for producer in service.producers() {
        for partition in 0..settings.outbox.partitions {
            streams.create_consumer(service.name, producer, partition).await?;
        }
    }
    Ok(())
}

/// Migrates the schema alone.
pub async fn migrate_schema<R>(service: &'static Service, settings: &Settings<R>) -> anyhow::Result<()> {
    let url = match settings.database.migrate_url.as_str() {
        "" => &settings.database.url,
        url => url,
    };
    let options = PgConnectOptions::from_str(url)?.options([("search_path", service.name)]);
    let mut connection = PgConnection::connect_with(&options).await.context("database.migrate_url")?;
    service.migrator.run(&mut connection).await?;
    ledger::prepare(&mut connection, settings.outbox.partitions).await?;
    sqlx::raw_sql(AssertSqlSafe(rights(service.name))).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// The service's role sees its schema only, and can neither change nor delete what the audit trail says.
fn rights(name: &str) -> String {
    format!(
        "DO $$ BEGIN
             IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN CREATE ROLE {name} LOGIN; END IF;
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
         GRANT USAGE ON SCHEMA {name} TO {name};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {name} TO {name};
         REVOKE INSERT, UPDATE, DELETE ON {name}._sqlx_migrations FROM {name};
         REVOKE UPDATE, DELETE ON {name}.audit FROM {name};"
    )
}

/// Refuses a database or broker that `migrate` has not prepared for this version. A broker that does not answer has not
/// said that anything is missing.
pub async fn check<R>(
    service: &'static Service,
    settings: &Settings<R>,
    pool: &PgPool,
    streams: &Streams,
) -> anyhow::Result<()> {
    let remedy = format!("run `{} migrate` first", service.name);
    let applied: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success")
        .fetch_all(pool)
        .await
        .with_context(|| format!("schema {} is missing: {remedy}", service.name))?;
    let applied: HashMap<i64, Vec<u8>> = applied.into_iter().collect();
    for migration in service.migrator.iter() {
        let found = applied.get(&migration.version);
        ensure!(found.is_some(), "migration {} {} is pending: {remedy}", migration.version, migration.description);
        let same = found.is_some_and(|checksum| *checksum == *migration.checksum);
        ensure!(same, "migration {} was applied with other content", migration.version);
    }
    match streams.context.get_stream(streams.stream_of(service.name)).await {
        Err(error) if matches!(error.kind(), GetStreamErrorKind::Request) => {
            tracing::warn!(%error, "the broker is away: calls are served, events wait for it");
            return Ok(());
        }
        own => own.with_context(|| format!("stream {} is missing: {remedy}", streams.stream_of(service.name)))?,
    };
    for producer in service.producers() {
        for partition in 0..settings.outbox.partitions {
            let consumer = streams.consumer(service.name, producer, partition).await;
            consumer.with_context(|| format!("the consumer of {producer}'s events is missing: {remedy}"))?;
        }
    }
    Ok(())
}

/// Lets the relay publish the whole kept ledger again: for a stream that was lost. Consumers know what they have.
pub async fn republish<R>(service: &'static Service, settings: &Settings<R>) -> anyhow::Result<()> {
    let mut connection = connect(service, settings).await?;
    // The leader keeps its place in memory, so it must end: the lock's holder is the session that leads. It waits for the
    // counters' rows until then, and the next leader until this is committed.
    sqlx::query(
        "WITH back AS (
             UPDATE relay SET published = coalesce((SELECT min(sequence) FROM ledger
                                                    WHERE ledger.partition = relay.partition), 1) - 1
         )
         SELECT pg_terminate_backend(pid) FROM pg_locks
         WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND classid = (hashtext($1)::bigint & 4294967295)::oid",
    )
    .bind(crate::relay::role(service.name))
    .execute(&mut connection)
    .await?;
    Ok(connection.close().await?)
}

/// One connection as the service's role.
pub(crate) async fn connect<R>(service: &'static Service, settings: &Settings<R>) -> anyhow::Result<PgConnection> {
    let options = PgConnectOptions::from_str(&settings.database.url)?.options([("search_path", service.name)]);
    PgConnection::connect_with(&options).await.context("database.url")
}
