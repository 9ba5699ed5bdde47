//! After a service's database was restored to an earlier point. Its ledger has forgotten events that others may have
//! applied, and would give their numbers to other events. So it begins a new epoch; every reader stops at it, until a person
//! has seen what was forgotten and lets the reader go on behind the last event that both still know.

use crate::{config::Settings, delivery::Producer, migrate, service::Service, streams::Streams};
use anyhow::{Context, ensure};
use jiff_sqlx::{Timestamp, ToSqlx};
use sqlx::{Connection, PgConnection, Row};
use std::fmt;
use uuid::Uuid;

/// Begins a new epoch, and makes the stream anew: it holds what the ledger has forgotten.
pub async fn restored<R>(service: &'static Service, settings: &Settings<R>) -> anyhow::Result<()> {
    let streams = Streams::connect(&settings.nats, service.name).await?;
    streams.delete(service.name).await.context("deleting the stream")?;
    streams.create(service.name).await.context("making the stream anew")?;
    let (mut connection, epoch) = (migrate::connect(service, settings).await?, Uuid::now_v7());
    let mut tx = connection.begin().await?;
    let begun = sqlx::query("UPDATE relay SET epoch = $1 WHERE epoch < $1").bind(epoch).execute(&mut *tx).await?;
    ensure!(begun.rows_affected() > 0, "the present epoch is later than this machine's clock");
    note(&mut tx, "restored", &format!("epoch {epoch}")).await?;
    tx.commit().await?;
    connection.close().await?;
    migrate::republish(service, settings).await
}

/// What a reader of a restored service has to know before it goes on.
#[derive(Debug, Default)]
pub struct Findings {
    /// Where each partition goes on.
    pub partitions: Vec<Continuation>,
    /// Events this service listens to, that it has applied or set aside and that their producer has forgotten; oldest first.
    pub forgotten: Vec<Forgotten>,
}

/// How one partition goes on.
#[derive(Debug)]
pub struct Continuation {
    /// Number of the partition.
    pub partition: i16,
    /// Last number folded in the old epoch.
    pub folded: i64,
    /// Last number that both sides still know: the fold goes on behind it.
    pub common: i64,
    epoch: Uuid,
    event_id: Option<Uuid>,
}

/// An effect without a cause.
#[derive(Debug)]
pub struct Forgotten {
    /// When it was applied or told.
    pub at: jiff::Timestamp,
    /// Event type.
    pub kind: String,
    /// What it was about.
    pub aggregate: String,
    /// Event id; the audit trail has its effects under `caused_by`.
    pub event_id: Uuid,
}

