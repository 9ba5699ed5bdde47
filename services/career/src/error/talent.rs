//! What boxes, pools and transfers can refuse.

use crate::domain::{
    key_post::KeyPostRefusal,
    talent_box::BoxRefusal,
    talent_condition::{Condition, Outcome},
    transfer::TransferRefusal,
};
use contracts::career::v1::ErrorReason;
use tonic::Code;

/// An error about boxes, pools or transfers.
#[derive(Debug, thiserror::Error)]
pub enum TalentError {
    /// No such recorded potential of this servant, or it was corrected before.
    #[error("the recorded potential does not exist, or another row took its place")]
    PotentialNotFound,
    /// No such box in this tenant.
    #[error("the talent box does not exist")]
    BoxNotFound,
    /// The box refuses.
    #[error(transparent)]
    Box(#[from] BoxRefusal),
    /// Needs told of no such position.
    #[error("needs told of no such position")]
    PositionNotFound,
    /// The rules say nothing of what such posts ask for.
    #[error("the rules do not say what posts of this kind ask for")]
    RequirementsUnknown,
    /// No such key post in this tenant.
    #[error("the key post does not exist")]
    KeyPostNotFound,
    /// The position is one already.
    #[error("the position is a key post already")]
    KeyPostExists,
    /// The key post refuses.
    #[error(transparent)]
    KeyPost(#[from] KeyPostRefusal),
    /// No such nomination in this tenant.
    #[error("the nomination does not exist")]
    SuccessorNotFound,
    /// Named before.
    #[error("the servant is named for this post already")]
    SuccessorExists,
    /// No such transfer in this tenant.
    #[error("the transfer does not exist")]
    TransferNotFound,
    /// One at a time.
    #[error("another transfer of the servant is under way")]
    TransferOpen,
    /// The seat was taken in the meantime.
    #[error("somebody else holds the seat at that time")]
    SeatTaken,
    /// The transfer refuses.
    #[error(transparent)]
    Transfer(#[from] TransferRefusal),
}

impl TalentError {
    /// A second of something of which there is one; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_key_post_a_position") => Self::KeyPostExists.into(),
            Some("one_nomination_a_person") => Self::SuccessorExists.into(),
            Some("one_open_transfer_a_person") => Self::TransferOpen.into(),
            Some("one_holder_a_seat" | "one_post_a_person") => Self::SeatTaken.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::PotentialNotFound
            | Self::BoxNotFound
            | Self::PositionNotFound
            | Self::KeyPostNotFound
            | Self::SuccessorNotFound
            | Self::TransferNotFound => Code::NotFound,
            Self::KeyPostExists | Self::SuccessorExists | Self::TransferOpen => Code::AlreadyExists,
            Self::Box(_) | Self::RequirementsUnknown | Self::KeyPost(_) | Self::SeatTaken | Self::Transfer(_) => {
                Code::FailedPrecondition
            }
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::PotentialNotFound => ErrorReason::PotentialNotFound,
            Self::BoxNotFound => ErrorReason::TalentBoxNotFound,
            Self::Box(BoxRefusal::NeedsReview) => ErrorReason::TalentBoxNeedsReview,
            Self::Box(BoxRefusal::Own) | Self::KeyPost(KeyPostRefusal::Own) | Self::Transfer(TransferRefusal::Own) => {
                ErrorReason::OwnTalentDecision
            }
            Self::PositionNotFound => ErrorReason::PositionNotFound,
            Self::RequirementsUnknown => ErrorReason::RequirementsUnknown,
            Self::KeyPostNotFound => ErrorReason::KeyPostNotFound,
            Self::KeyPostExists => ErrorReason::KeyPostExists,
            Self::KeyPost(KeyPostRefusal::Unmarked) => ErrorReason::KeyPostState,
            Self::KeyPost(KeyPostRefusal::NotInPool) => ErrorReason::NotInPool,
            Self::KeyPost(KeyPostRefusal::Withdrawn) => ErrorReason::SuccessorState,
            Self::SuccessorNotFound => ErrorReason::SuccessorNotFound,
            Self::SuccessorExists => ErrorReason::SuccessorExists,
            Self::TransferNotFound => ErrorReason::TransferNotFound,
            Self::TransferOpen => ErrorReason::TransferOpen,
            Self::SeatTaken => ErrorReason::SeatTaken,
            Self::Transfer(TransferRefusal::State(_)) => ErrorReason::TransferState,
            Self::Transfer(TransferRefusal::Conditions(_)) => ErrorReason::TransferConditions,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Transfer(TransferRefusal::State(state)) => vec![("state", state.as_str().to_owned())],
            Self::Transfer(TransferRefusal::Conditions(conditions)) => {
                vec![
                    ("lacking", names_of(conditions, Outcome::Lacks)),
                    ("unknown", names_of(conditions, Outcome::Unknown)),
                ]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::PotentialNotFound => Some("asn.career.v1.Potential"),
            Self::BoxNotFound => Some("asn.career.v1.TalentBox"),
            Self::PositionNotFound => Some("asn.needs.v1.Position"),
            Self::KeyPostNotFound | Self::KeyPostExists => Some("asn.career.v1.KeyPost"),
            Self::SuccessorNotFound | Self::SuccessorExists => Some("asn.career.v1.Successor"),
            Self::TransferNotFound | Self::TransferOpen => Some("asn.career.v1.Transfer"),
            Self::Box(_) | Self::RequirementsUnknown | Self::KeyPost(_) | Self::SeatTaken | Self::Transfer(_) => None,
        }
    }
}

fn names_of(conditions: &[Condition], outcome: Outcome) -> String {
    let found: Vec<&str> = conditions.iter().filter(|one| one.outcome == outcome).map(|one| one.rule).collect();
    found.join(",")
}

impl From<BoxRefusal> for super::Error {
    fn from(refusal: BoxRefusal) -> Self {
        TalentError::Box(refusal).into()
    }
}

impl From<KeyPostRefusal> for super::Error {
    fn from(refusal: KeyPostRefusal) -> Self {
        TalentError::KeyPost(refusal).into()
    }
}

impl From<TransferRefusal> for super::Error {
    fn from(refusal: TransferRefusal) -> Self {
        TalentError::Transfer(refusal).into()
    }
}
