//! Everything a request can fail with.

mod competency;
mod departure;
mod mentoring;
mod onboarding;
mod own;
mod promotion;
mod record;
mod talent;
mod training;
mod welfare;

pub use competency::CompetencyError;
pub use departure::DepartureError;
pub use mentoring::MentoringError;
pub use onboarding::OnboardingError;
pub use own::OwnError;
pub use promotion::PromotionError;
pub use record::{Collision, RecordError};
pub use talent::TalentError;
pub use training::TrainingError;
pub use welfare::WelfareError;

use crate::{domain::servant::ServantError, rulesets::RulesetError};
use contracts::career::v1::ErrorReason;
use platform::{Failure, ServiceError, Violations, sensitive::CannotOpen};
use std::collections::HashMap;
use tonic::Code;

/// An error of the career service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody of that name in this tenant.
    #[error("the servant does not exist")]
    ServantNotFound,
    /// Somebody else has the number.
    #[error("another servant has this NIP")]
    NipTaken,
    /// The record refuses.
    #[error(transparent)]
    Servant(ServantError),
    /// The record's histories refuse.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Evidence, a profile or a plan refuses.
    #[error(transparent)]
    Competency(#[from] CompetencyError),
    /// Courses, sessions, hours or plans of training refuse.
    #[error(transparent)]
    Training(#[from] TrainingError),
    /// A promotion or credit points refuse.
    #[error(transparent)]
    Promotion(#[from] PromotionError),
    /// Pay, raises, allowances, facilities or awards refuse.
    #[error(transparent)]
    Welfare(#[from] WelfareError),
    /// Retirements and exits refuse.
    #[error(transparent)]
    Departure(#[from] DepartureError),
    /// The first year refuses.
    #[error(transparent)]
    Onboarding(#[from] OnboardingError),
    /// Boxes, pools and transfers refuse.
    #[error(transparent)]
    Talent(#[from] TalentError),
    /// Mentoring and coaching refuse.
    #[error(transparent)]
    Mentoring(#[from] MentoringError),
    /// The own view refuses.
    #[error(transparent)]
    Own(#[from] OwnError),
    /// What can fail in every service.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Error {
    /// Anything that is our fault.
    pub(crate) fn internal(error: impl Into<platform::BoxError>) -> Self {
        Self::Failure(Failure::Internal(error.into()))
    }

    /// A national number that another servant has.
    pub(crate) fn of_nip(error: sqlx::Error) -> Self {
        let constraint = error.as_database_error().and_then(|error| error.constraint());
        if constraint == Some("one_servant_a_nip") { Self::NipTaken } else { error.into() }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl From<ServantError> for Error {
    fn from(error: ServantError) -> Self {
        if error != ServantError::NotYet {
            return Self::Servant(error);
        }
        let mut check = Violations::default();
        check.add("end_date", error);
        Self::Failure(check.into())
    }
}

impl From<RulesetError> for Error {
    fn from(error: RulesetError) -> Self {
        Self::internal(error)
    }
}

impl From<CannotOpen> for Error {
    fn from(error: CannotOpen) -> Self {
        Self::Failure(Failure::Internal(error.into()))
    }
}

impl ServiceError for Error {
    fn code(&self) -> Code {
        match self {
            Self::ServantNotFound => Code::NotFound,
            Self::NipTaken => Code::AlreadyExists,
            Self::Servant(_) => Code::FailedPrecondition,
            Self::Record(error) => error.code(),
            Self::Competency(error) => error.code(),
            Self::Training(error) => error.code(),
            Self::Promotion(error) => error.code(),
            Self::Mentoring(error) => error.code(),
            Self::Own(error) => error.code(),
            Self::Onboarding(error) => error.code(),
            Self::Welfare(error) => error.code(),
            Self::Departure(error) => error.code(),
            Self::Talent(error) => error.code(),
            Self::Failure(failure) => failure.code(),
        }
    }

    fn reason(&self) -> &str {
        let reason = match self {
            Self::ServantNotFound => ErrorReason::ServantNotFound,
            Self::NipTaken => ErrorReason::NipTaken,
            Self::Servant(ServantError::NipAssigned) => ErrorReason::NipAssigned,
            Self::Servant(ServantError::NipDiffers) => ErrorReason::NipDiffers,
            Self::Servant(ServantError::NoPlacement) => ErrorReason::NoPlacement,
            Self::Servant(ServantError::NotYet) => ErrorReason::InvalidArgument,
            Self::Record(error) => error.reason(),
            Self::Competency(error) => error.reason(),
            Self::Training(error) => error.reason(),
            Self::Promotion(error) => error.reason(),
            Self::Mentoring(error) => error.reason(),
            Self::Own(error) => error.reason(),
            Self::Onboarding(error) => error.reason(),
            Self::Welfare(error) => error.reason(),
            Self::Departure(error) => error.reason(),
            Self::Talent(error) => error.reason(),
            Self::Failure(failure) => return failure.reason(),
        };
        reason.as_str_name().trim_start_matches("ERROR_REASON_")
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failure(failure) = self { Some(failure) } else { None }
    }

    fn metadata(&self) -> HashMap<String, String> {
        let pairs = match self {
            Self::Record(error) => error.metadata(),
            Self::Competency(error) => error.metadata(),
            Self::Training(error) => error.metadata(),
            Self::Promotion(error) => error.metadata(),
            Self::Mentoring(error) => error.metadata(),
            Self::Own(error) => error.metadata(),
            Self::Onboarding(error) => error.metadata(),
            Self::Welfare(error) => error.metadata(),
            Self::Departure(error) => error.metadata(),
            Self::Talent(error) => error.metadata(),
            _ => Vec::new(),
        };
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    fn resource(&self) -> Option<(&'static str, String)> {
        match self {
            Self::ServantNotFound | Self::NipTaken => Some(("asn.career.v1.Servant", String::new())),
            Self::Record(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Competency(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Training(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Onboarding(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Promotion(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Mentoring(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Own(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Welfare(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Departure(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Talent(error) => error.resource().map(|kind| (kind, String::new())),
            _ => None,
        }
    }
}
