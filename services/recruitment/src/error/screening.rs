//! What verification and confirmation can refuse.

use crate::domain::{confirmation::Answered, look::LookError};
use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about a verification or a confirmation.
#[derive(Debug, thiserror::Error)]
pub enum ScreeningError {
    /// The work was not split.
    #[error("the verification of this vacancy has not been assigned")]
    RoundNotFound,
    /// No such look, or somebody else's.
    #[error("the verification does not exist")]
    VerificationNotFound,
    /// The look refuses.
    #[error(transparent)]
    Look(#[from] LookError),
    /// Looks of the sample are open.
    #[error("{0} applications wait for another look")]
    SecondLooksOpen(i64),
    /// The verdicts came from the national portal.
    #[error("verdicts of this vacancy were imported, and a vacancy has verdicts of one source")]
    VerdictsImported,
    /// No such institution in this tenant.
    #[error("the institution does not exist")]
    InstitutionNotFound,
    /// The code is registered.
    #[error("an institution of this code is registered")]
    InstitutionExists,
    /// No such question, or asked of somebody else.
    #[error("the confirmation does not exist")]
    ConfirmationNotFound,
    /// The institution was asked about the document.
    #[error("the institution was asked about this document")]
    ConfirmationExists,
    /// The question refuses.
    #[error(transparent)]
    Answered(#[from] Answered),
}

impl ScreeningError {
    /// A code or a question that is there already.
    pub(crate) fn of(error: sqlx::Error) -> crate::error::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_institution_a_code") => Self::InstitutionExists.into(),
            Some("one_question_a_document") => Self::ConfirmationExists.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::RoundNotFound
            | Self::VerificationNotFound
            | Self::InstitutionNotFound
            | Self::ConfirmationNotFound => Code::NotFound,
            Self::InstitutionExists | Self::ConfirmationExists => Code::AlreadyExists,
            Self::Look(_) | Self::SecondLooksOpen(_) | Self::VerdictsImported | Self::Answered(_) => {
                Code::FailedPrecondition
            }
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::RoundNotFound => ErrorReason::RoundNotFound,
            Self::VerificationNotFound => ErrorReason::VerificationNotFound,
            Self::Look(LookError::Done) => ErrorReason::VerificationDone,
            Self::SecondLooksOpen(_) => ErrorReason::SecondLooksOpen,
            Self::VerdictsImported => ErrorReason::VerdictsImported,
            Self::InstitutionNotFound => ErrorReason::InstitutionNotFound,
            Self::InstitutionExists => ErrorReason::InstitutionExists,
            Self::ConfirmationNotFound => ErrorReason::ConfirmationNotFound,
            Self::ConfirmationExists => ErrorReason::ConfirmationExists,
            Self::Answered(_) => ErrorReason::ConfirmationAnswered,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::SecondLooksOpen(open) => vec![("open", open.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::VerificationNotFound => Some("asn.recruitment.v1.Verification"),
            Self::RoundNotFound => Some("asn.recruitment.v1.VerificationRound"),
            Self::InstitutionNotFound | Self::InstitutionExists => Some("asn.recruitment.v1.Institution"),
            Self::ConfirmationNotFound | Self::ConfirmationExists => Some("asn.recruitment.v1.Confirmation"),
            _ => None,
        }
    }
}
