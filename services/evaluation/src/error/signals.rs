//! What signals and public services can refuse.

use crate::domain::{public_service::Retired, signal::NotInState};
use contracts::evaluation::v1::ErrorReason;
use tonic::Code;

/// An error about signals of quality.
#[derive(Debug, thiserror::Error)]
pub enum SignalError {
    /// No such signal in this tenant.
    #[error("the signal does not exist")]
    NotFound,
    /// The signal refuses.
    #[error(transparent)]
    State(#[from] NotInState),
    /// The service is not offered any more.
    #[error(transparent)]
    Retired(#[from] Retired),
}

impl SignalError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
            Self::State(_) | Self::Retired(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::SignalNotFound,
            Self::State(_) => ErrorReason::SignalState,
            Self::Retired(_) => ErrorReason::ServiceRetired,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFound => Vec::new(),
            Self::State(NotInState(state)) => vec![("state", state.as_str().to_owned())],
            Self::Retired(Retired(day)) => vec![("retire_date", day.to_string())],
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("asn.evaluation.v1.Signal"),
            Self::State(_) | Self::Retired(_) => None,
        }
    }
}
