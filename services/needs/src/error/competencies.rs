//! What competencies and their standards can refuse.

use crate::domain::competency_standard::NotDrafted;
use contracts::needs::v1::ErrorReason;
use tonic::Code;

/// An error about competencies.
#[derive(Debug, thiserror::Error)]
pub enum CompetencyError {
    /// No such competency in this tenant.
    #[error("the competency does not exist")]
    NotFound,
    /// The dictionary holds the code.
    #[error("the dictionary already holds a competency with this code")]
    Exists,
    /// No such standard, or no such revision of it, in this tenant.
    #[error("the competency standard, or this revision of it, does not exist")]
    StandardNotFound,
    /// There is nothing to publish.
    #[error(transparent)]
    NotDrafted(#[from] NotDrafted),
}

impl CompetencyError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::StandardNotFound => Code::NotFound,
            Self::Exists => Code::AlreadyExists,
            Self::NotDrafted(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::CompetencyNotFound,
            Self::Exists => ErrorReason::CompetencyExists,
            Self::StandardNotFound => ErrorReason::StandardNotFound,
            Self::NotDrafted(_) => ErrorReason::StandardNotDrafted,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotDrafted(NotDrafted(revision)) => vec![("revision", revision.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound | Self::Exists => Some("asn.needs.v1.Competency"),
            Self::StandardNotFound => Some("asn.needs.v1.CompetencyStandard"),
            Self::NotDrafted(_) => None,
        }
    }
}
