//! What can be refused about the newly appointed.

use contracts::evaluation::v1::ErrorReason;
use tonic::Code;

/// An error about the newly appointed.
#[derive(Debug, thiserror::Error)]
pub enum NewcomerError {
    /// Career has told of no such servant of this tenant.
    #[error("the newcomer does not exist")]
    NotFound,
}

impl NewcomerError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::NewcomerNotFound,
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("asn.evaluation.v1.Newcomer"),
        }
    }
}
