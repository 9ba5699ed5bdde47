//! What leaving can refuse.

use crate::domain::exit::ExitRefusal;
use contracts::career::v1::ErrorReason;
use tonic::Code;

/// An error about retirements and exits.
#[derive(Debug, thiserror::Error)]
pub enum DepartureError {
    /// No such exit in this tenant.
    #[error("the exit does not exist")]
    ExitNotFound,
    /// Nobody leaves twice.
    #[error("an exit of the servant is recorded already")]
    ExitExists,
    /// It is over.
    #[error("the servant left the service")]
    ServantLeft,
    /// The ruleset of its last day does not know the kind.
    #[error("the rules of the last day do not know this kind of leaving")]
    UnknownKind,
    /// The exit refuses.
    #[error(transparent)]
    Refused(#[from] ExitRefusal),
}

impl DepartureError {
    /// A second exit; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_exit_a_person") => Self::ExitExists.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::ExitNotFound => Code::NotFound,
            Self::ExitExists => Code::AlreadyExists,
            Self::ServantLeft | Self::UnknownKind | Self::Refused(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::ExitNotFound => ErrorReason::ExitNotFound,
            Self::ExitExists => ErrorReason::ExitExists,
            Self::ServantLeft => ErrorReason::ServantLeft,
            Self::UnknownKind => ErrorReason::ExitKindUnknown,
            Self::Refused(_) => ErrorReason::ExitState,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(ExitRefusal::State(state)) => vec![("state", state.as_str().to_owned())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::ExitNotFound | Self::ExitExists => Some("asn.career.v1.Exit"),
            Self::ServantLeft | Self::UnknownKind | Self::Refused(_) => None,
        }
    }
}
