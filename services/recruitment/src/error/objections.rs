//! What objections and corrections can refuse.

use crate::domain::objections::ObjectionRefusal;
use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about an objection or a correction.
#[derive(Debug, thiserror::Error)]
pub enum ObjectionError {
    /// No such objection in this tenant.
    #[error("the objection does not exist")]
    NotFound,
    /// The applicant has objected in this round.
    #[error("this applicant has objected to this announcement")]
    Already,
    /// The objection, or the selection because of objections, refuses.
    #[error(transparent)]
    Refused(#[from] ObjectionRefusal),
    /// Nothing new to say.
    #[error("no answered objection waits to be announced")]
    NothingToAnnounce,
    /// The ranking is touched.
    #[error("accepted objections change the result: rank again and publish the correction")]
    CorrectionPending,
    /// The objection does not ask for it.
    #[error("the objection does not ask for a correction in this vacancy")]
    NotCorrectable,
    /// Accepted objections without a corrected result.
    #[error("{0} accepted objections have no corrected result yet")]
    CorrectionsMissing(i64),
    /// Something was corrected since, or nobody ranked again.
    #[error("the vacancy was not ranked again since the last correction")]
    NotRankedAgain,
    /// What is corrected takes the ground from seats of other vacancies.
    #[error("{} have seats of other vacancies that the correction takes the ground from", .0.join(", "))]
    SeatsElsewhere(Vec<String>),
}

impl ObjectionError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
            Self::Already => Code::AlreadyExists,
            _ => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::ObjectionNotFound,
            Self::Already => ErrorReason::AlreadyObjected,
            Self::Refused(ObjectionRefusal::State(_)) => ErrorReason::VacancyState,
            Self::Refused(ObjectionRefusal::NotKnown | ObjectionRefusal::Closed(_)) => ErrorReason::ObjectionsClosed,
            Self::Refused(ObjectionRefusal::Nothing) => ErrorReason::NothingToObject,
            // Told as a violation of its field.
            Self::Refused(ObjectionRefusal::Reasons(_)) => ErrorReason::InvalidArgument,
            Self::Refused(ObjectionRefusal::Answered) => ErrorReason::ObjectionAnswered,
            Self::Refused(ObjectionRefusal::Unanswered(_)) => ErrorReason::ObjectionsUnanswered,
            Self::Refused(ObjectionRefusal::Unannounced(_)) | Self::CorrectionPending => ErrorReason::CorrectionPending,
            Self::NothingToAnnounce => ErrorReason::NothingToAnnounce,
            Self::NotCorrectable => ErrorReason::NotCorrectable,
            Self::CorrectionsMissing(_) => ErrorReason::CorrectionsMissing,
            Self::NotRankedAgain => ErrorReason::NotRankedAgain,
            Self::SeatsElsewhere(_) => ErrorReason::SeatsElsewhere,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(ObjectionRefusal::State(state)) => vec![("state", state.to_string())],
            Self::Refused(ObjectionRefusal::Closed(window)) => {
                vec![("open_time", window.open.to_string()), ("close_time", window.close.to_string())]
            }
            Self::Refused(ObjectionRefusal::Unanswered(waiting)) => vec![("waiting", waiting.to_string())],
            Self::Refused(ObjectionRefusal::Unannounced(waiting)) => vec![("waiting", waiting.to_string())],
            Self::SeatsElsewhere(numbers) => vec![("participants", numbers.join(" "))],
            Self::CorrectionsMissing(missing) => vec![("missing", missing.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        matches!(self, Self::NotFound | Self::Already).then_some("asn.recruitment.v1.Objection")
    }
}
