//! What the steps after the final order can refuse.

use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about unfilled seats or a tie.
#[derive(Debug, thiserror::Error)]
pub enum ScoringError {
    /// The ruleset has no passes.
    #[error("the period's ruleset fills no seats from elsewhere")]
    PassesNotApplied,
    /// Nobody is equal at the last seat.
    #[error("no tie of the vacancy waits for a decision")]
    NoTie,
}

impl ScoringError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::PassesNotApplied | Self::NoTie => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::PassesNotApplied => ErrorReason::PassesNotApplied,
            Self::NoTie => ErrorReason::NoTie,
        }
    }
}
