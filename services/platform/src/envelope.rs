//! An event as a message: CloudEvents in binary mode, and beside them what the inbox counts by.

use crate::event::Event;
use anyhow::Context;
use async_nats::{HeaderMap, jetstream::Message};

/// The headers of an event that `source` tells.
pub(crate) fn encode(event: &Event, source: &str, traceparent: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("ce-specversion", "1.0");
    headers.insert("ce-id", event.id.to_string());
    headers.insert("ce-type", event.kind.as_str());
    headers.insert("ce-source", source);
    headers.insert("ce-time", event.written_at.to_string());
    headers.insert("ce-subject", event.aggregate.as_str());
    headers.insert("content-type", "application/protobuf");
    headers.insert("traceparent", traceparent);
    headers.insert("asn-epoch", event.epoch.to_string());
    headers.insert("asn-partition", event.partition.to_string());
    headers.insert("asn-pseq", event.sequence.to_string());
    headers.insert("asn-version", event.version.to_string());
    headers.insert("asn-instansi", event.tenant.as_str());
    if let Some(cause) = event.caused_by {
        headers.insert("asn-caused-by", cause.to_string());
    }
    headers
}

/// Reads a message.
pub(crate) fn decode(message: &Message) -> anyhow::Result<Event> {
    let headers = message.headers.as_ref().context("an event without headers")?;
    let text = |name: &str| headers.get(name).map(|value| value.as_str()).with_context(|| format!("no {name}"));
    Ok(Event {
        partition: text("asn-partition")?.parse()?,
        sequence: text("asn-pseq")?.parse()?,
        epoch: text("asn-epoch")?.parse()?,
        id: text("ce-id")?.parse()?,
        kind: text("ce-type")?.to_owned(),
        tenant: text("asn-instansi")?.to_owned(),
        aggregate: text("ce-subject")?.to_owned(),
        version: text("asn-version")?.parse()?,
        payload: message.payload.to_vec(),
        traceparent: headers.get("traceparent").map(|value| value.to_string()).unwrap_or_default(),
        caused_by: headers.get("asn-caused-by").map(|cause| cause.as_str().parse()).transpose()?,
        written_at: text("ce-time")?.parse()?,
    })
}
