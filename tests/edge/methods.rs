//! Every method of every service, found in the descriptors: who may call it, what it says to bad input, and whether it
//! lets one instansi reach into another.

use crate::{
    filling::{ABSURD, Filling, NOBODY, empty, requests, set},
    raw::{call, methods, path, role},
};
use platform::{
    Service,
    testing::{Harness, OTHER_TENANT, bad_fields, reason},
};
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, MethodDescriptor};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

/// Most rounds of mending: a field that is wrong both set and empty would never end.
const ROUNDS: usize = 50;
const NOW: &str = "2026-01-15T02:00:00Z";

macro_rules! start {
    ($service:ident) => {
        Door { service: &$service::SERVICE, harness: start_one!($service) }
    };
}

macro_rules! start_one {
    ($service:ident) => {{
        let started = Harness::start(&$service::SERVICE, NOW, async |settings, clock| {
            $service::app::build(settings, clock).await
        });
        started.await.unwrap()
    }};
}

/// One service that runs.
struct Door {
    service: &'static Service,
    harness: Harness,
}

async fn doors() -> [Door; 4] {
    [start!(needs), start!(recruitment), start!(career), start!(evaluation)]
}

impl Door {
    /// Asks as somebody who may call the method in one tenant.
    async fn ask(&self, method: &MethodDescriptor, messages: Vec<DynamicMessage>) -> Result<(), Status> {
        let request = match role(self.service, method) {
            Some(role) => self.harness.request(&[&role], messages),
            None => Request::new(messages),
        };
        call(&self.harness, method, request).await
    }

    async fn fill(&self, method: &MethodDescriptor, filling: Filling) -> Result<(), Status> {
        self.ask(method, requests(&method.input(), method.is_client_streaming(), filling)).await
    }
}

/// What is wrong with a refusal, if anything.
fn fault(input: &MessageDescriptor, status: &Status) -> Option<String> {
    let expected = [
        Code::InvalidArgument,
        Code::NotFound,
        Code::AlreadyExists,
        Code::FailedPrecondition,
        Code::PermissionDenied,
        Code::Aborted,
        Code::OutOfRange,
        Code::ResourceExhausted,
    ];
    if !expected.contains(&status.code()) {
        return Some(format!("{:?} {}", status.code(), status.message()));
    }
    if reason(status).is_empty() {
        return Some(format!("{:?} without a reason: {}", status.code(), status.message()));
    }
    if status.code() != Code::InvalidArgument {
        return None;
    }
    let fields = bad_fields(status);
    if fields.is_empty() {
        return Some("INVALID_ARGUMENT that names no field".to_owned());
    }
    let strange = fields.iter().find(|field| !knows(input, field));
    strange.map(|field| format!("names a field `{field}` that the request does not have"))
}

/// Whether a message has the field that a violation names.
fn knows(message: &MessageDescriptor, path: &str) -> bool {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let name = first.split('[').next().unwrap_or_default();
    match message.get_field_by_name(name).map(|field| field.kind()) {
        None => rest.is_empty() && message.oneofs().any(|choice| choice.name() == name),
        Some(Kind::Message(inner)) if !rest.is_empty() => {
            inner.full_name().starts_with("google.") || knows(&inner, rest)
        }
        Some(_) => rest.is_empty(),
    }
}

#[tokio::test]
async fn every_method_that_asks_for_a_permission_wants_a_token_and_a_role() {
    for door in doors().await {
        for method in methods(door.service) {
            let mut forged = Request::new(Vec::new());
            forged.metadata_mut().insert("authorization", "Bearer x.y.z".parse().unwrap());
            let clerk = door.harness.request(&["nobody_at_all"], Vec::new());
            let mut codes = Vec::new();
            for request in [forged, Request::new(Vec::new()), clerk] {
                codes.push(call(&door.harness, &method, request).await.map_err(|status| status.code()));
            }
            let closed = [Err(Code::Unauthenticated), Err(Code::Unauthenticated), Err(Code::PermissionDenied)];
            match role(door.service, &method) {
                Some(_) => assert_eq!(codes, closed, "{}", path(&method)),
                // A token that is none is refused everywhere; without one a public method only minds its request.
                None => assert_eq!((codes[0], codes[1] == codes[2]), (closed[0], true), "{}", path(&method)),
            }
        }
    }
}

#[tokio::test]
async fn absurd_requests_are_refused_with_a_reason_and_their_fields() {
    let mut faults = Vec::new();
    for door in doors().await {
        for method in methods(door.service) {
            for filling in [Filling::Empty].into_iter().chain(ABSURD) {
                let answer = door.fill(&method, filling).await;
                let found = match answer {
                    Ok(()) => Some("OK".to_owned()),
                    Err(status) => fault(&method.input(), &status),
                };
                faults
                    .extend(found.map(|found| format!("{} {} {filling:?}: {found}", door.service.name, path(&method))));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n{} faults", faults.join("\n"), faults.len());
}

/// Asks again with what the violations told, until there are none that can be mended.
async fn mended(door: &Door, method: &MethodDescriptor) -> Result<(), Status> {
    let mut messages = requests(&method.input(), method.is_client_streaming(), Filling::Plausible);
    for _ in 0..ROUNDS {
        let Err(status) = door.ask(method, messages.clone()).await else { return Ok(()) };
        let wrong = status.get_details_bad_request().map(|bad| bad.field_violations).unwrap_or_default();
        let mut better = false;
        for one in wrong {
            better |= match form(&one.description) {
                Some(name) => messages.iter_mut().any(|message| set(message, &one.field, &name)),
                None => messages.iter_mut().any(|message| empty(message, &one.field)),
            };
        }
        if !better {
            return Err(status);
        }
    }
    panic!("{}: wrong whatever is mended", path(method));
}

/// A name in another tenant, of the form that a violation asks for.
fn form(description: &str) -> Option<String> {
    let (_, form) = description.split_once("must have the form `")?;
    let (form, _) = form.split_once('`')?;
    // Of alternatives, the first.
    let form: Vec<&str> = form.split('/').map(|segment| segment.split('|').next().unwrap_or(segment)).collect();
    Some(form.join("/").replace("{instansi}", OTHER_TENANT).replace("{id}", NOBODY))
}

#[tokio::test]
async fn no_method_acts_in_another_instansi() {
    let mut reached = Vec::new();
    for door in doors().await {
        for method in methods(door.service).into_iter().filter(|method| role(door.service, method).is_some()) {
            let refusal = mended(&door, &method)
                .await
                .map_err(|status| (status.code(), reason(&status), format!("{:?}", status.get_details_bad_request())));
            if !matches!(refusal, Err((Code::PermissionDenied, _, _))) {
                reached.push(format!("{}: {refusal:?}", path(&method)));
            }
        }
    }
    assert!(reached.is_empty(), "\n{}\n{} methods", reached.join("\n"), reached.len());
}
