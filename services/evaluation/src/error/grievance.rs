//! What reports of the public can refuse.

use crate::domain::complaint::ComplaintError;
use contracts::evaluation::v1::ErrorReason;
use tonic::Code;

/// An error about complaints, their routes and their desks.
#[derive(Debug, thiserror::Error)]
pub enum GrievanceError {
    /// The complaint refuses.
    #[error(transparent)]
    Refused(#[from] ComplaintError),
    /// The reporter has said it.
    #[error("the reporter has said how satisfied they are")]
    Rated,
    /// More comes than is taken; how much is.
    #[error("{0} are taken in this time; try again later")]
    Flooded(u32),
    /// No complaint of this tenant has this code.
    #[error("no complaint is followed by this code")]
    CodeNotFound,
    /// No such route in this tenant.
    #[error("the route does not exist")]
    RouteNotFound,
    /// One route a sector and region.
    #[error("there is a route of this sector and region")]
    RouteExists,
    /// No such member in this tenant.
    #[error("the desk member does not exist")]
    MemberNotFound,
    /// One place at a desk.
    #[error("the account answers for this unit already")]
    MemberExists,
    /// The rules of routing know others.
    #[error("the ruleset of routing does not know the sector")]
    SectorUnknown,
    /// Nobody of it could read the complaint.
    #[error("the unit offers no public service and has no desk")]
    UnitUnknown,
    /// Whoever has the code shall be one.
    #[error("the reporter has a follow-up code")]
    CodeIssued,
}

impl GrievanceError {
    /// What a constraint of this group's tables means; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_route_a_sector_and_region") => Self::RouteExists.into(),
            Some("one_place_at_a_desk") => Self::MemberExists.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::CodeNotFound | Self::RouteNotFound | Self::MemberNotFound => Code::NotFound,
            Self::RouteExists | Self::MemberExists => Code::AlreadyExists,
            Self::Flooded(_) => Code::ResourceExhausted,
            Self::Refused(_) | Self::Rated | Self::SectorUnknown | Self::UnitUnknown | Self::CodeIssued => {
                Code::FailedPrecondition
            }
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::Refused(refusal) => reason_of(refusal),
            Self::Rated => ErrorReason::AnswerRated,
            Self::Flooded(_) => ErrorReason::ComplaintFlooded,
            Self::CodeNotFound => ErrorReason::FollowUpCodeNotFound,
            Self::RouteNotFound => ErrorReason::ComplaintRouteNotFound,
            Self::RouteExists => ErrorReason::ComplaintRouteExists,
            Self::MemberNotFound => ErrorReason::DeskMemberNotFound,
            Self::MemberExists => ErrorReason::DeskMemberExists,
            Self::SectorUnknown => ErrorReason::SectorUnknown,
            Self::UnitUnknown => ErrorReason::UnitUnknown,
            Self::CodeIssued => ErrorReason::FollowUpCodeIssued,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(ComplaintError::State(state)) => vec![("state", state.as_str().to_owned())],
            Self::Refused(ComplaintError::ReplyTooLate(last)) => vec![("until", last.to_string())],
            Self::Flooded(most) => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::CodeNotFound => Some("asn.evaluation.v1.Complaint"),
            Self::RouteNotFound | Self::RouteExists => Some("asn.evaluation.v1.ComplaintRoute"),
            Self::MemberNotFound | Self::MemberExists => Some("asn.evaluation.v1.DeskMember"),
            _ => None,
        }
    }
}

fn reason_of(refusal: &ComplaintError) -> ErrorReason {
    match refusal {
        ComplaintError::Resolved => ErrorReason::ComplaintResolved,
        ComplaintError::State(_) => ErrorReason::ComplaintState,
        ComplaintError::Merged => ErrorReason::ComplaintMerged,
        ComplaintError::NotMerged => ErrorReason::ComplaintNotMerged,
        ComplaintError::MergeWithItself => ErrorReason::MergeWithItself,
        ComplaintError::MergeAcrossServices => ErrorReason::MergeAcrossServices,
        ComplaintError::MergeChain => ErrorReason::MergeChain,
        ComplaintError::ReplyTooLate(_) => ErrorReason::ReplyTooLate,
        ComplaintError::MergeIntoLater => ErrorReason::MergeIntoLater,
        ComplaintError::MergeLate => ErrorReason::MergeLate,
        ComplaintError::Elsewhere => ErrorReason::ComplaintElsewhere,
        ComplaintError::NotAnswered => ErrorReason::ComplaintNotAnswered,
    }
}

impl From<ComplaintError> for super::Error {
    fn from(error: ComplaintError) -> Self {
        Self::Grievance(error.into())
    }
}
