//! What official lists can refuse.

use crate::domain::official_list::OfficialListError;
use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about official lists.
#[derive(Debug, thiserror::Error)]
pub enum OfficialError {
    /// No such list in this tenant.
    #[error("the official list does not exist")]
    NotFound,
    /// The list refuses.
    #[error(transparent)]
    List(#[from] OfficialListError),
}

impl OfficialError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
            Self::List(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::OfficialListNotFound,
            Self::List(OfficialListError::State { .. }) => ErrorReason::OfficialListState,
            Self::List(OfficialListError::NoSuchStage) => ErrorReason::OfficialListStage,
            Self::List(OfficialListError::NotRanked) => ErrorReason::NotRanked,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::List(OfficialListError::State { state, wanted }) => {
                vec![("state", state.to_string()), ("wanted", (*wanted).to_owned())]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        matches!(self, Self::NotFound).then_some("asn.recruitment.v1.OfficialList")
    }
}
