//! The edge: every call passes here. Access is checked before a handler runs, and every call is one span.

use crate::{
    access::AccessTable,
    actor::{Actor, Tenant},
    auth::Verifier,
    config,
    error::Failure,
    patience::{Limits, Patience},
    telemetry,
};
use contracts::Access;
use futures::future::BoxFuture;
use std::{
    collections::HashMap,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tonic::{Code, Request, Status, body::Body, server::NamedService, transport::Server};
use tonic_types::{ErrorDetails, StatusExt};
use tower::{
    Layer, Service,
    layer::util::{Identity, Stack},
};
use tracing::{Instrument, Span, field};

/// Largest message, in bytes: imports stream.
pub const MESSAGE_LIMIT: usize = 1 << 20;

/// A call that passed the edge.
#[derive(Clone, Debug)]
pub struct Call {
    /// Full path of the method.
    pub method: &'static str,
    /// What the method asked for.
    pub access: Access,
    /// Who calls.
    pub actor: Arc<Actor>,
}

impl Call {
    /// The call that the edge let through. Without an edge nobody is allowed anything.
    pub fn of<M>(request: &Request<M>) -> Self {
        request.extensions().get().cloned().unwrap_or_else(|| Self {
            method: "",
            access: Access::Permission(""),
            actor: Arc::new(Actor::anonymous()),
        })
    }

    /// The same without the name of who calls.
    pub(crate) fn unnamed(self) -> Self {
        Self { actor: Arc::new(self.actor.unnamed()), ..self }
    }

    /// Public methods serve everybody; all others only the tenants of the token.
    pub fn must_act_for(&self, tenant: &Tenant) -> Result<(), Failure> {
        match self.access {
            Access::Public => Ok(()),
            Access::Permission(_) if self.actor.acts_for(tenant) => Ok(()),
            Access::Permission(_) => Err(Failure::WrongTenant),
        }
    }
}

/// Checks tokens and permissions before the handlers.
#[derive(Clone)]
pub struct Edge {
    rules: Arc<Rules>,
    limits: Limits,
}

struct Rules {
    service: &'static str,
    domain: String,
    access: AccessTable,
    verifier: Verifier,
}

impl Edge {
    /// The edge of `service`.
    pub fn new(service: &'static str, settings: &config::Server, access: AccessTable, verifier: Verifier) -> Self {
        let rules = Rules { service, domain: settings.domain.clone(), access, verifier };
        let [silence, whole] = [settings.timeout_seconds, settings.import_seconds].map(Duration::from_secs);
        Self { rules: Arc::new(rules), limits: Limits { silence, whole } }
    }

    /// The server with every limit and layer; the caller adds the service's routes. The longest time of a call is not
    /// tonic's, which knows no import that lasts longer while rows come.
    pub fn server(self, settings: &config::Server) -> Server<Stack<Edge, Identity>> {
        let name = self.rules.service;
        Server::builder()
            .trace_fn(move |request| call_span(name, request))
            .concurrency_limit_per_connection(settings.concurrency_per_connection)
            .load_shed(true)
            // Without tonic's grace, which cuts the calls under way and tells the client nothing: calls have limits of their own.
            .max_connection_age(Duration::from_secs(settings.connection_seconds))
            .http2_keepalive_interval(Some(Duration::from_secs(30)))
            .http2_max_header_list_size(16 * 1024)
            .layer(self)
    }
}

impl Rules {
    fn admit(&self, request: &http::Request<Body>) -> Result<Option<Call>, Status> {
        let path = request.uri().path();
        if path.starts_with("/grpc.health.v1.") || path.starts_with("/grpc.reflection.") {
            return Ok(None);
        }
        let Some((method, access)) = self.access.of(path) else {
            return Err(self.deny(Code::Unimplemented, "UNKNOWN_METHOD", "this service has no such method"));
        };
        let token = bearer(request.headers());
        let actor = match token.map(|token| self.verifier.verify(token)) {
            Some(Ok(actor)) => actor,
            None if access == Access::Public => Arc::new(Actor::anonymous()),
            None => return Err(self.deny(Code::Unauthenticated, "NO_TOKEN", "a bearer token is required")),
            Some(Err(error)) => return Err(self.deny(Code::Unauthenticated, "BAD_TOKEN", &error.to_string())),
        };
        if let Access::Permission(permission) = access
            && !self.access.allows(permission, &actor.roles)
        {
            return Err(self.deny(Code::PermissionDenied, "PERMISSION_DENIED", &format!("{permission} is required")));
        }
        Ok(Some(Call { method, access, actor }))
    }

    fn too_long(&self) -> Status {
        self.deny(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", "the call took too long, or its rows stopped coming")
    }

    fn deny(&self, code: Code, reason: &str, message: &str) -> Status {
        let details =
            ErrorDetails::with_error_info(reason, format!("{}.{}", self.service, self.domain), HashMap::new());
        Status::with_error_details(code, message, details)
    }
}

fn bearer(headers: &http::HeaderMap) -> Option<&str> {
    headers.get(http::header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn call_span(service: &'static str, request: &http::Request<()>) -> Span {
    let path = request.uri().path();
    let known = contracts::ACCESS.iter().any(|(method, _)| *method == path) || path.starts_with("/grpc.");
    let path = if known { path.trim_start_matches('/') } else { "unknown" };
    let span = tracing::info_span!(
        target: "siklus::grpc",
        "call",
        otel.name = path,
        otel.kind = "server",
        service.name = service,
        rpc.system = "grpc",
        rpc.method = path,
        rpc.grpc.status_code = field::Empty,
        otel.status_code = field::Empty,
    );
    telemetry::set_parent_from(&span, request.headers());
    span
}

impl<S> Layer<S> for Edge {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded { inner, rules: self.rules.clone(), limits: self.limits }
    }
}

/// A service behind the edge.
#[derive(Clone)]
pub struct Guarded<S> {
    inner: S,
    rules: Arc<Rules>,
    limits: Limits,
}

impl<S: NamedService> NamedService for Guarded<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for Guarded<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
{
    type Response = http::Response<Body>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        let began = Instant::now();
        let span = Span::current();
        let (rules, patience) = (self.rules.clone(), Patience::new(self.limits));
        let service = rules.service;
        // The clone takes the place of the instance that was polled ready.
        let ready = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, ready);
        let method = match rules.admit(&request) {
            Ok(None) => return Box::pin(inner.call(request)),
            Ok(Some(call)) => {
                let method = call.method;
                request.extensions_mut().insert(call);
                request.extensions_mut().insert(patience.clone());
                method
            }
            Err(status) => {
                // A path that is no method of ours is the caller's text: it must not become a label.
                let method = rules.access.of(request.uri().path()).map_or("unknown", |(method, _)| method);
                note(&span, service, method, status.code(), began);
                return Box::pin(async move { Ok(status.into_http()) });
            }
        };
        let answer = async move {
            let response = tokio::select! {
                response = inner.call(request) => response?,
                () = patience.over() => rules.too_long().into_http(),
            };
            let code = Status::from_header_map(response.headers()).map_or(Code::Ok, |status| status.code());
            note(&Span::current(), service, method, code, began);
            Ok(response)
        };
        Box::pin(answer.instrument(span))
    }
}

fn note(span: &Span, service: &'static str, method: &str, code: Code, began: Instant) {
    let (number, duration_ms) = (code as i32, began.elapsed().as_secs_f64() * 1000.0);
    span.record("rpc.grpc.status_code", number);
    if matches!(code, Code::Internal | Code::Unavailable | Code::Unknown | Code::DataLoss) {
        span.record("otel.status_code", "ERROR");
    }
    tracing::debug!(target: "siklus::grpc", method, code = number, duration_ms, "call ended");
    telemetry::observe_call(service, method, number, duration_ms);
}
