//! What evidence, profiles and plans can refuse.

use crate::domain::{development::DevelopmentRefusal, evidence::EvidenceRefusal};
use contracts::career::v1::ErrorReason;
use platform::{Failure, Violations};
use tonic::Code;

/// An error about competencies.
#[derive(Debug, thiserror::Error)]
pub enum CompetencyError {
    /// No such evidence in this tenant.
    #[error("the evidence does not exist")]
    EvidenceNotFound,
    /// The evidence refuses, or is refused.
    #[error(transparent)]
    Evidence(EvidenceRefusal),
    /// No such item in this tenant.
    #[error("the item of a development plan does not exist")]
    ItemNotFound,
    /// The item refuses.
    #[error(transparent)]
    Development(DevelopmentRefusal),
}

impl From<EvidenceRefusal> for super::Error {
    /// What is wrong with a field of the request is told as such.
    fn from(error: EvidenceRefusal) -> Self {
        match error {
            EvidenceRefusal::NotYet => field("date", error),
            EvidenceRefusal::UnknownCompetency => field("code", error),
            EvidenceRefusal::Withdrawn | EvidenceRefusal::Own => CompetencyError::Evidence(error).into(),
        }
    }
}

impl From<DevelopmentRefusal> for super::Error {
    /// What is wrong with a field of the request is told as such.
    fn from(error: DevelopmentRefusal) -> Self {
        match error {
            DevelopmentRefusal::DuePast => field("due_date", error),
            DevelopmentRefusal::TargetReached(_) => field("target_level", error),
            DevelopmentRefusal::Closed(_) | DevelopmentRefusal::Own => CompetencyError::Development(error).into(),
        }
    }
}

fn field(name: &str, reason: impl std::fmt::Display) -> super::Error {
    let mut check = Violations::default();
    check.add(name, reason);
    Failure::from(check).into()
}

impl CompetencyError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::EvidenceNotFound | Self::ItemNotFound => Code::NotFound,
            Self::Evidence(_) | Self::Development(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::EvidenceNotFound => ErrorReason::EvidenceNotFound,
            Self::Evidence(EvidenceRefusal::Withdrawn) => ErrorReason::EvidenceWithdrawn,
            Self::Evidence(EvidenceRefusal::Own) => ErrorReason::OwnEvidence,
            Self::Evidence(EvidenceRefusal::NotYet | EvidenceRefusal::UnknownCompetency) => {
                ErrorReason::InvalidArgument
            }
            Self::ItemNotFound => ErrorReason::DevelopmentItemNotFound,
            Self::Development(DevelopmentRefusal::Closed(_)) => ErrorReason::DevelopmentItemClosed,
            Self::Development(DevelopmentRefusal::Own) => ErrorReason::OwnDevelopment,
            Self::Development(DevelopmentRefusal::DuePast | DevelopmentRefusal::TargetReached(_)) => {
                ErrorReason::InvalidArgument
            }
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Development(DevelopmentRefusal::Closed(state)) => vec![("state", state.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::EvidenceNotFound => Some("asn.career.v1.CompetencyEvidence"),
            Self::ItemNotFound => Some("asn.career.v1.DevelopmentItem"),
            Self::Evidence(_) | Self::Development(_) => None,
        }
    }
}
