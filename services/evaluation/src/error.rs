//! Everything a request can fail with.

mod grievance;
mod improvement;
mod newcomer;
mod performance;
mod programme;
mod signals;
mod survey;

pub use grievance::GrievanceError;
pub use improvement::ImprovementError;
pub use newcomer::NewcomerError;
pub use performance::PerformanceError;
pub use programme::ProgrammeError;
pub use signals::SignalError;
pub use survey::SurveyError;

use crate::{domain::appraisal::AppraisalError, rulesets::RulesetError};
use contracts::evaluation::v1::ErrorReason;
use platform::{Failure, ServiceError, sensitive::CannotOpen};
use std::collections::HashMap;
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
    /// Complaints, their routes or their desks refuse.
    #[error(transparent)]
    Grievance(#[from] GrievanceError),
    /// Signals of quality, and services that are not offered any more, refuse.
    #[error(transparent)]
    Signal(#[from] SignalError),
    /// Surveys refuse.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// Cases of improvement and proposals of punishments refuse.
    #[error(transparent)]
    Improvement(#[from] ImprovementError),
    /// The newly appointed are asked for, and there is no such.
    #[error(transparent)]
    Newcomer(#[from] NewcomerError),
    /// Plans, feedback and ratings refuse.
    #[error(transparent)]
    Performance(#[from] PerformanceError),
    /// Evaluations of programmes refuse.
    #[error(transparent)]
    Programme(#[from] ProgrammeError),
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
            Self::Appraisal(_) => Code::FailedPrecondition,
            Self::Grievance(error) => error.code(),
            Self::Improvement(error) => error.code(),
            Self::Newcomer(error) => error.code(),
            Self::Signal(error) => error.code(),
            Self::Survey(error) => error.code(),
            Self::Performance(error) => error.code(),
            Self::Programme(error) => error.code(),
            Self::Failure(failure) => failure.code(),
        }
    }

    fn reason(&self) -> &str {
        let reason = match self {
            Self::AppraisalNotFound => ErrorReason::AppraisalNotFound,
            Self::ServantNotFound => ErrorReason::ServantNotFound,
            Self::AppraisalExists => ErrorReason::AppraisalExists,
            Self::Appraisal(AppraisalError::Final | AppraisalError::NotRated | AppraisalError::Answered) => {
                ErrorReason::AppraisalState
            }
            Self::Appraisal(AppraisalError::HasPlan) => ErrorReason::HasPlan,
            Self::Appraisal(AppraisalError::Outstanding) => ErrorReason::ReactionOutstanding,
            Self::Appraisal(AppraisalError::Unseen) => ErrorReason::RatingUnseen,
            Self::PublicServiceNotFound => ErrorReason::ServiceNotFound,
            Self::PublicServiceExists => ErrorReason::ServiceExists,
            Self::ComplaintNotFound => ErrorReason::ComplaintNotFound,
            Self::Grievance(error) => error.reason(),
            Self::Improvement(error) => error.reason(),
            Self::Newcomer(error) => error.reason(),
            Self::Signal(error) => error.reason(),
            Self::Survey(error) => error.reason(),
            Self::Performance(error) => error.reason(),
            Self::Programme(error) => error.reason(),
            Self::Failure(failure) => return failure.reason(),
        };
        reason.as_str_name().trim_start_matches("ERROR_REASON_")
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failure(failure) = self { Some(failure) } else { None }
    }

    fn metadata(&self) -> HashMap<String, String> {
        let pairs = match self {
            Self::Grievance(error) => error.metadata(),
            Self::Improvement(error) => error.metadata(),
            Self::Signal(error) => error.metadata(),
            Self::Survey(error) => error.metadata(),
            Self::Performance(error) => error.metadata(),
            Self::Programme(error) => error.metadata(),
            _ => Vec::new(),
        };
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    fn resource(&self) -> Option<(&'static str, String)> {
        let kind = match self {
            Self::AppraisalNotFound | Self::AppraisalExists => "asn.evaluation.v1.Appraisal",
            Self::ServantNotFound => "asn.career.v1.Servant",
            Self::PublicServiceNotFound | Self::PublicServiceExists => "asn.evaluation.v1.PublicService",
            Self::ComplaintNotFound => "asn.evaluation.v1.Complaint",
            Self::Grievance(error) => return error.resource().map(|kind| (kind, String::new())),
            Self::Improvement(error) => return error.resource().map(|kind| (kind, String::new())),
            Self::Newcomer(error) => return error.resource().map(|kind| (kind, String::new())),
            Self::Signal(error) => return error.resource().map(|kind| (kind, String::new())),
            Self::Survey(error) => return error.resource().map(|kind| (kind, String::new())),
            Self::Performance(error) => return error.resource().map(|kind| (kind, String::new())),
            Self::Programme(error) => return error.resource().map(|kind| (kind, String::new())),
            Self::Appraisal(_) | Self::Failure(_) => return None,
        };
        Some((kind, String::new()))
    }
}
