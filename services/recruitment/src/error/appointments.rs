//! What the way from the result to the appointment can refuse.

use crate::domain::{filing::FilingError, replacement::ReplacementError, sanction::Extent};
use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about a file, a withdrawal or a replacement.
#[derive(Debug, thiserror::Error)]
pub enum AppointmentError {
    /// The ruleset has no such stage.
    #[error("the ruleset of the vacancy has no stage of filing")]
    NoFiling,
    /// No such file in this tenant.
    #[error("the file does not exist")]
    FilingNotFound,
    /// The file refuses.
    #[error(transparent)]
    Filing(#[from] FilingError),
    /// No such withdrawal in this tenant.
    #[error("the withdrawal does not exist")]
    WithdrawalNotFound,
    /// No such replacement in this tenant.
    #[error("the replacement does not exist")]
    ReplacementNotFound,
    /// The replacement refuses.
    #[error(transparent)]
    Replacement(#[from] ReplacementError),
    /// No such batch in this tenant.
    #[error("the batch of numbers does not exist")]
    ProposalNotFound,
    /// No file is complete.
    #[error("no complete file waits for a number")]
    NothingToPropose,
    /// The number is somebody else's.
    #[error("the number was recorded for another candidate")]
    NipTaken,
    /// The person may not apply yet.
    #[error("the person withdrew after an earlier selection and may not apply yet")]
    Sanctioned(Extent),
}

impl AppointmentError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::FilingNotFound | Self::WithdrawalNotFound | Self::ReplacementNotFound | Self::ProposalNotFound => {
                Code::NotFound
            }
            Self::NipTaken => Code::AlreadyExists,
            _ => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NoFiling => ErrorReason::NoFiling,
            Self::FilingNotFound => ErrorReason::FilingNotFound,
            Self::Filing(FilingError::State { .. } | FilingError::None) => ErrorReason::FilingState,
            Self::Filing(FilingError::Over(_)) => ErrorReason::FilingOver,
            Self::WithdrawalNotFound => ErrorReason::WithdrawalNotFound,
            Self::ReplacementNotFound => ErrorReason::ReplacementNotFound,
            Self::Replacement(ReplacementError::State(_)) => ErrorReason::ReplacementState,
            Self::Replacement(ReplacementError::NotNext) => ErrorReason::NotTheNextRank,
            Self::Replacement(ReplacementError::Undecided) => ErrorReason::TieUndecided,
            Self::ProposalNotFound => ErrorReason::NipProposalNotFound,
            Self::NothingToPropose => ErrorReason::NothingToPropose,
            Self::NipTaken => ErrorReason::NipTaken,
            Self::Sanctioned(_) => ErrorReason::Sanctioned,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Filing(FilingError::State { state, wanted }) => {
                vec![("state", state.to_string()), ("wanted", wanted.to_string())]
            }
            Self::Filing(FilingError::Over(until)) => vec![("until", until.to_string())],
            Self::Replacement(ReplacementError::State(state)) => vec![("state", state.to_string())],
            Self::Sanctioned(Extent::Until(last)) => vec![("until", last.to_string())],
            Self::Sanctioned(Extent::Periods(periods)) => vec![("periods", periods.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::FilingNotFound | Self::NipTaken => Some("asn.recruitment.v1.Filing"),
            Self::WithdrawalNotFound => Some("asn.recruitment.v1.Withdrawal"),
            Self::ReplacementNotFound => Some("asn.recruitment.v1.Replacement"),
            Self::ProposalNotFound => Some("asn.recruitment.v1.NipProposal"),
            _ => None,
        }
    }
}
