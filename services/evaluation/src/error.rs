//! Everything a request can fail with.

use crate::{
    domain::{appraisal::AppraisalError, complaint::ComplaintError},
    rulesets::RulesetError,
};
use contracts::evaluation::v1::ErrorReason;
use platform::{Failure, ServiceError, sensitive::CannotOpen};
use tonic::Code;

/// An error of the evaluation service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No appraisal of that name in this tenant.
    #[error("the appraisal does not exist")]
    AppraisalNotFound,
    /// Career has told of no such servant of this tenant.
    #[error("the servant is not known here")]
    ServantNotFound,
    /// One appraisal a servant and year.
    #[error("there is an appraisal of this servant and year")]
    AppraisalExists,
    /// The appraisal refuses.
    #[error(transparent)]
    Appraisal(#[from] AppraisalError),
    /// No public service of that name in this tenant.
    #[error("the public service does not exist")]
    PublicServiceNotFound,
    /// One title a unit.
    #[error("there is a public service of this unit and title")]
    PublicServiceExists,
    /// No complaint of that name in this tenant.
    #[error("the complaint does not exist")]
    ComplaintNotFound,
    /// The complaint refuses.
    #[error(transparent)]
    Complaint(#[from] ComplaintError),
    /// What can fail in every service.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Error {
    /// An appraisal that could not be added.
    pub(crate) fn of_appraisal(error: sqlx::Error) -> Self {
        if violates(&error, "one_appraisal_a_year") { Self::AppraisalExists } else { error.into() }
    }

    /// A public service that could not be added.
    pub(crate) fn of_public_service(error: sqlx::Error) -> Self {
        if violates(&error, "one_title_a_unit") { Self::PublicServiceExists } else { error.into() }
    }
}

fn violates(error: &sqlx::Error, constraint: &str) -> bool {
    error.as_database_error().and_then(|error| error.constraint()) == Some(constraint)
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl From<CannotOpen> for Error {
    fn from(error: CannotOpen) -> Self {
        Self::Failure(Failure::Internal(error.into()))
    }
}

impl From<RulesetError> for Error {
    fn from(error: RulesetError) -> Self {
        Self::Failure(Failure::Internal(error.into()))
    }
}

impl ServiceError for Error {
    fn code(&self) -> Code {
        match self {
            Self::AppraisalNotFound | Self::ServantNotFound => Code::NotFound,
            Self::PublicServiceNotFound | Self::ComplaintNotFound => Code::NotFound,
            Self::AppraisalExists | Self::PublicServiceExists => Code::AlreadyExists,
            Self::Appraisal(_) | Self::Complaint(_) => Code::FailedPrecondition,
            Self::Failure(failure) => failure.code(),
        }
    }

    fn reason(&self) -> &str {
        let reason = match self {
            Self::AppraisalNotFound => ErrorReason::AppraisalNotFound,
            Self::ServantNotFound => ErrorReason::ServantNotFound,
            Self::AppraisalExists => ErrorReason::AppraisalExists,
            Self::Appraisal(AppraisalError::Final | AppraisalError::NotRated) => ErrorReason::AppraisalState,
            Self::PublicServiceNotFound => ErrorReason::ServiceNotFound,
            Self::PublicServiceExists => ErrorReason::ServiceExists,
            Self::ComplaintNotFound => ErrorReason::ComplaintNotFound,
            Self::Complaint(ComplaintError::Resolved) => ErrorReason::ComplaintResolved,
            Self::Failure(failure) => return failure.reason(),
        };
        reason.as_str_name().trim_start_matches("ERROR_REASON_")
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failure(failure) = self { Some(failure) } else { None }
    }

    fn resource(&self) -> Option<(&'static str, String)> {
        let kind = match self {
            Self::AppraisalNotFound | Self::AppraisalExists => "asn.evaluation.v1.Appraisal",
            Self::ServantNotFound => "asn.career.v1.Servant",
            Self::PublicServiceNotFound | Self::PublicServiceExists => "asn.evaluation.v1.PublicService",
            Self::ComplaintNotFound => "asn.evaluation.v1.Complaint",
            Self::Appraisal(_) | Self::Complaint(_) | Self::Failure(_) => return None,
        };
        Some((kind, String::new()))
    }
}
