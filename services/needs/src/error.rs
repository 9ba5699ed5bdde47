//! Everything a request can fail with.

use crate::domain::{need::Overfilled, proposal::ProposalError, reassessment::Decided};
use contracts::needs::v1::ErrorReason;
use platform::{Failure, ServiceError};
use std::collections::HashMap;
use tonic::Code;

/// An error of the needs service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such unit in this tenant.
    #[error("the unit does not exist")]
    UnitNotFound,
    /// No such position in this tenant.
    #[error("the position does not exist")]
    PositionNotFound,
    /// No such proposal in this tenant.
    #[error("the proposal does not exist")]
    ProposalNotFound,
    /// No such need in this tenant.
    #[error("the need does not exist")]
    NeedNotFound,
    /// No such reassessment in this tenant.
    #[error("the reassessment does not exist")]
    ReassessmentNotFound,
    /// The proposal refuses.
    #[error(transparent)]
    Proposal(#[from] ProposalError),
    /// The reassessment refuses.
    #[error(transparent)]
    Reassessment(#[from] Decided),
    /// More people than seats.
    #[error(transparent)]
    Need(#[from] Overfilled),
    /// What can fail in every service.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl ServiceError for Error {
    fn code(&self) -> Code {
        match self {
            Self::UnitNotFound
            | Self::PositionNotFound
            | Self::ProposalNotFound
            | Self::NeedNotFound
            | Self::ReassessmentNotFound => Code::NotFound,
            Self::Proposal(_) | Self::Reassessment(_) | Self::Need(_) => Code::FailedPrecondition,
            Self::Failure(failure) => failure.code(),
        }
    }

    fn reason(&self) -> &str {
        let reason = match self {
            Self::UnitNotFound => ErrorReason::UnitNotFound,
            Self::PositionNotFound => ErrorReason::PositionNotFound,
            Self::ProposalNotFound => ErrorReason::ProposalNotFound,
            Self::NeedNotFound => ErrorReason::NeedNotFound,
            Self::ReassessmentNotFound => ErrorReason::ReassessmentNotFound,
            Self::Proposal(ProposalError::State { .. }) => ErrorReason::ProposalState,
            Self::Proposal(ProposalError::SeatsDiffer { .. } | ProposalError::ItemsDiffer { .. }) => {
                ErrorReason::SeatsDiffer
            }
            Self::Proposal(ProposalError::MoreThanShortage { .. }) => ErrorReason::MoreThanShortage,
            Self::Reassessment(_) => ErrorReason::ReassessmentDecided,
            Self::Need(_) => ErrorReason::SeatsDiffer,
            Self::Failure(failure) => return failure.reason(),
        };
        reason.as_str_name().trim_start_matches("ERROR_REASON_")
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failure(failure) = self { Some(failure) } else { None }
    }

    fn metadata(&self) -> HashMap<String, String> {
        let pairs: &[(&str, String)] = match self {
            Self::Proposal(ProposalError::State { state, needs }) => {
                &[("state", format!("{state:?}")), ("needs", format!("{needs:?}"))]
            }
            Self::Proposal(ProposalError::SeatsDiffer { items, total }) => {
                &[("items", items.to_string()), ("total", total.to_string())]
            }
            Self::Proposal(ProposalError::ItemsDiffer { given, items }) => {
                &[("given", given.to_string()), ("items", items.to_string())]
            }
            Self::Proposal(ProposalError::MoreThanShortage { title, asked, lacking }) => {
                &[("title", title.clone()), ("asked", asked.to_string()), ("lacking", lacking.to_string())]
            }
            Self::Reassessment(Decided(state)) => &[("state", format!("{state:?}"))],
            _ => &[],
        };
        pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
    }

    fn resource(&self) -> Option<(&'static str, String)> {
        let kind = match self {
            Self::UnitNotFound => "asn.needs.v1.Unit",
            Self::PositionNotFound => "asn.needs.v1.Position",
            Self::ProposalNotFound => "asn.needs.v1.Proposal",
            Self::NeedNotFound => "asn.needs.v1.Need",
            Self::ReassessmentNotFound => "asn.needs.v1.Reassessment",
            _ => return None,
        };
        Some((kind, String::new()))
    }
}
