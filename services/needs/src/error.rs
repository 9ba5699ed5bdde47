//! Everything a request can fail with.

mod competencies;
mod consultations;
mod proposals;
mod requirements;
mod signals;

pub use competencies::CompetencyError;
pub use consultations::ConsultationError;
pub use requirements::{NeedError, field_of};
pub use signals::SignalError;

use crate::domain::{
    budget::MinimumAboveCeiling, job_analysis::JobAnalysisError, need::Overfilled, proposal::ProposalError,
    reassessment::Decided,
};
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
    /// No such scenario in this tenant.
    #[error("the scenario does not exist")]
    ScenarioNotFound,
    /// No such budget plan in this tenant.
    #[error("the budget plan does not exist")]
    BudgetPlanNotFound,
    /// The ceiling is too low.
    #[error(transparent)]
    Minimum(#[from] MinimumAboveCeiling),
    /// The proposal refuses.
    #[error(transparent)]
    Proposal(#[from] ProposalError),
    /// A breakdown breaks rules: all of them, by row.
    #[error("the breakdown breaks rules; nothing was taken")]
    BreakdownRefused(#[source] Failure),
    /// A publication is not the determination: all differences, by row.
    #[error("what is published differs from what was determined")]
    PublicationDiffers(#[source] Failure),
    /// The reassessment refuses.
    #[error(transparent)]
    Reassessment(#[from] Decided),
    /// More people than seats.
    #[error(transparent)]
    Need(#[from] Overfilled),
    /// Competencies or their standards refuse.
    #[error(transparent)]
    Competency(#[from] CompetencyError),
    /// A consultation refuses.
    #[error(transparent)]
    Consultation(#[from] ConsultationError),
    /// A signal or a campaign refuses.
    #[error(transparent)]
    Signal(#[from] SignalError),
    /// A need cannot be counted or explained.
    #[error(transparent)]
    Requirement(#[from] NeedError),
    /// No such job analysis in this tenant.
    #[error("the job analysis does not exist")]
    JobAnalysisNotFound,
    /// The job analysis refuses.
    #[error(transparent)]
    JobAnalysis(#[from] JobAnalysisError),
    /// What can fail in every service.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<crate::domain::campaign::CampaignError> for Error {
    fn from(error: crate::domain::campaign::CampaignError) -> Self {
        Self::Signal(error.into())
    }
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
            | Self::ScenarioNotFound
            | Self::BudgetPlanNotFound
            | Self::JobAnalysisNotFound
            | Self::ReassessmentNotFound => Code::NotFound,
            Self::JobAnalysis(JobAnalysisError::NoDraft(_)) => Code::FailedPrecondition,
            Self::JobAnalysis(JobAnalysisError::DraftExists(_)) => Code::AlreadyExists,
            Self::BreakdownRefused(_) | Self::PublicationDiffers(_) => Code::FailedPrecondition,
            Self::Proposal(_) | Self::Reassessment(_) | Self::Need(_) | Self::Minimum(_) => Code::FailedPrecondition,
            Self::Competency(error) => error.code(),
            Self::Consultation(error) => error.code(),
            Self::Signal(error) => error.code(),
            Self::Requirement(error) => error.code(),
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
            Self::ScenarioNotFound => ErrorReason::ScenarioNotFound,
            Self::BudgetPlanNotFound => ErrorReason::BudgetPlanNotFound,
            Self::Minimum(_) => ErrorReason::MinimumAboveCeiling,
            Self::Proposal(error) => proposals::reason(error),
            Self::BreakdownRefused(_) => ErrorReason::BreakdownRefused,
            Self::PublicationDiffers(_) => ErrorReason::PublicationDiffers,
            Self::Reassessment(_) => ErrorReason::ReassessmentDecided,
            Self::Need(_) => ErrorReason::SeatsDiffer,
            Self::Competency(error) => error.reason(),
            Self::Consultation(error) => error.reason(),
            Self::Signal(error) => error.reason(),
            Self::Requirement(error) => error.reason(),
            Self::JobAnalysisNotFound => ErrorReason::JobAnalysisNotFound,
            Self::JobAnalysis(JobAnalysisError::NoDraft(_)) => ErrorReason::JobAnalysisState,
            Self::JobAnalysis(JobAnalysisError::DraftExists(_)) => ErrorReason::JobAnalysisDraftExists,
            Self::Failure(failure) => return failure.reason(),
        };
        reason.as_str_name().trim_start_matches("ERROR_REASON_")
    }

    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failure(failure) | Self::BreakdownRefused(failure) | Self::PublicationDiffers(failure) => {
                Some(failure)
            }
            _ => None,
        }
    }

    fn metadata(&self) -> HashMap<String, String> {
        let pairs: &[(&str, String)] = match self {
            Self::Proposal(error) => &proposals::metadata(error),
            Self::Reassessment(Decided(state)) => &[("state", format!("{state:?}"))],
            Self::Minimum(MinimumAboveCeiling { posts, rupiah }) => {
                &[("posts", posts.to_string()), ("rupiah", rupiah.to_string())]
            }
            Self::Competency(error) => &error.metadata(),
            Self::Consultation(error) => &error.metadata(),
            Self::Signal(error) => &error.metadata(),
            Self::Requirement(error) => &error.metadata(),
            Self::JobAnalysis(JobAnalysisError::NoDraft(state)) => &[("state", format!("{state:?}"))],
            Self::JobAnalysis(JobAnalysisError::DraftExists(edition)) => &[("edition", edition.to_string())],
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
            Self::ScenarioNotFound => "asn.needs.v1.Scenario",
            Self::BudgetPlanNotFound => "asn.needs.v1.BudgetPlan",
            Self::Competency(error) => error.resource()?,
            Self::Consultation(error) => error.resource()?,
            Self::Signal(error) => error.resource()?,
            Self::JobAnalysisNotFound | Self::JobAnalysis(JobAnalysisError::DraftExists(_)) => {
                "asn.needs.v1.JobAnalysis"
            }
            _ => return None,
        };
        Some((kind, String::new()))
    }
}
