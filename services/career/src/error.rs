//! Everything a request can fail with.

use crate::domain::servant::ServantError;
use contracts::career::v1::ErrorReason;
use platform::{Failure, ServiceError, Violations, sensitive::CannotOpen};
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
    /// What can fail in every service.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Error {
    /// A national number that another servant has.
    pub(crate) fn of_nip(error: sqlx::Error) -> Self {
        let constraint = error.as_database_error().and_then(|error| error.constraint());
        if constraint == Some("servants_nip_index_key") { Self::NipTaken } else { error.into() }
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
            Self::Failure(failure) => return failure.reason(),
        };
        reason.as_str_name().trim_start_matches("ERROR_REASON_")
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failure(failure) = self { Some(failure) } else { None }
    }

    fn resource(&self) -> Option<(&'static str, String)> {
        match self {
            Self::ServantNotFound | Self::NipTaken => Some(("asn.career.v1.Servant", String::new())),
            _ => None,
        }
    }
}
