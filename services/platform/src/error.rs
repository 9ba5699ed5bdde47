//! Errors a caller can act on, and the one way they become a `google.rpc.Status`.

use crate::{BoxError, violations::Violations};
use std::{collections::HashMap, time::Duration};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// An error of a service as its callers see it.
pub trait ServiceError: std::error::Error + Send + Sync + 'static {
    /// The code of contracts.md.
    fn code(&self) -> Code;
    /// Stable name from the service's `ErrorReason` enum, without its prefix.
    fn reason(&self) -> &str;
    /// The kit's failure, if this is one: it knows its own details.
    fn failure(&self) -> Option<&Failure>;
    /// Every variable of the message.
    fn metadata(&self) -> HashMap<String, String> {
        HashMap::new()
    }
    /// Type and name of the resource that is absent or taken.
    fn resource(&self) -> Option<(&'static str, String)> {
        None
    }
}

/// What can go wrong in every service.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Fields are malformed or missing.
    #[error("{} of the request's fields are wrong", .0.0.len())]
    Invalid(Violations),
    /// The resource changed since it was read.
    #[error("the resource changed since it was read")]
    EtagMismatch,
    /// The request id was used with other content.
    #[error("the request id was used before with other content")]
    RequestIdReused,
    /// A strict import held bad rows.
    #[error("{rows} rows are bad and the import is strict: nothing was taken")]
    ImportRefused {
        /// How many rows.
        rows: i64,
        /// What is wrong with the first of them.
        violations: Violations,
    },
    /// The caller may not act for this tenant.
    #[error("not allowed for this instansi")]
    WrongTenant,
    /// The stream broke off; the cause is the transport's.
    #[error("the request stream broke off")]
    BrokenStream(#[source] Box<Status>),
    /// Postgres said no.
    #[error("database failed")]
    Database(#[from] sqlx::Error),
    /// Anything else.
    #[error("internal error")]
    Internal(#[source] BoxError),
}

impl From<Violations> for Failure {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

impl ServiceError for Failure {
    fn code(&self) -> Code {
        match self {
            Self::Invalid(_) | Self::RequestIdReused | Self::ImportRefused { .. } => Code::InvalidArgument,
            Self::EtagMismatch => Code::Aborted,
            Self::WrongTenant => Code::PermissionDenied,
            Self::BrokenStream(_) => Code::Cancelled,
            Self::Database(error) => database_code(error),
            Self::Internal(_) => Code::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Invalid(_) => "INVALID_ARGUMENT",
            Self::EtagMismatch => "ETAG_MISMATCH",
            Self::RequestIdReused => "REQUEST_ID_REUSED",
            Self::ImportRefused { .. } => "IMPORT_REFUSED",
            Self::WrongTenant => "PERMISSION_DENIED",
            Self::BrokenStream(_) => "CANCELLED",
            Self::Database(error) => match database_code(error) {
                Code::Unavailable => "UNAVAILABLE",
                Code::Aborted => "CONFLICT",
                Code::InvalidArgument => "INVALID_ARGUMENT",
                _ => "INTERNAL",
            },
            Self::Internal(_) => "INTERNAL",
        }
    }

    fn failure(&self) -> Option<&Failure> {
        Some(self)
    }
}

/// Away, busy with another transaction, or our fault.
fn database_code(error: &sqlx::Error) -> Code {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
            Code::Unavailable
        }
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some("40001" | "40P01" | "55P03") => Code::Aborted,
            Some("22021") => Code::InvalidArgument,
            Some("57P01" | "57P02" | "57P03" | "53300") => Code::Unavailable,
            _ => Code::Internal,
        },
        _ => Code::Internal,
    }
}

/// Turns an error into the answer of a call. The cause of an internal error is logged here, once, and never shown.
pub fn status<E: ServiceError>(error: &E, service: &str, domain: &str) -> Status {
    let code = error.code();
    let mut metadata = error.metadata();
    let message = match code {
        Code::Internal => {
            metadata.insert("trace_id".into(), crate::telemetry::trace_id());
            tracing::error!(error = chain(error), "call failed");
            "internal error".to_owned()
        }
        Code::Unavailable => {
            tracing::warn!(error = chain(error), "call could not be served");
            "the database is away; try again".to_owned()
        }
        _ => error.to_string(),
    };
    let mut details = ErrorDetails::with_error_info(error.reason().to_owned(), format!("{service}.{domain}"), metadata);
    match error.failure() {
        Some(Failure::Invalid(violations) | Failure::ImportRefused { violations, .. }) => {
            details.set_bad_request(first_that_fit(violations));
        }
        _ if matches!(code, Code::Unavailable | Code::ResourceExhausted) => {
            details.set_retry_info(Some(Duration::from_secs(1)));
        }
        _ if code == Code::FailedPrecondition => {
            details.add_precondition_failure_violation(error.reason(), "", &message);
        }
        _ => {}
    }
    if let Some((kind, name)) = error.resource() {
        details.set_resource_info(kind, name, "", &message);
    }
    Status::with_error_details(code, message, details)
}

/// Most bytes of violations in an answer: they travel in a header, and clients drop answers with more than 16 KiB of them.
const VIOLATIONS_LIMIT: usize = 4 * 1024;

fn first_that_fit(violations: &Violations) -> Vec<FieldViolation> {
    let mut room = VIOLATIONS_LIMIT;
    let mut told = Vec::new();
    for one in &violations.0 {
        let Some(left) = room.checked_sub(one.field.len() + one.reason.len()) else { break };
        room = left;
        told.push(FieldViolation::new(&one.field, &one.reason));
    }
    told
}

/// An error with all its sources in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
