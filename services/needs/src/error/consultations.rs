//! What consultations can refuse.

use crate::domain::consultation::{Answered, ConsultationRefusal};
use contracts::needs::v1::ErrorReason;
use tonic::Code;

/// An error about a consultation.
#[derive(Debug, thiserror::Error)]
pub enum ConsultationError {
    /// No such consultation in this tenant.
    #[error("the consultation does not exist")]
    NotFound,
    /// No such contribution, or no such code, in this tenant.
    #[error("the contribution does not exist")]
    ContributionNotFound,
    /// The consultation refuses.
    #[error(transparent)]
    Refused(#[from] ConsultationRefusal),
    /// The contribution has its answer.
    #[error(transparent)]
    Answered(#[from] Answered),
    /// Contributions wait for an answer.
    #[error("{count} contributions of the consultation are not answered")]
    Unanswered {
        /// How many.
        count: i64,
        /// Names of the first of them.
        names: Vec<String>,
    },
    /// More is said than it takes.
    #[error("the consultation takes {0} contributions a minute; try again later")]
    Flooded(u32),
    /// What changed did so for another reason.
    #[error("what is said to have changed did not change since the consultation began: {0}")]
    ChangeTooOld(String),
    /// What changed does not exist.
    #[error("what is said to have changed does not exist: {0}")]
    ChangeNotFound(String),
}

impl ConsultationError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::ContributionNotFound | Self::ChangeNotFound(_) => Code::NotFound,
            Self::Refused(_) | Self::Answered(_) | Self::Unanswered { .. } | Self::ChangeTooOld(_) => {
                Code::FailedPrecondition
            }
            Self::Flooded(_) => Code::ResourceExhausted,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::ConsultationNotFound,
            Self::ContributionNotFound => ErrorReason::ContributionNotFound,
            Self::Refused(_) => ErrorReason::ConsultationState,
            Self::Answered(_) => ErrorReason::ContributionAnswered,
            Self::Unanswered { .. } => ErrorReason::ContributionsUnanswered,
            Self::Flooded(_) => ErrorReason::ConsultationFlooded,
            Self::ChangeTooOld(_) => ErrorReason::ChangeTooOld,
            Self::ChangeNotFound(_) => ErrorReason::ChangeNotFound,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(ConsultationRefusal::State(state)) => vec![("state", format!("{state:?}"))],
            Self::Refused(ConsultationRefusal::TooEarly(time)) => vec![("open_time", time.to_string())],
            Self::Refused(ConsultationRefusal::TooLate(time) | ConsultationRefusal::StillOpen(time)) => {
                vec![("close_time", time.to_string())]
            }
            Self::Answered(Answered(verdict)) => vec![("verdict", format!("{verdict:?}"))],
            Self::Unanswered { count, names } => vec![("count", count.to_string()), ("contributions", names.join(" "))],
            Self::Flooded(a_minute) => vec![("a_minute", a_minute.to_string())],
            Self::ChangeTooOld(name) | Self::ChangeNotFound(name) => vec![("change", name.clone())],
            Self::NotFound | Self::ContributionNotFound => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("asn.needs.v1.Consultation"),
            Self::ContributionNotFound => Some("asn.needs.v1.Contribution"),
            _ => None,
        }
    }
}
