//! Events that could not be applied, and those that wait behind them so that no aggregate is told out of order.

use crate::{
    error::chain,
    event::Event,
    inbox::{Subscriber, apply, bind},
    kit::Kit,
    ledger, telemetry,
    work::write_all,
};
use sqlx::{PgConnection, PgPool};
use std::collections::{BTreeMap, HashSet};

/// The aggregates of `run` that have letters already.
pub(crate) async fn parked(
    connection: &mut PgConnection,
    producer: &str,
    partition: i16,
    run: &[Event],
) -> sqlx::Result<HashSet<String>> {
    let aggregates: Vec<&str> = run.iter().map(|event| event.aggregate.as_str()).collect();
    let parked = sqlx::query_scalar(
        "SELECT DISTINCT aggregate FROM dead_letters WHERE producer = $1 AND partition = $2 AND aggregate = ANY ($3)",
    )
    .bind(producer)
    .bind(partition)
    .bind(&aggregates);
    Ok(parked.fetch_all(connection).await?.into_iter().collect())
}

/// Sets an event aside. Without an error it only waits behind another.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    producer: &str,
    event: &Event,
    error: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO dead_letters (producer, partition, sequence, epoch, event_id, type, instansi, aggregate,
                                   aggregate_version, payload, traceparent, caused_by, written_at, error)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(producer)
    .bind(event.partition)
    .bind(event.sequence)
    .bind(event.epoch)
    .bind(event.id)
    .bind(&event.kind)
    .bind(&event.tenant)
    .bind(&event.aggregate)
    .bind(event.version)
    .bind(&event.payload)
    .bind(&event.traceparent)
    .bind(event.caused_by)
    .bind(jiff_sqlx::ToSqlx::to_sqlx(event.written_at))
    .bind(error)
    .execute(connection)
    .await?;
    Ok(())
}

/// Aggregates whose next try is due.
pub(crate) async fn due(pool: &PgPool, producer: &str, partition: i16) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT DISTINCT aggregate FROM dead_letters
         WHERE producer = $1 AND partition = $2 AND error IS NOT NULL AND retry_at < now()",
    )
    .bind(producer)
    .bind(partition)
    .fetch_all(pool)
    .await
}

/// Why a retry did not apply everything.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// A letter failed again.
    #[error("{0}")]
    Failed(String),
    /// Postgres said no.
    #[error("database failed")]
    Database(#[from] sqlx::Error),
}

/// Applies an aggregate's letters in order, all or none, while the fold is held still by the watermark's row lock. A
/// failure is noted with its trace, and the next try waits twice as long.
pub async fn retry<S: Subscriber>(
    kit: &Kit,
    subscriber: &S,
    producer: &str,
    partition: i16,
    aggregate: &str,
) -> Result<usize, RetryError> {
    let mut tx = kit.pool.begin().await?;
    hold_still(&mut tx, producer, partition).await?;
    let rows =
        sqlx::query("DELETE FROM dead_letters WHERE producer = $1 AND partition = $2 AND aggregate = $3 RETURNING *")
            .bind(producer)
            .bind(partition)
            .bind(aggregate)
            .fetch_all(&mut *tx)
            .await?;
    let letters: Vec<Event> = rows.iter().map(ledger::read).collect::<sqlx::Result<_>>()?;
    let letters: BTreeMap<i64, Event> = letters.into_iter().map(|event| (event.sequence, event)).collect();
    let mut units = Vec::with_capacity(letters.len());
    for event in letters.values() {
        bind(&mut tx, &event.tenant).await?;
        match apply(kit, subscriber, &mut tx, producer, event).await {
            Ok(unit) => units.push(unit),
            Err(error) => {
                tx.rollback().await?;
                let error = chain(&*error);
                postpone(&kit.pool, producer, partition, event, &error).await?;
                return Err(RetryError::Failed(error));
            }
        }
    }
    write_all(&mut tx, &units).await?;
    tx.commit().await?;
    kit.wake.notify_one();
    Ok(letters.len())
}

/// Keeps the fold from parking events behind letters that are just going.
async fn hold_still(connection: &mut PgConnection, producer: &str, partition: i16) -> sqlx::Result<()> {
    sqlx::query("SELECT FROM inbox WHERE producer = $1 AND partition = $2 FOR UPDATE")
        .bind(producer)
        .bind(partition)
        .execute(connection)
        .await?;
    Ok(())
}

async fn postpone(pool: &PgPool, producer: &str, partition: i16, event: &Event, error: &str) -> sqlx::Result<()> {
    sqlx::query(
        "WITH failed AS (
             UPDATE dead_letters SET attempts = attempts + 1, error = $4, trace_id = $5,
                    retry_at = now() + 2 ^ least(attempts, 12) * interval '1 s'
             WHERE producer = $1 AND partition = $2 AND sequence = $3 RETURNING retry_at
         )
         UPDATE dead_letters AS other SET retry_at = failed.retry_at FROM failed
         WHERE producer = $1 AND partition = $2 AND aggregate = $6 AND sequence <> $3",
    )
    .bind(producer)
    .bind(partition)
    .bind(event.sequence)
    .bind(error)
    .bind(telemetry::trace_id_of(&event.traceparent))
    .bind(&event.aggregate)
    .execute(pool)
    .await?;
    Ok(())
}

/// Gives a letter up. Those that waited behind it are tried next. Returns whether there was such a letter.
pub(crate) async fn discard(
    connection: &mut PgConnection,
    producer: &str,
    partition: i16,
    sequence: i64,
) -> sqlx::Result<bool> {
    hold_still(connection, producer, partition).await?;
    let gone = sqlx::query_scalar::<_, String>(
        "WITH gone AS (
             DELETE FROM dead_letters WHERE producer = $1 AND partition = $2 AND sequence = $3 RETURNING aggregate
         ), freed AS (
             UPDATE dead_letters AS next SET error = coalesce(error, 'waited behind a letter that was given up'),
                    retry_at = now()
             FROM gone WHERE producer = $1 AND partition = $2 AND next.aggregate = gone.aggregate AND sequence <> $3
         )
         SELECT aggregate FROM gone",
    )
    .bind(producer)
    .bind(partition)
    .bind(sequence);
    Ok(gone.fetch_optional(connection).await?.is_some())
}
