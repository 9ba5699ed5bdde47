//! What open selections can refuse.

use crate::domain::{
    public_input::Answered,
    selection_error::{SelectionError, list},
};
use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about an open selection.
#[derive(Debug, thiserror::Error)]
pub enum PanelError {
    /// No such selection in this tenant.
    #[error("the open selection does not exist")]
    NotFound,
    /// No such candidate in this selection.
    #[error("the candidate does not exist")]
    CandidateNotFound,
    /// No such member on this panel.
    #[error("the panel member does not exist")]
    MemberNotFound,
    /// No such input, or no such code, in this tenant.
    #[error("the input does not exist")]
    InputNotFound,
    /// The caller does not sit on the panel.
    #[error("the caller does not sit on this panel")]
    NotOnPanel,
    /// The person is a candidate already.
    #[error("this person is a candidate of the selection")]
    AlreadyCandidate,
    /// The drawn code is taken; the next try draws another.
    #[error("the code is taken; try again")]
    CodeTaken,
    /// The selection refuses.
    #[error(transparent)]
    Refused(#[from] SelectionError),
    /// The input has its answer.
    #[error(transparent)]
    Answered(#[from] Answered),
    /// More is said than it takes.
    #[error("{0} inputs are taken a minute; try again later")]
    Flooded(u32),
}

impl PanelError {
    /// A person who is a candidate, or a code drawn twice.
    pub(crate) fn of_candidate(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_candidacy_a_person") => Self::AlreadyCandidate.into(),
            Some("one_candidate_a_code") => Self::CodeTaken.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::CandidateNotFound | Self::MemberNotFound | Self::InputNotFound => Code::NotFound,
            Self::NotOnPanel | Self::Refused(SelectionError::ScoresSealed) => Code::PermissionDenied,
            Self::AlreadyCandidate => Code::AlreadyExists,
            Self::CodeTaken => Code::Aborted,
            Self::Refused(_) | Self::Answered(_) => Code::FailedPrecondition,
            Self::Flooded(_) => Code::ResourceExhausted,
        }
    }

    pub(super) fn reason(&self) -> Option<ErrorReason> {
        Some(match self {
            Self::NotFound => ErrorReason::SelectionNotFound,
            Self::CandidateNotFound => ErrorReason::CandidateNotFound,
            Self::MemberNotFound => ErrorReason::MemberNotFound,
            Self::InputNotFound => ErrorReason::InputNotFound,
            Self::NotOnPanel => ErrorReason::NotOnPanel,
            Self::AlreadyCandidate => ErrorReason::AlreadyCandidate,
            Self::CodeTaken => return None,
            Self::Refused(refusal) => reason_of(refusal),
            Self::Answered(_) => ErrorReason::InputAnswered,
            Self::Flooded(_) => ErrorReason::InputFlooded,
        })
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        let Self::Refused(refusal) = self else {
            return match self {
                Self::Flooded(most) => vec![("a_minute", most.to_string())],
                _ => Vec::new(),
            };
        };
        match refusal {
            SelectionError::State { state, wanted } => {
                vec![("state", state.to_string()), ("wanted", wanted.to_string())]
            }
            SelectionError::PanelUnfit(flaws) => vec![("flaws", list(flaws))],
            SelectionError::NotEligible(unmet) => vec![("unmet", list(unmet))],
            SelectionError::CandidatesMissing { found, wanted }
            | SelectionError::CandidatesEnough { found, wanted } => {
                vec![("found", found.to_string()), ("wanted", wanted.to_string())]
            }
            SelectionError::DeclarationsMissing(missing)
            | SelectionError::ScoresMissing(missing)
            | SelectionError::Unscreened(missing) => {
                vec![("missing", missing.to_string())]
            }
            SelectionError::NotCancellable(state) => vec![("state", state.to_string())],
            SelectionError::ExtensionsSpent(most) => vec![("most", most.to_string())],
            SelectionError::InputsUnanswered(count) => vec![("count", count.to_string())],
            SelectionError::StillOpen(until) | SelectionError::InputsOpen(until) | SelectionError::NotLate(until) => {
                vec![("until", until.to_string())]
            }
            SelectionError::TieUndecided { tied, places } => {
                vec![("tied", tied.to_string()), ("places", places.to_string())]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("asn.recruitment.v1.OpenSelection"),
            Self::CandidateNotFound | Self::AlreadyCandidate => Some("asn.recruitment.v1.SelectionCandidate"),
            Self::MemberNotFound => Some("asn.recruitment.v1.PanelMember"),
            Self::InputNotFound => Some("asn.recruitment.v1.PublicInput"),
            _ => None,
        }
    }
}

impl From<SelectionError> for super::Error {
    fn from(error: SelectionError) -> Self {
        Self::Panel(error.into())
    }
}

fn reason_of(refusal: &SelectionError) -> ErrorReason {
    match refusal {
        SelectionError::State { .. }
        | SelectionError::StillOpen(_)
        | SelectionError::NotCancellable(_)
        | SelectionError::CandidatesFixed => ErrorReason::SelectionState,
        SelectionError::Unscreened(_) => ErrorReason::CandidatesUnscreened,
        SelectionError::Withdrawn => ErrorReason::CandidateWithdrawn,
        SelectionError::CandidatesEnough { .. } => ErrorReason::EnoughCandidates,
        SelectionError::ExtensionsSpent(_) => ErrorReason::ExtensionsSpent,
        SelectionError::NotAccepting => ErrorReason::NotAccepting,
        SelectionError::PanelUnfit(_) => ErrorReason::PanelUnfit,
        SelectionError::NotEligible(_) => ErrorReason::NotEligible,
        SelectionError::CandidatesMissing { .. } => ErrorReason::CandidatesMissing,
        SelectionError::DeclarationsMissing(_) => ErrorReason::DeclarationsMissing,
        SelectionError::ScoresMissing(_) => ErrorReason::ScoresMissing,
        SelectionError::InputsUnanswered(_) => ErrorReason::InputsUnanswered,
        SelectionError::InputsOpen(_) => ErrorReason::InputsOpen,
        SelectionError::TieUndecided { .. } => ErrorReason::TieUndecided,
        SelectionError::NotLate(_) => ErrorReason::NotLate,
        SelectionError::MemberNotNamed => ErrorReason::MemberNotNamed,
        SelectionError::NotSubmitted => ErrorReason::NotSubmitted,
        SelectionError::ConflictDeclared => ErrorReason::ConflictDeclared,
        SelectionError::ScoresSealed => ErrorReason::ScoresSealed,
        SelectionError::ScoresChanged => ErrorReason::ScoresChanged,
        SelectionError::DesignChanged => ErrorReason::DesignChanged,
    }
}
