//! Receives OTLP over gRPC on the loopback interface, where there is nothing to authenticate. Spans
//! go to the store; metric points are only counted.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, ensure};
use opentelemetry_proto::tonic::collector::{
    metrics::v1::{
        ExportMetricsServiceRequest, ExportMetricsServiceResponse,
        metrics_service_server::{MetricsService, MetricsServiceServer},
    },
    trace::v1::{
        ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
};
use tokio::{net::TcpListener, task::JoinHandle, time};
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Response, Status,
    transport::{Server, server::TcpIncoming},
};

use super::Store;
use refusal::RefuseForGood;

mod refusal;
mod translate;

/// Several times what an exporter sends at once (512 spans), and small enough to hold in memory per
/// request.
const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;
const REQUESTS_PER_CONNECTION: usize = 8;
/// How long a connection that does not end may hold up the stop, and then the disk once more.
const STOP_GRACE: Duration = Duration::from_secs(5);

/// The receiver of one machine.
#[derive(Clone)]
pub struct Collector {
    store: Store,
}

impl Collector {
    /// Listens on `listen` (port 0 picks a free one) until `stop`, then writes out the store;
    /// returns the real address.
    pub async fn start(
        listen: SocketAddr,
        store: Store,
        stop: CancellationToken,
    ) -> anyhow::Result<(SocketAddr, JoinHandle<anyhow::Result<()>>)> {
        ensure!(listen.ip().is_loopback(), "traces are only received on the loopback interface, not on {listen}");
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot receive traces on {listen}"))?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(Self { store }.serve(listener, stop));
        Ok((address, task))
    }

    async fn serve(self, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
        let store = self.store.clone();
        let traces = TraceServiceServer::new(self.clone()).max_decoding_message_size(LARGEST_MESSAGE);
        let metrics = MetricsServiceServer::new(self).max_decoding_message_size(LARGEST_MESSAGE);
        let server = Server::builder()
            .concurrency_limit_per_connection(REQUESTS_PER_CONNECTION)
            .add_service(RefuseForGood(traces))
            .add_service(RefuseForGood(metrics))
            .serve_with_incoming_shutdown(TcpIncoming::from(listener), stop.clone().cancelled_owned());
        let patience = async {
            stop.cancelled().await;
            time::sleep(STOP_GRACE).await;
        };
        let served = tokio::select! {
            served = server => served.context("trace collector stopped"),
            () = patience => Ok(()),
        };
        time::timeout(STOP_GRACE, store.flush()).await.context("the trace store did not finish writing")??;
        served
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let dropped = self.store.keep(translate::spans(request.into_inner())?);
        let partial_success = (dropped > 0).then(|| ExportTracePartialSuccess {
            rejected_spans: dropped as i64,
            error_message: "the trace store cannot keep up".to_owned(),
        });
        Ok(Response::new(ExportTraceServiceResponse { partial_success }))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.store.count_points(translate::count_points(&request.into_inner()));
        Ok(Response::new(ExportMetricsServiceResponse { partial_success: None }))
    }
}

#[cfg(test)]
mod tests;
