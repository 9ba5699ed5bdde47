//! What the evaluation of programmes can refuse.

use crate::domain::programme_report::ReportDecided;
use contracts::evaluation::v1::ErrorReason;
use tonic::Code;

/// An error about evaluations of programmes.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// No such report in this tenant.
    #[error("the report does not exist")]
    ReportNotFound,
    /// A person decides once.
    #[error(transparent)]
    Decided(#[from] ReportDecided),
    /// Nothing to measure.
    #[error("no scores of this selection are known")]
    NotScored,
    /// A document names an item once.
    #[error("there is a cost of this selection, document and item")]
    CostExists,
}

impl ProgrammeError {
    /// A cost that could not be added.
    pub(crate) fn of_cost(error: sqlx::Error) -> super::Error {
        if super::violates(&error, "one_cost_a_document_and_item") { Self::CostExists.into() } else { error.into() }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::ReportNotFound => Code::NotFound,
            Self::Decided(_) | Self::NotScored => Code::FailedPrecondition,
            Self::CostExists => Code::AlreadyExists,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::ReportNotFound => ErrorReason::ProgrammeReportNotFound,
            Self::Decided(_) => ErrorReason::ProgrammeReportDecided,
            Self::NotScored => ErrorReason::SelectionNotScored,
            Self::CostExists => ErrorReason::ProgrammeCostExists,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Decided(ReportDecided(state)) => vec![("state", state.as_str().to_owned())],
            Self::ReportNotFound | Self::NotScored | Self::CostExists => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::ReportNotFound => Some("asn.evaluation.v1.ProgrammeReport"),
            Self::CostExists => Some("asn.evaluation.v1.ProgrammeCost"),
            Self::Decided(_) | Self::NotScored => None,
        }
    }
}
