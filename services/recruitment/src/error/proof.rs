//! What the log of a vacancy can refuse.

use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about a log.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No head was signed yet.
    #[error("the log of the vacancy has no signed head yet")]
    Empty,
    /// No head of that size was signed.
    #[error("no head of that many leaves was signed")]
    HeadNotFound,
    /// The log holds no such leaf below the head.
    #[error("the log holds no such leaf")]
    LeafNotFound,
}

impl ProofError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Empty => Code::FailedPrecondition,
            Self::HeadNotFound | Self::LeafNotFound => Code::NotFound,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::Empty => ErrorReason::LogEmpty,
            Self::HeadNotFound => ErrorReason::HeadNotFound,
            Self::LeafNotFound => ErrorReason::LeafNotFound,
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::HeadNotFound => Some("asn.recruitment.v1.LogHead"),
            Self::LeafNotFound => Some("asn.recruitment.v1.LogLeaf"),
        }
    }
}
