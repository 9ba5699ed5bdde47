//! What counting needs can refuse.

use super::Error;
use crate::domain::{derivation::DerivationError, requirement::RequirementError};
use contracts::needs::v1::ErrorReason;
use platform::Violations;
use tonic::Code;

/// An error about the need of a position.
#[derive(Debug, thiserror::Error)]
pub enum NeedError {
    /// Nothing of what was asked for was computed.
    #[error("nothing of this was computed for the position")]
    NotComputed,
    /// A figure that is not there, cannot be changed, or waits for a person.
    #[error(transparent)]
    Figure(DerivationError),
}

impl NeedError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Figure(DerivationError::Absent(_)) => Code::NotFound,
            Self::NotComputed | Self::Figure(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotComputed => ErrorReason::NeedNotComputed,
            Self::Figure(DerivationError::Absent(_)) => ErrorReason::NodeNotFound,
            Self::Figure(DerivationError::Fixed(_)) => ErrorReason::NodeNotChangeable,
            Self::Figure(_) => ErrorReason::RoundingUndecided,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotComputed => Vec::new(),
            Self::Figure(error @ DerivationError::Undecided { value, .. }) => {
                let around = [value.floor(), value.ceil()].map(|whole| exact::render(&whole, 0));
                let [down, up] = around;
                vec![("node", error.node().to_owned()), ("value", exact::render(value, 4)), ("down", down), ("up", up)]
            }
            Self::Figure(error) => vec![("node", error.node().to_owned())],
        }
    }
}

impl From<RequirementError> for Error {
    fn from(error: RequirementError) -> Self {
        match error {
            RequirementError::Figure(
                figure @ (DerivationError::Absent(_) | DerivationError::Fixed(_) | DerivationError::Undecided { .. }),
            ) => NeedError::Figure(figure).into(),
            other => {
                let mut check = Violations::default();
                check.add(format!("input.{}", field_of(&other)), &other);
                Self::Failure(check.into())
            }
        }
    }
}

/// What of the input is wrong: a field, or the figure that cannot be.
pub fn field_of(error: &RequirementError) -> String {
    match error {
        RequirementError::UnknownRuleset(_) | RequirementError::NoneInForce(_) => "ruleset".to_owned(),
        RequirementError::UnknownStaff(_) => "minimum.staff".to_owned(),
        RequirementError::NothingToDecide(_) => "teachers.decision".to_owned(),
        RequirementError::Figure(error) => error.node().to_owned(),
    }
}
