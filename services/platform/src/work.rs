//! One unit of work: a transaction, the time, who acts for whom, and the events to tell when it commits.
//!
//! Commands take a `Work`. They never begin or commit; whoever opened the unit does, and writes what it leaves: a call its
//! audit row, answer and events in one statement, a fold those of all its events.

use crate::{
    actor::{Actor, Tenant},
    event::{Aggregate, Locked, Message, partition_of},
    sensitive::Vault,
    shown, telemetry,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use proof::Signer;
use sqlx::PgConnection;
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// A transaction and everything a command may know.
pub struct Work<'t> {
    /// The transaction.
    pub connection: &'t mut PgConnection,
    /// The time of the whole unit.
    pub now: Timestamp,
    /// Who acts; `anonymous` where the request's [`Scope`](crate::Scope::unnamed) says that nobody shall know.
    pub actor: Arc<Actor>,
    /// For which tenant; row-level security is set to it.
    pub tenant: Tenant,
    /// Seals personal data.
    pub vault: Arc<Vault>,
    /// Signs what everybody may check; none in a service without such a key.
    pub signer: Option<Arc<Signer>>,
    /// Event that caused this unit, if one did.
    pub caused_by: Option<Uuid>,
    pub(crate) entry: Entry,
    pub(crate) persons: Option<&'static str>,
    pub(crate) shown: BTreeSet<Uuid>,
    pub(crate) partitions: i16,
    pub(crate) outgoing: Vec<Outgoing>,
}

/// Whom [`Work::show_everybody`] notes: the audit trail holds no list of all of them.
pub const EVERYBODY: Uuid = Uuid::nil();

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

    /// Notes for the audit trail that this unit opens what is about a person whom its answer does not name. Those whom it names
    /// are noted when it closes.
    pub fn show(&mut self, person: Uuid) {
        self.shown.insert(person);
    }

    /// Notes that this unit opens what is about everybody of the tenant.
    pub fn show_everybody(&mut self) {
        self.shown.insert(EVERYBODY);
    }

    /// Writes audit row, stored answer and events, in this order of locks: the events' numbers are drawn last, when every
    /// aggregate they tell about is locked. Returns whether there are events to relay.
    pub(crate) async fn close(mut self, response: &[u8]) -> sqlx::Result<bool> {
        if let Some(collection) = self.persons {
            self.shown.extend(shown::named(response, collection));
        }
        let shown: Vec<Uuid> = self.shown.iter().copied().collect();
        let events = &self.outgoing;
        all_fit(events)?;
        let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
        let partitions: Vec<i16> = events.iter().map(|event| event.partition).collect();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        let aggregates: Vec<&str> = events.iter().map(|event| event.aggregate.as_str()).collect();
        let versions: Vec<i64> = events.iter().map(|event| event.version).collect();
        let payloads: Vec<&[u8]> = events.iter().map(|event| event.payload.as_slice()).collect();
        let sealed = self.entry.request_id.map(|id| self.vault.seal_answer(id.as_bytes(), response)).transpose();
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
            .bind(sealed.map_err(|error| sqlx::Error::Encode(error.into()))?)
            .bind(&ids)
            .bind(&partitions)
            .bind(&kinds)
            .bind(&aggregates)
            .bind(&versions)
            .bind(&payloads)
            .bind(&shown)
            .execute(self.connection)
            .await?;
        Ok(!ids.is_empty())
    }
}

/// What a unit that an event caused leaves to be written.
pub(crate) struct Left {
    at: Timestamp,
    actor: Arc<Actor>,
    tenant: Tenant,
    action: String,
    target: String,
    traceparent: String,
    caused_by: Option<Uuid>,
    outgoing: Vec<Outgoing>,
}

impl Work<'_> {
    /// Ends a unit that an event caused. [`write_all`] writes what it leaves, together with its neighbours'.
    pub(crate) fn leave(self) -> Left {
        Left {
            at: self.now,
            actor: self.actor,
            tenant: self.tenant,
            action: self.entry.action,
            target: self.entry.target,
            traceparent: telemetry::traceparent(),
            caused_by: self.caused_by,
            outgoing: self.outgoing,
        }
    }
}

/// Writes audit rows and events of units of one transaction, in their order: a round trip for all of them. As for a call,
/// every aggregate is locked before the events' numbers are drawn. Returns whether there are events to relay.
pub(crate) async fn write_all(connection: &mut PgConnection, units: &[Left]) -> sqlx::Result<bool> {
    if units.is_empty() {
        return Ok(false);
    }
    for unit in units {
        all_fit(&unit.outgoing)?;
    }
    let events = || (1_i64..).zip(units).flat_map(|(nth, unit)| unit.outgoing.iter().map(move |event| (nth, event)));
    sqlx::query(WRITE_ALL)
        .bind(units.iter().map(|unit| unit.at.to_sqlx()).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| &*unit.actor.subject).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.action.as_str()).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.tenant.as_str()).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.target.as_str()).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.traceparent.as_str()).collect::<Vec<_>>())
        .bind(units.iter().map(|unit| unit.caused_by).collect::<Vec<_>>())
        .bind(events().map(|(nth, _)| nth).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.id).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.partition).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.kind.as_str()).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.aggregate.as_str()).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.version).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.payload.as_slice()).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(events().next().is_some())
}

/// Largest payload of an event. The broker takes messages of at most 1 MiB with their headers, and one that it refuses would
/// hold up all that follow it.
const LARGEST: usize = 900 << 10;

fn all_fit(events: &[Outgoing]) -> sqlx::Result<()> {
    match events.iter().find(|event| event.payload.len() > LARGEST) {
        Some(event) => {
            let (kind, size) = (&event.kind, event.payload.len());
            Err(sqlx::Error::Encode(format!("{kind} of {size} bytes is larger than the broker takes").into()))
        }
        None => Ok(()),
    }
}

const WRITE_ALL: &str = "
    WITH unit AS (
        SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[])
                      WITH ORDINALITY AS unit (at, subject, action, instansi, target, traceparent, caused_by, nth)
    ), event AS (
        SELECT * FROM unnest($8::bigint[], $9::uuid[], $10::smallint[], $11::text[], $12::text[], $13::bigint[], $14::bytea[])
                      WITH ORDINALITY AS event (unit, event_id, partition, type, aggregate, aggregate_version, payload, n)
    ), audited AS (
        INSERT INTO audit (at, subject, action, permission, instansi, target, traceparent, caused_by, events)
        SELECT at, subject, action, '', instansi, target, traceparent, caused_by,
               ARRAY (SELECT event_id FROM event WHERE unit = nth ORDER BY n)
        FROM unit ORDER BY nth
    )
    INSERT INTO outbox (event_id, partition, type, aggregate, aggregate_version, payload, instansi, traceparent, caused_by,
                        written_at)
    SELECT event_id, partition, type, aggregate, aggregate_version, payload, instansi, traceparent, caused_by, at
    FROM event JOIN unit ON unit = nth ORDER BY n";

const CLOSE: &str = "
    WITH audited AS (
        INSERT INTO audit (at, subject, action, permission, instansi, target, request_id, traceparent, caused_by, events,
                           shown)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $12, $18)
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
