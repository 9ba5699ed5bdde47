//! Traces, metrics and log lines. Without an endpoint nothing is sent, and nothing waits.

use crate::config;
use opentelemetry::{
    Context, KeyValue, global,
    propagation::{Extractor, Injector, TextMapPropagator},
    trace::{TraceContextExt, TracerProvider as _},
};
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource, metrics::SdkMeterProvider, propagation::TraceContextPropagator, trace::SdkTracerProvider,
};
use std::collections::HashMap;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

/// Flushes what was not sent yet when the program ends.
pub struct Guard {
    traces: Option<SdkTracerProvider>,
    metrics: Option<SdkMeterProvider>,
}

impl Guard {
    /// Sends the rest and stops. Blocking work, so it leaves the async workers.
    pub async fn shutdown(self) {
        let flush = move || {
            let ends =
                [self.traces.map(|provider| provider.shutdown()), self.metrics.map(|provider| provider.shutdown())];
            for error in ends.into_iter().flatten().filter_map(Result::err) {
                tracing::debug!(%error, "telemetry was not flushed");
            }
        };
        if let Err(error) = tokio::task::spawn_blocking(flush).await {
            tracing::debug!(%error, "telemetry was not flushed");
        }
    }
}

/// Starts telemetry for this process. Call it once, inside the runtime: the exporter's connection runs on it.
pub fn start(process: &'static str, settings: &config::Telemetry) -> anyhow::Result<Guard> {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let resource = Resource::builder().with_service_name(process).build();
    let mut guard = Guard { traces: None, metrics: None };
    if !settings.endpoint.is_empty() {
        let spans = SpanExporter::builder().with_tonic().with_endpoint(&settings.endpoint).build()?;
        let points = MetricExporter::builder().with_tonic().with_endpoint(&settings.endpoint).build()?;
        let meters = SdkMeterProvider::builder().with_periodic_exporter(points).with_resource(resource.clone()).build();
        global::set_meter_provider(meters.clone());
        guard.metrics = Some(meters);
        guard.traces = Some(SdkTracerProvider::builder().with_batch_exporter(spans).with_resource(resource).build());
    }
    // Only our own spans: those of the exporter's connection would feed themselves.
    let ours = filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with("siklus"));
    let spans = guard.traces.as_ref().map(|provider| {
        tracing_opentelemetry::layer()
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracer(provider.tracer(process))
            .with_filter(ours)
    });
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(std::io::stderr)
        .with_filter(EnvFilter::try_new(&settings.log)?);
    tracing_subscriber::registry().with(spans).with(lines).try_init()?;
    Ok(guard)
}

/// The W3C trace context of the current span; empty outside a trace.
pub fn traceparent() -> String {
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    carrier.remove("traceparent").unwrap_or_default()
}

/// The current trace id, 32 hex digits; all zeros outside a trace.
pub fn trace_id() -> String {
    Span::current().context().span().span_context().trace_id().to_string()
}

/// The trace id inside a `traceparent`; empty if it holds none.
pub fn trace_id_of(traceparent: &str) -> String {
    traceparent.split('-').nth(1).unwrap_or_default().to_owned()
}

/// Makes `span` a child of a remote span. Must be called before the span is entered.
pub fn set_parent(span: &Span, traceparent: &str) {
    if traceparent.is_empty() {
        return;
    }
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    adopt(span, TraceContextPropagator::new().extract(&carrier));
}

/// Makes `span` a child of the caller that sent `headers`.
pub fn set_parent_from(span: &Span, headers: &http::HeaderMap) {
    adopt(span, TraceContextPropagator::new().extract(&Headers(headers)));
}

fn adopt(span: &Span, context: Context) {
    if let Err(error) = span.set_parent(context) {
        tracing::trace!(%error, "no parent for the span");
    }
}

struct Headers<'h>(&'h http::HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

struct Metadata<'m>(&'m mut tonic::metadata::MetadataMap);

impl Injector for Metadata<'_> {
    fn set(&mut self, key: &str, value: String) {
        let key = tonic::metadata::MetadataKey::from_bytes(key.as_bytes());
        if let (Ok(key), Ok(value)) = (key, value.parse()) {
            self.0.insert(key, value);
        }
    }
}

/// Puts the current trace into an outgoing call.
pub fn inject(metadata: &mut tonic::metadata::MetadataMap) {
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut Metadata(metadata));
}

/// Counts `name` of `service`.
pub fn count(name: &'static str, service: &'static str, by: u64, label: (&'static str, String)) {
    let labels = [KeyValue::new("siklus.service", service), KeyValue::new(label.0, label.1)];
    global::meter("siklus").u64_counter(name).build().add(by, &labels);
}

/// Duration of one call by method and code.
pub fn observe_call(service: &'static str, method: &str, code: i32, duration_ms: f64) {
    static HISTOGRAM: std::sync::OnceLock<opentelemetry::metrics::Histogram<f64>> = std::sync::OnceLock::new();
    let histogram =
        HISTOGRAM.get_or_init(|| global::meter("siklus").f64_histogram("rpc.server.duration").with_unit("ms").build());
    let labels = [
        KeyValue::new("siklus.service", service),
        KeyValue::new("rpc.method", method.to_owned()),
        KeyValue::new("rpc.grpc.status_code", i64::from(code)),
    ];
    histogram.record(duration_ms, &labels);
}
