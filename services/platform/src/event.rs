//! Events: facts one service tells the others.

use crate::actor::Tenant;
use jiff::Timestamp;
use std::ops::{Deref, DerefMut};
use uuid::Uuid;

/// Any message of an `asn.*.events.v*` package. Its full protobuf name is its type.
pub trait Message: prost::Message + prost::Name + Default + 'static {}
impl<T: prost::Message + prost::Name + Default + 'static> Message for T {}

/// An event with its envelope, as it stands in the ledger, on the wire and in the consumer's hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Partition of the producer.
    pub partition: i16,
    /// Gap-free number inside the partition.
    pub sequence: i64,
    /// Epoch of the ledger: a later one means the producer was restored.
    pub epoch: Uuid,
    /// Id of the event.
    pub id: Uuid,
    /// Full protobuf name of the payload.
    pub kind: String,
    /// Tenant code.
    pub tenant: String,
    /// Resource name of the aggregate that changed.
    pub aggregate: String,
    /// Version of the aggregate after the change.
    pub version: i64,
    /// Encoded message.
    pub payload: Vec<u8>,
    /// Trace context of the call that wrote it.
    pub traceparent: String,
    /// Event that caused it.
    pub caused_by: Option<Uuid>,
    /// When it was written.
    pub written_at: Timestamp,
}

impl Event {
    /// The payload as a message, if the event is of this type.
    pub fn as_message<M: Message>(&self) -> Option<Result<M, prost::DecodeError>> {
        (self.kind == M::full_name()).then(|| M::decode(self.payload.as_slice()))
    }
}

/// Something with a version that events tell about.
pub trait Aggregate {
    /// Id; decides the partition.
    fn id(&self) -> Uuid;
    /// Version after the change.
    fn version(&self) -> i64;
    /// Resource name in a tenant.
    fn name(&self, tenant: &Tenant) -> String;
}

/// Proof that this transaction holds the aggregate's row: events are numbered in the order of such locks. Only a
/// service's `store` makes one, right after the `SELECT … FOR UPDATE` or the `INSERT` (an architecture test looks).
#[derive(Debug)]
pub struct Locked<A>(A);

impl<A> Locked<A> {
    /// Wraps an aggregate whose row this transaction has just locked or inserted.
    pub fn held(aggregate: A) -> Self {
        Self(aggregate)
    }

    /// Gives the aggregate back; no events can be recorded for it any more.
    pub fn release(self) -> A {
        self.0
    }
}

impl<A> Deref for Locked<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.0
    }
}

impl<A> DerefMut for Locked<A> {
    fn deref_mut(&mut self) -> &mut A {
        &mut self.0
    }
}

/// The partition of an aggregate. The low half of a UUIDv7 is random, so it spreads evenly, and never changes.
pub fn partition_of(aggregate: Uuid, partitions: i16) -> i16 {
    let (_, low) = aggregate.as_u64_pair();
    i16::try_from(low % partitions.max(1) as u64).unwrap_or(0)
}
