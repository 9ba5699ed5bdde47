//! What applications and their documents can be refused for.

use crate::domain::{application::Withdrawn, declaration::DeclarationError};
use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about an application or a document.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Something is not declared.
    #[error(transparent)]
    Declaration(#[from] DeclarationError),
    /// Nothing was uploaded, or somebody applied with it.
    #[error("nothing was uploaded under this name")]
    UploadNotFound,
    /// Withdrawn before.
    #[error(transparent)]
    Withdrawn(#[from] Withdrawn),
    /// No document store is set.
    #[error("this deployment keeps no documents")]
    NoDocuments,
    /// As many as there may be.
    #[error("there are {0} documents already, and no more are taken")]
    TooMany(i64),
    /// No such document, or not for the caller.
    #[error("the document does not exist")]
    DocumentNotFound,
    /// Nobody knows any more who applied.
    #[error("who applied was erased, and the birth date decides here")]
    Erased,
}

impl IntakeError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::UploadNotFound | Self::DocumentNotFound => Code::NotFound,
            Self::Declaration(_) | Self::Withdrawn(_) | Self::NoDocuments | Self::TooMany(_) | Self::Erased => {
                Code::FailedPrecondition
            }
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::Declaration(DeclarationError::NotDeclared(_)) => ErrorReason::ConditionNotDeclared,
            Self::Declaration(DeclarationError::TooShort(_)) => ErrorReason::ExperienceTooShort,
            Self::UploadNotFound => ErrorReason::UploadNotFound,
            Self::Withdrawn(_) => ErrorReason::ApplicationWithdrawn,
            Self::NoDocuments => ErrorReason::DocumentsNotKept,
            Self::TooMany(_) => ErrorReason::TooManyDocuments,
            Self::DocumentNotFound => ErrorReason::DocumentNotFound,
            Self::Erased => ErrorReason::ApplicantErased,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Declaration(DeclarationError::NotDeclared(fact)) => vec![("fact", fact.as_str().to_owned())],
            Self::Declaration(DeclarationError::TooShort(months)) => vec![("months", months.to_string())],
            Self::TooMany(most) => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::DocumentNotFound => Some("asn.recruitment.v1.Document"),
            _ => None,
        }
    }
}
