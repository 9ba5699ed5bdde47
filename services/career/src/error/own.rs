//! What the own view can refuse.

use crate::domain::correction_request::CorrectionRefusal;
use contracts::career::v1::ErrorReason;
use tonic::Code;

/// An error about one's own record.
#[derive(Debug, thiserror::Error)]
pub enum OwnError {
    /// The office has not linked the account.
    #[error("no servant of this instansi is linked with the caller's account")]
    NoOwnRecord,
    /// No such request in this tenant.
    #[error("the correction request does not exist")]
    CorrectionNotFound,
    /// The request refuses.
    #[error(transparent)]
    Refused(#[from] CorrectionRefusal),
}

impl OwnError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NoOwnRecord | Self::CorrectionNotFound => Code::NotFound,
            Self::Refused(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NoOwnRecord => ErrorReason::NoOwnRecord,
            Self::CorrectionNotFound => ErrorReason::CorrectionRequestNotFound,
            Self::Refused(CorrectionRefusal::State(_)) => ErrorReason::CorrectionRequestState,
            Self::Refused(CorrectionRefusal::Own) => ErrorReason::OwnAnswer,
            Self::Refused(CorrectionRefusal::TooMany(_)) => ErrorReason::TooManyCorrectionRequests,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(CorrectionRefusal::State(state)) => vec![("state", state.to_string())],
            Self::Refused(CorrectionRefusal::TooMany(most)) => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NoOwnRecord => Some("asn.career.v1.Servant"),
            Self::CorrectionNotFound => Some("asn.career.v1.CorrectionRequest"),
            Self::Refused(_) => None,
        }
    }
}
