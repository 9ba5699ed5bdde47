//! From OTLP messages to the records of the store, or to a refusal that names the field and repeats
//! nothing of it.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::{
    collector::{metrics::v1::ExportMetricsServiceRequest, trace::v1::ExportTraceServiceRequest},
    common::v1::{KeyValue, any_value::Value},
    metrics::v1::metric::Data,
    trace::v1::{Span, Status as OtlpStatus, span::SpanKind as OtlpKind, status::StatusCode},
};
use tonic::Status;

use crate::traces::{SpanKind, SpanRecord, SpanStatus};

const SERVICE_NAME: &str = "service.name";
/// Names and values are for a glance; what is longer is more likely a document than a label.
const LONGEST_TEXT: usize = 256;
const MOST_ATTRIBUTES: usize = 64;

/// All spans of a request; one malformed span refuses the request, since its sender is broken.
pub(super) fn spans(request: ExportTraceServiceRequest) -> Result<Vec<SpanRecord>, Status> {
    let mut records = Vec::new();
    for resource_spans in request.resource_spans {
        let resource = resource_spans.resource.map(|resource| resource.attributes).unwrap_or_default();
        let service = service_name(&resource).unwrap_or_else(|| "unknown".to_owned());
        for span in resource_spans.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            records.push(record(span, &service)?);
        }
    }
    Ok(records)
}

fn record(span: Span, resource_service: &str) -> Result<SpanRecord, Status> {
    Ok(SpanRecord {
        trace_id: identifier::<16>("trace_id", &span.trace_id)?,
        span_id: identifier::<8>("span_id", &span.span_id)?,
        parent_span_id: parent(&span.parent_span_id)?,
        kind: kind(span.kind()),
        name: shorten(span.name),
        // Several contexts can share a process and thus a resource; the span knows better.
        service: service_name(&span.attributes).unwrap_or_else(|| resource_service.to_owned()),
        start_unix_nano: span.start_time_unix_nano,
        end_unix_nano: span.end_time_unix_nano,
        status: status(span.status),
        attributes: attributes(span.attributes),
    })
}

fn identifier<const LENGTH: usize>(field: &str, bytes: &[u8]) -> Result<String, Status> {
    if bytes.len() != LENGTH || bytes.iter().all(|byte| *byte == 0) {
        return Err(Status::invalid_argument(format!("{field} must be {LENGTH} bytes that are not all zero")));
    }
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Senders write "no parent" as no bytes or as zeros.
fn parent(bytes: &[u8]) -> Result<Option<String>, Status> {
    if bytes.is_empty() || bytes == [0; 8] {
        return Ok(None);
    }
    identifier::<8>("parent_span_id", bytes).map(Some)
}

fn kind(kind: OtlpKind) -> SpanKind {
    match kind {
        OtlpKind::Unspecified | OtlpKind::Internal => SpanKind::Internal,
        OtlpKind::Server => SpanKind::Server,
        OtlpKind::Client => SpanKind::Client,
        OtlpKind::Producer => SpanKind::Producer,
        OtlpKind::Consumer => SpanKind::Consumer,
    }
}

fn status(status: Option<OtlpStatus>) -> SpanStatus {
    match status {
        Some(status) if status.code() == StatusCode::Error => SpanStatus::Error(shorten(status.message)),
        _ => SpanStatus::Ok,
    }
}

fn service_name(attributes: &[KeyValue]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.key == SERVICE_NAME)?;
    text(attribute.value.as_ref()?.value.as_ref()?).filter(|name| !name.is_empty())
}

fn attributes(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let plain = |attribute: KeyValue| {
        let value = text(&attribute.value?.value?)?;
        Some((shorten(attribute.key), value))
    };
    attributes.into_iter().filter_map(plain).take(MOST_ATTRIBUTES).collect()
}

/// Only plain values have a text; bytes, lists and maps are how payloads travel and are left out.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::StringValue(text) => Some(shorten(text.clone())),
        Value::BoolValue(truth) => Some(truth.to_string()),
        Value::IntValue(number) => Some(number.to_string()),
        Value::DoubleValue(number) => Some(number.to_string()),
        Value::ArrayValue(_) | Value::KvlistValue(_) | Value::BytesValue(_) | Value::StringValueStrindex(_) => None,
    }
}

fn shorten(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LONGEST_TEXT));
    text
}

/// How many measurements a metrics request carries.
pub(super) fn count_points(request: &ExportMetricsServiceRequest) -> usize {
    let scopes = request.resource_metrics.iter().flat_map(|resource| &resource.scope_metrics);
    scopes.flat_map(|scope| &scope.metrics).filter_map(|metric| metric.data.as_ref()).map(points).sum()
}

fn points(data: &Data) -> usize {
    match data {
        Data::Gauge(gauge) => gauge.data_points.len(),
        Data::Sum(sum) => sum.data_points.len(),
        Data::Histogram(histogram) => histogram.data_points.len(),
        Data::ExponentialHistogram(histogram) => histogram.data_points.len(),
        Data::Summary(summary) => summary.data_points.len(),
    }
}
