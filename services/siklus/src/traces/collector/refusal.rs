//! Turns the codes that tonic gives to unreadable and oversized messages into INVALID_ARGUMENT. Its
//! own choices, INTERNAL and OUT_OF_RANGE, blame the receiver, and the latter makes an OTLP
//! exporter send the same message again.

use std::task::{Context, Poll};

use tonic::{
    Code,
    body::Body,
    codegen::{Future, Pin, Service, http},
    server::NamedService,
};

const STATUS: &str = "grpc-status";

/// Wraps a generated service; our own handlers answer with neither of the two codes.
#[derive(Clone)]
pub(super) struct RefuseForGood<S>(pub(super) S);

impl<S: NamedService> NamedService for RefuseForGood<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for RefuseForGood<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let response = self.0.call(request);
        Box::pin(async move { response.await.map(refuse_for_good) })
    }
}

/// A refusal by the codec has no body, so its status stands in the headers.
fn refuse_for_good(mut response: http::Response<Body>) -> http::Response<Body> {
    let code = response.headers().get(STATUS).map(|value| Code::from_bytes(value.as_bytes()));
    if matches!(code, Some(Code::Internal | Code::OutOfRange)) {
        response.headers_mut().insert(STATUS, http::HeaderValue::from(Code::InvalidArgument as u16));
    }
    response
}
