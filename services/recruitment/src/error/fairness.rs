//! What fairness reports can refuse.

use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about fairness reports.
#[derive(Debug, thiserror::Error)]
pub enum FairnessError {
    /// No such report in this tenant.
    #[error("the fairness report does not exist")]
    NotFound,
    /// The period has one.
    #[error("the period has its fairness report")]
    Exists,
    /// Nothing to count.
    #[error("no result of the period is public")]
    NothingPublished,
}

impl FairnessError {
    /// A second report of a period; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_report_a_period") => Self::Exists.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
            Self::Exists => Code::AlreadyExists,
            Self::NothingPublished => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::FairnessReportNotFound,
            Self::Exists => ErrorReason::FairnessReportExists,
            Self::NothingPublished => ErrorReason::NothingPublished,
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound | Self::Exists => Some("asn.recruitment.v1.FairnessReport"),
            Self::NothingPublished => None,
        }
    }
}
