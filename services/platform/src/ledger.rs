//! The producer's ledger. Commands leave rows in `outbox`; the leader moves them, in the order their locks were taken,
//! into `ledger` under the next contiguous numbers. `UNIQUE (partition, sequence)` makes two leaders harmless.

use crate::event::Event;
use jiff_sqlx::Timestamp;
use sqlx::{PgExecutor, Row, postgres::PgRow};
use uuid::Uuid;

/// Numbers up to `limit` committed rows and notes how far the broker has confirmed, in one statement and one commit.
pub async fn stamp(db: impl PgExecutor<'_>, partition: i16, confirmed: i64, limit: i64) -> sqlx::Result<()> {
    sqlx::query(
        "WITH moved AS (
             DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE partition = $1 ORDER BY id LIMIT $3) RETURNING *
         ), stamped AS (
             INSERT INTO ledger (partition, sequence, event_id, type, instansi, aggregate, aggregate_version, payload,
                                 traceparent, caused_by, written_at)
             SELECT partition, relay.stamped + row_number() OVER (ORDER BY id), event_id, type, instansi, aggregate,
                    aggregate_version, payload, traceparent, caused_by, written_at
             FROM moved JOIN relay USING (partition)
             RETURNING 1
         ), fresh AS (SELECT count(*) AS n FROM stamped)
         UPDATE relay SET stamped = stamped + fresh.n, published = greatest(published, $2)
         FROM fresh WHERE partition = $1 AND (fresh.n > 0 OR published < $2)",
    )
    .bind(partition)
    .bind(confirmed)
    .bind(limit)
    .execute(db)
    .await?;
    Ok(())
}

/// The ledger after a number: what the relay sends next, and what `Replay` answers.
pub async fn after(db: impl PgExecutor<'_>, partition: i16, sequence: i64, limit: i64) -> sqlx::Result<Vec<Event>> {
    sqlx::query(
        "SELECT partition, sequence, relay.epoch, event_id, type, instansi, aggregate, aggregate_version, payload,
                traceparent, caused_by, written_at
         FROM ledger JOIN relay USING (partition)
         WHERE partition = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
    )
    .bind(partition)
    .bind(sequence)
    .bind(limit)
    .fetch_all(db)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// One event of a row with the columns of `ledger` and `epoch`.
pub(crate) fn read(row: &PgRow) -> sqlx::Result<Event> {
    Ok(Event {
        partition: row.try_get("partition")?,
        sequence: row.try_get("sequence")?,
        epoch: row.try_get("epoch")?,
        id: row.try_get("event_id")?,
        kind: row.try_get("type")?,
        tenant: row.try_get("instansi")?,
        aggregate: row.try_get("aggregate")?,
        version: row.try_get("aggregate_version")?,
        payload: row.try_get("payload")?,
        traceparent: row.try_get("traceparent")?,
        caused_by: row.try_get("caused_by")?,
        written_at: row.try_get::<Timestamp, _>("written_at")?.to_jiff(),
    })
}

/// Makes the counters of every partition. An existing one stays as it is.
pub async fn prepare(db: impl PgExecutor<'_>, partitions: i16) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO relay (partition, epoch) SELECT n, $2 FROM generate_series(0, $1 - 1) AS n
         ON CONFLICT DO NOTHING",
    )
    .bind(i32::from(partitions))
    .bind(Uuid::now_v7())
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets published events and stored answers that are older than the law of the deployment keeps them. The last event
/// stays: by it a reader sees that the ledger is still the one it has folded.
pub async fn sweep(db: impl PgExecutor<'_>, retention_days: i32, request_hours: i32) -> sqlx::Result<()> {
    sqlx::query(
        "WITH answers AS (DELETE FROM requests WHERE created_at < now() - make_interval(hours => $2))
         DELETE FROM ledger USING relay
         WHERE ledger.partition = relay.partition AND ledger.sequence < relay.published
           AND ledger.written_at < now() - make_interval(days => $1)",
    )
    .bind(retention_days)
    .bind(request_hours)
    .execute(db)
    .await?;
    Ok(())
}
