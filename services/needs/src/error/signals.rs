//! What signals and campaigns can refuse.

use crate::domain::campaign::CampaignError;
use contracts::needs::v1::ErrorReason;
use tonic::Code;

/// An error about a signal or a campaign.
#[derive(Debug, thiserror::Error)]
pub enum SignalError {
    /// The shipped data know no such region.
    #[error("the shipped data know no such region")]
    RegionNotFound,
    /// Nothing is known of the region's people, or the unit serves no region.
    #[error("the population of the unit's region is not known")]
    PopulationUnknown,
    /// No sheet grows with the population.
    #[error("no computed sheet of the unit has a population-driven task")]
    NothingToScale,
    /// The sheets are invalid.
    #[error("a structure change made sheets of the unit invalid; import them anew")]
    WorkloadStale,
    /// Another cause raised it.
    #[error("the reassessment was not raised by the population")]
    ReassessmentCause,
    /// Noted before.
    #[error("the regulation has been noted for this unit")]
    StructureChangeKnown,
    /// No such campaign in this tenant.
    #[error("the campaign does not exist")]
    CampaignNotFound,
    /// The campaign refuses.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
}

impl SignalError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::RegionNotFound | Self::CampaignNotFound | Self::Campaign(CampaignError::UnknownCode) => {
                Code::NotFound
            }
            Self::StructureChangeKnown => Code::AlreadyExists,
            Self::Campaign(CampaignError::Flooded) => Code::ResourceExhausted,
            Self::PopulationUnknown
            | Self::NothingToScale
            | Self::WorkloadStale
            | Self::ReassessmentCause
            | Self::Campaign(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::RegionNotFound => ErrorReason::RegionNotFound,
            Self::PopulationUnknown => ErrorReason::PopulationUnknown,
            Self::NothingToScale => ErrorReason::NothingToScale,
            Self::WorkloadStale => ErrorReason::WorkloadStale,
            Self::ReassessmentCause => ErrorReason::ReassessmentCause,
            Self::StructureChangeKnown => ErrorReason::StructureChangeKnown,
            Self::CampaignNotFound => ErrorReason::CampaignNotFound,
            Self::Campaign(CampaignError::State(_) | CampaignError::Early) => ErrorReason::CampaignState,
            Self::Campaign(CampaignError::Audience) => ErrorReason::CampaignAudience,
            Self::Campaign(CampaignError::Flooded) => ErrorReason::CampaignFlooded,
            Self::Campaign(CampaignError::UnknownCode) => ErrorReason::FollowUpCodeUnknown,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Campaign(CampaignError::State(state)) => vec![("state", format!("{state:?}"))],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::StructureChangeKnown => Some("asn.needs.v1.StructureChange"),
            Self::CampaignNotFound => Some("asn.needs.v1.Campaign"),
            Self::Campaign(CampaignError::UnknownCode) => Some("asn.needs.v1.CampaignResponse"),
            Self::RegionNotFound => Some("asn.needs.v1.Population"),
            _ => None,
        }
    }
}
