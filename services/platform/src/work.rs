//! One unit of work: a transaction, the time, who acts for whom, and the events to tell when it commits.
//!
//! Commands take a `Work`. They never begin or commit; the edge does, and closes the unit, which
//! writes the audit row, the stored answer and the events in one statement.

use crate::{
    actor::{Actor, Tenant},
    event::{Aggregate, Locked, Message, partition_of},
    sensitive::Vault,
    telemetry,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::sync::Arc;
use uuid::Uuid;

/// A transaction and everything a command may know.
pub struct Work<'t> {
    /// The transaction.
    pub connection: &'t mut PgConnection,
    /// The time of the whole unit.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Arc<Actor>,
    /// For which tenant; row-level security is set to it.
    pub tenant: Tenant,
    /// Seals personal data.
    pub vault: Arc<Vault>,
    /// Event that caused this unit, if one did.
    pub caused_by: Option<Uuid>,
    pub(crate) entry: Entry,
    pub(crate) partitions: i16,
    pub(crate) outgoing: Vec<Outgoing>,
}

/// What the audit trail says about the unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Method path, or event type.
    pub action: String,
    /// Permission that allowed it; empty for public methods and events.
    pub permission: String,
    /// Resource the request named.
    pub target: String,
    /// Request id, if one was given.
    pub request_id: Option<Uuid>,
    /// Hash of the request's content.
    pub content: Vec<u8>,
}

pub(crate) struct Outgoing {
    id: Uuid,
    partition: i16,
    kind: String,
    aggregate: String,
    version: i64,
    payload: Vec<u8>,
}

impl Work<'_> {
    /// Tells the other services, when this unit commits, what happened to `aggregate`. Returns the event's id.
    pub fn record<E: Message>(&mut self, aggregate: &Locked<impl Aggregate>, event: &E) -> Uuid {
        let id = Uuid::now_v7();
        self.outgoing.push(Outgoing {
            id,
            partition: partition_of(aggregate.id(), self.partitions),
            kind: E::full_name(),
            aggregate: aggregate.name(&self.tenant),
            version: aggregate.version(),
            payload: event.encode_to_vec(),
        });
        id
    }

    /// Writes audit row, stored answer and events, in this order of locks: the events' numbers are drawn last, when every
    /// aggregate they tell about is locked. Returns whether there are events to relay.
    pub(crate) async fn close(self, response: &[u8]) -> sqlx::Result<bool> {
        let events = &self.outgoing;
        let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
        let partitions: Vec<i16> = events.iter().map(|event| event.partition).collect();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        let aggregates: Vec<&str> = events.iter().map(|event| event.aggregate.as_str()).collect();
        let versions: Vec<i64> = events.iter().map(|event| event.version).collect();
        let payloads: Vec<&[u8]> = events.iter().map(|event| event.payload.as_slice()).collect();
        sqlx::query(CLOSE)
            .bind(self.now.to_sqlx())
            .bind(&*self.actor.subject)
            .bind(&self.entry.action)
            .bind(&self.entry.permission)
            .bind(self.tenant.as_str())
            .bind(&self.entry.target)
            .bind(self.entry.request_id)
            .bind(telemetry::traceparent())
            .bind(self.caused_by)
            .bind(&self.entry.content)
            .bind(response)
            .bind(&ids)
            .bind(&partitions)
            .bind(&kinds)
            .bind(&aggregates)
            .bind(&versions)
            .bind(&payloads)
            .execute(self.connection)
            .await?;
        Ok(!ids.is_empty())
    }
}

const CLOSE: &str = "
    WITH audited AS (
        INSERT INTO audit (at, subject, action, permission, instansi, target, request_id, traceparent, caused_by, events)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $12)
    ), answered AS (
        UPDATE requests SET content = $10, response = $11
        WHERE subject = $2 AND method = $3 AND request_id = $7
    )
    INSERT INTO outbox (event_id, partition, type, aggregate, aggregate_version, payload, instansi, traceparent, caused_by,
                        written_at)
    SELECT event_id, partition, type, aggregate, aggregate_version, payload, $5, $8, $9, $1
    FROM unnest($12::uuid[], $13::smallint[], $14::text[], $15::text[], $16::bigint[], $17::bytea[])
         WITH ORDINALITY AS event (event_id, partition, type, aggregate, aggregate_version, payload, n)
    ORDER BY n";