/// Compares this reader's audit trail with the ledger of `producer`. With `accept` the reader goes on in the new epoch;
/// what was forgotten stays applied, for a person to set right.
pub async fn reconcile<R>(
    service: &'static Service,
    settings: &Settings<R>,
    producer: &str,
    accept: bool,
) -> anyhow::Result<Findings> {
    let known = service.producers().into_iter().find(|known| *known == producer);
    let name = known.with_context(|| format!("{} does not read {producer}'s events", service.name))?;
    let url = settings.peers.get(name).map(String::as_str);
    let peer = Producer::new(name, url, settings.auth.token_file.clone())?;
    let mut connection = migrate::connect(service, settings).await?;
    let mut tx = connection.begin().await?;
    // Whoever folds or retries waits; `transaction_timeout` is not set here, for a ledger may be long.
    sqlx::query("SELECT FROM inbox WHERE producer = $1 FOR UPDATE").bind(name).execute(&mut *tx).await?;
    let epochs = load(&mut tx, &peer, settings.outbox.partitions).await?;
    let findings = compare(&mut tx, service, name, &epochs).await?;
    if accept {
        go_on(&mut tx, name, &findings.partitions).await?;
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    connection.close().await?;
    Ok(findings)
}

/// Copies the numbers and ids of the producer's kept ledger; returns each partition's epoch.
async fn load(tx: &mut PgConnection, peer: &Producer, partitions: i16) -> anyhow::Result<Vec<(i16, Uuid)>> {
    let table =
        "CREATE TEMP TABLE known (partition smallint, sequence bigint, event_id uuid, at timestamptz) ON COMMIT DROP";
    sqlx::query(table).execute(&mut *tx).await?;
    let mut epochs = Vec::new();
    for partition in 0..partitions {
        let mut after = 0;
        loop {
            let events = peer.replay(partition, after).await.context("the producer must serve to be compared with")?;
            let Some(last) = events.last() else {
                // Without an event the ledger does not tell its epoch.
                ensure!(after > 0, "partition {partition} tells nothing yet: reconcile after its first event");
                break;
            };
            if after == 0 {
                epochs.push((partition, last.epoch));
            }
            after = last.sequence;
            sqlx::query("INSERT INTO known SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::timestamptz[])")
                .bind(partition)
                .bind(events.iter().map(|event| event.sequence).collect::<Vec<_>>())
                .bind(events.iter().map(|event| event.id).collect::<Vec<_>>())
                .bind(events.iter().map(|event| event.written_at.to_sqlx()).collect::<Vec<_>>())
                .execute(&mut *tx)
                .await?;
        }
    }
    Ok(epochs)
}

async fn compare(
    tx: &mut PgConnection,
    service: &Service,
    producer: &str,
    epochs: &[(i16, Uuid)],
) -> anyhow::Result<Findings> {
    let mut findings = Findings::default();
    for (partition, epoch) in epochs {
        let row = sqlx::query(
            "SELECT inbox.sequence AS folded, inbox.epoch AS before, both_know.event_id,
                    coalesce(both_know.sequence,
                             (SELECT min(sequence) - 1 FROM known WHERE known.partition = inbox.partition)) AS common
             FROM inbox LEFT JOIN LATERAL (
                 SELECT known.sequence, known.event_id FROM known
                 WHERE known.partition = inbox.partition AND known.sequence <= inbox.sequence
                   AND (known.event_id = inbox.event_id
                        OR EXISTS (SELECT FROM audit WHERE caused_by = known.event_id AND subject = 'event:' || $1)
                        OR EXISTS (SELECT FROM dead_letters AS letter WHERE letter.event_id = known.event_id))
                 ORDER BY known.sequence DESC LIMIT 1
             ) AS both_know ON true
             WHERE producer = $1 AND inbox.partition = $2",
        );
        let Some(row) = row.bind(producer).bind(partition).fetch_optional(&mut *tx).await? else { continue };
        let before: Uuid = row.try_get("before")?;
        ensure!(before <= *epoch, "{producer} tells of an older epoch than this reader has folded: restored twice?");
        findings.partitions.push(Continuation {
            partition: *partition,
            folded: row.try_get("folded")?,
            common: row.try_get("common")?,
            epoch: *epoch,
            event_id: row.try_get("event_id")?,
        });
    }
    // What was forgotten was told after the backup, so after the last event that both know. Retention took older ones, and
    // the hour allows for clocks that differ. Events that change nothing here were folded too, but left nothing to set right.
    let rows = sqlx::query(
        "WITH both_know AS (
             SELECT max(known.at) - interval '1 h' AS at FROM known
             WHERE EXISTS (SELECT FROM audit WHERE caused_by = known.event_id AND subject = 'event:' || $1)
         ), told AS (
             SELECT at, action, target, caused_by AS event_id FROM audit WHERE subject = 'event:' || $1
             UNION ALL
             SELECT written_at, type, aggregate, event_id FROM dead_letters WHERE producer = $1
         )
         SELECT told.at, action, target, event_id FROM told, both_know
         WHERE told.at > coalesce(both_know.at, '-infinity') AND action = ANY ($2)
           AND NOT EXISTS (SELECT FROM known WHERE known.event_id = told.event_id)
         ORDER BY told.at, event_id",
    );
    let heard = service.listens_to.iter().filter(|subscription| subscription.producer == producer);
    let rows = rows.bind(producer).bind(heard.map(|subscription| subscription.event).collect::<Vec<_>>());
    for row in rows.fetch_all(tx).await? {
        findings.forgotten.push(Forgotten {
            at: row.try_get::<Timestamp, _>("at")?.to_jiff(),
            kind: row.try_get("action")?,
            aggregate: row.try_get("target")?,
            event_id: row.try_get("event_id")?,
        });
    }
    Ok(findings)
}

/// Moves the watermarks into the new epoch. Letters of events that never happened are given up.
async fn go_on(tx: &mut PgConnection, producer: &str, partitions: &[Continuation]) -> sqlx::Result<()> {
    for partition in partitions {
        sqlx::query(
            "WITH given_up AS (
                 DELETE FROM dead_letters AS letter WHERE producer = $1 AND partition = $2
                    AND NOT EXISTS (SELECT FROM known WHERE known.event_id = letter.event_id) AND sequence > $3
             )
             UPDATE inbox SET epoch = $4, sequence = $3, event_id = $5 WHERE producer = $1 AND partition = $2",
        )
        .bind(producer)
        .bind(partition.partition)
        .bind(partition.common)
        .bind(partition.epoch)
        .bind(partition.event_id)
        .execute(&mut *tx)
        .await?;
        let Continuation { partition, folded, common, epoch, .. } = partition;
        let what = format!("{producer}/{partition}: behind {common} instead of {folded}, epoch {epoch}");
        note(tx, "reconcile", &what).await?;
    }
    Ok(())
}

/// Whoever runs a command holds the database's own keys; the trail keeps what was done and when.
async fn note(tx: &mut PgConnection, action: &str, target: &str) -> sqlx::Result<()> {
    let sql = "INSERT INTO audit (at, subject, action, permission, instansi, target, traceparent, events)
               VALUES (now(), 'command', $1, '', '-', $2, '', '{}')";
    sqlx::query(sql).bind(action).bind(target).execute(tx).await?;
    Ok(())
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Continuation { partition, folded, common, .. } in &self.partitions {
            writeln!(
                formatter,
                "partition {partition}: folded up to {folded}; both sides know everything up to {common}"
            )?;
        }
        if self.forgotten.is_empty() {
            return writeln!(formatter, "nothing was forgotten that this service listens to");
        }
        writeln!(
            formatter,
            "{} events were applied or set aside here and forgotten by their producer:",
            self.forgotten.len()
        )?;
        for Forgotten { at, kind, aggregate, event_id } in &self.forgotten {
            writeln!(formatter, "  {at}  {kind}  {aggregate}  {event_id}")?;
        }
        Ok(())
    }
}
