use opentelemetry::{
    Context as OtelContext, KeyValue,
    trace::{Span as _, SpanKind as OtelKind, Status as OtelStatus, TraceContextExt, Tracer, TracerProvider},
};
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_proto::tonic::{
    collector::{
        metrics::v1::metrics_service_client::MetricsServiceClient, trace::v1::trace_service_client::TraceServiceClient,
    },
    common::v1::{AnyValue, KeyValue as OtlpKeyValue, any_value::Value},
    metrics::v1::{Gauge, Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics, metric::Data},
    trace::v1::{ResourceSpans, ScopeSpans, Span},
};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tonic::{Code, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel};
use tonic_prost::ProstCodec;

use super::*;
use crate::traces::{SpanKind, SpanStatus, samples::Folder};

struct Running {
    store: Store,
    address: String,
    stop: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    async fn with(store: Store) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let (address, task) = Collector::start(free, store.clone(), stop.clone()).await?;
        Ok(Self { store, address: format!("http://{address}"), stop, task })
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.task.await?
    }
}

fn request(span: Span) -> ExportTraceServiceRequest {
    let scope_spans = vec![ScopeSpans { spans: vec![span], ..ScopeSpans::default() }];
    ExportTraceServiceRequest { resource_spans: vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }] }
}

fn valid_span() -> Span {
    Span { trace_id: vec![1; 16], span_id: vec![2; 8], name: "valid".to_owned(), ..Span::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_of_a_real_exporter_are_kept() -> anyhow::Result<()> {
    let folder = Folder::new();
    let running = Running::with(Store::open(&folder.0, 64 * 1024)?).await?;
    let exporter = opentelemetry_otlp::SpanExporter::builder().with_tonic().with_endpoint(&running.address).build()?;
    let provider = SdkTracerProvider::builder()
        .with_resource(Resource::builder_empty().with_service_name("recruitment").build())
        .with_batch_exporter(exporter)
        .build();
    let tracer = provider.tracer("test");
    let parent = tracer.span_builder("submit").with_kind(OtelKind::Server).start(&tracer);
    let context = OtelContext::new().with_span(parent);
    let mut child = tracer
        .span_builder("record")
        .with_attributes([KeyValue::new("service.name", "career"), KeyValue::new("attempt", 2)])
        .start_with_context(&tracer, &context);
    child.set_status(OtelStatus::error("stale"));
    drop(child);
    let trace_id = context.span().span_context().trace_id().to_string();
    let parent_id = context.span().span_context().span_id().to_string();
    drop(context);
    tokio::task::spawn_blocking(move || provider.shutdown()).await??;

    running.stop().await?;

    let spans = Store::read(&folder.0, &trace_id)?;
    let [submit, record] = &spans[..] else { panic!("two spans expected, not {}", spans.len()) };
    assert_eq!(
        (submit.name.as_str(), submit.service.as_str(), submit.kind),
        ("submit", "recruitment", SpanKind::Server)
    );
    assert_eq!((submit.span_id.as_str(), submit.parent_span_id.as_deref()), (parent_id.as_str(), None));
    assert_eq!(submit.status, SpanStatus::Ok);
    assert_eq!((record.name.as_str(), record.service.as_str()), ("record", "career"));
    assert_eq!(record.parent_span_id.as_deref(), Some(parent_id.as_str()));
    assert_eq!(record.status, SpanStatus::Error("stale".to_owned()));
    assert_eq!(record.attributes["attempt"], "2");
    Ok(())
}

#[tokio::test]
async fn malformed_ids_are_refused() -> anyhow::Result<()> {
    let running = Running::with(Store::in_memory()).await?;
    let mut client = TraceServiceClient::connect(running.address.clone()).await?;
    let malformed = [
        Span { trace_id: vec![1; 15], ..valid_span() },
        Span { trace_id: vec![0; 16], ..valid_span() },
        Span { span_id: Vec::new(), ..valid_span() },
        Span { parent_span_id: vec![3; 9], ..valid_span() },
    ];
    for span in malformed {
        let status = client.export(request(span)).await.expect_err("a malformed span");
        assert_eq!(status.code(), Code::InvalidArgument);
    }
    client.export(request(valid_span())).await?;
    assert_eq!(running.store.spans_of(&"01".repeat(16)).len(), 1);
    drop(client);
    running.stop().await
}

#[tokio::test]
async fn an_oversized_message_is_refused_for_good() -> anyhow::Result<()> {
    let running = Running::with(Store::in_memory()).await?;
    let mut client = TraceServiceClient::connect(running.address.clone()).await?;
    let oversized = Span { name: "x".repeat(LARGEST_MESSAGE), ..valid_span() };
    let status = client.export(request(oversized)).await.expect_err("an oversized message");
    assert_eq!(status.code(), Code::InvalidArgument);
    drop(client);
    running.stop().await
}

#[tokio::test]
async fn a_message_that_is_no_trace_is_refused() -> anyhow::Result<()> {
    let running = Running::with(Store::in_memory()).await?;
    let channel = Channel::from_shared(running.address.clone())?.connect().await?;
    let mut client = Grpc::new(channel);
    client.ready().await?;
    let path = PathAndQuery::from_static("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
    // A string where the message list of field 1 belongs.
    let codec: ProstCodec<String, ()> = ProstCodec::default();
    let status = client.unary(Request::new("no trace".to_owned()), path, codec).await.expect_err("not a trace");
    assert_eq!(status.code(), Code::InvalidArgument);
    drop(client);
    running.stop().await
}

#[tokio::test]
async fn long_texts_are_cut_and_documents_left_out() -> anyhow::Result<()> {
    let running = Running::with(Store::in_memory()).await?;
    let attribute = |key: &str, value| OtlpKeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..OtlpKeyValue::default()
    };
    let attributes = vec![
        attribute("text", Value::StringValue("é".repeat(300))),
        attribute("body", Value::BytesValue(vec![1, 2, 3])),
    ];
    let mut client = TraceServiceClient::connect(running.address.clone()).await?;
    client.export(request(Span { attributes, ..valid_span() })).await?;
    let spans = running.store.spans_of(&"01".repeat(16));
    assert_eq!(spans[0].attributes.keys().collect::<Vec<_>>(), ["text"]);
    assert_eq!(spans[0].attributes["text"], "é".repeat(128));
    drop(client);
    running.stop().await
}

#[tokio::test]
async fn metric_points_are_counted() -> anyhow::Result<()> {
    let running = Running::with(Store::in_memory()).await?;
    let gauge = Gauge { data_points: vec![NumberDataPoint::default(); 3] };
    let metrics = vec![Metric { data: Some(Data::Gauge(gauge)), ..Metric::default() }, Metric::default()];
    let scope_metrics = vec![ScopeMetrics { metrics, ..ScopeMetrics::default() }];
    let resource_metrics = vec![ResourceMetrics { scope_metrics, ..ResourceMetrics::default() }];
    let mut client = MetricsServiceClient::connect(running.address.clone()).await?;
    client.export(ExportMetricsServiceRequest { resource_metrics }).await?;
    assert_eq!(running.store.counts().points, 3);
    drop(client);
    running.stop().await
}

#[tokio::test]
async fn a_client_that_stays_connected_does_not_hold_up_the_stop() -> anyhow::Result<()> {
    let running = Running::with(Store::in_memory()).await?;
    let mut client = TraceServiceClient::connect(running.address.clone()).await?;
    client.export(request(valid_span())).await?;
    time::timeout(STOP_GRACE, running.stop()).await??;
    Ok(())
}

#[tokio::test]
async fn other_interfaces_are_not_served() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let refusal = Collector::start(everywhere, Store::in_memory(), CancellationToken::new()).await;
    assert!(refusal.is_err_and(|error| error.to_string().contains("loopback")));
}
