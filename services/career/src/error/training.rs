//! What training can refuse.

use crate::domain::{
    course::Retired, external_training::ExternalRefusal, training_nomination::Stale,
    training_participant::ParticipantRefusal, training_plan::PlanRefusal, training_rules::OverCap,
    training_session::SessionRefusal,
};
use contracts::career::v1::ErrorReason;
use tonic::Code;

/// An error about training.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// No such course in this tenant.
    #[error("the course does not exist")]
    CourseNotFound,
    /// Another offered course has the code.
    #[error("another course that is offered has this code")]
    CourseExists,
    /// Not offered any more.
    #[error(transparent)]
    Retired(#[from] Retired),
    /// No such session in this tenant.
    #[error("the training session does not exist")]
    SessionNotFound,
    /// The session refuses.
    #[error(transparent)]
    Session(#[from] SessionRefusal),
    /// No such run in this tenant.
    #[error("the nomination run does not exist")]
    RunNotFound,
    /// What was seen is not what would happen.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// Nobody can be nominated by a gap.
    #[error("the course teaches no competency, so that no gap leads to it")]
    NoCompetency,
    /// No such participant in this session.
    #[error("the participant does not exist in this session")]
    ParticipantNotFound,
    /// The participation refuses.
    #[error(transparent)]
    Participant(#[from] ParticipantRefusal),
    /// In the session already.
    #[error("the servant is in this session")]
    AlreadyParticipant,
    /// The certificate was used.
    #[error("the certificate was recorded before")]
    CertificateTaken,
    /// Too many hours.
    #[error(transparent)]
    OverCap(#[from] OverCap),
    /// No such external training in this tenant.
    #[error("the external training does not exist")]
    ExternalNotFound,
    /// The external training refuses.
    #[error(transparent)]
    External(#[from] ExternalRefusal),
    /// No such plan in this tenant.
    #[error("the training plan does not exist")]
    PlanNotFound,
    /// The plan refuses.
    #[error(transparent)]
    Plan(#[from] PlanRefusal),
}

impl TrainingError {
    /// A code, a seat or a certificate that comes twice; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_course_a_code") => Self::CourseExists.into(),
            Some("one_seat_a_participant") => Self::AlreadyParticipant.into(),
            Some("one_certificate_a_session" | "one_certificate_a_servant") => Self::CertificateTaken.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::CourseNotFound
            | Self::SessionNotFound
            | Self::RunNotFound
            | Self::ParticipantNotFound
            | Self::ExternalNotFound
            | Self::PlanNotFound => Code::NotFound,
            Self::CourseExists | Self::AlreadyParticipant | Self::CertificateTaken => Code::AlreadyExists,
            Self::Retired(_)
            | Self::Session(_)
            | Self::Stale(_)
            | Self::NoCompetency
            | Self::Participant(_)
            | Self::OverCap(_)
            | Self::External(_)
            | Self::Plan(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::CourseNotFound => ErrorReason::CourseNotFound,
            Self::CourseExists => ErrorReason::CourseExists,
            Self::Retired(_) => ErrorReason::CourseRetired,
            Self::SessionNotFound => ErrorReason::TrainingSessionNotFound,
            Self::Session(refusal) | Self::Participant(ParticipantRefusal::Session(refusal)) => of_session(*refusal),
            Self::RunNotFound => ErrorReason::NominationRunNotFound,
            Self::Stale(_) => ErrorReason::NominationStale,
            Self::NoCompetency => ErrorReason::NoCompetency,
            Self::ParticipantNotFound => ErrorReason::ParticipantNotFound,
            Self::Participant(ParticipantRefusal::Attendance { .. }) => ErrorReason::AttendanceIncomplete,
            Self::Participant(ParticipantRefusal::Own) => ErrorReason::OwnReview,
            Self::Participant(_) => ErrorReason::ParticipantState,
            Self::AlreadyParticipant => ErrorReason::AlreadyParticipant,
            Self::CertificateTaken => ErrorReason::CertificateTaken,
            Self::OverCap(_) => ErrorReason::HoursOverCap,
            Self::ExternalNotFound => ErrorReason::ExternalTrainingNotFound,
            Self::External(ExternalRefusal::Own) => ErrorReason::OwnReview,
            Self::External(ExternalRefusal::State(_)) => ErrorReason::ExternalTrainingState,
            Self::PlanNotFound => ErrorReason::TrainingPlanNotFound,
            Self::Plan(_) => ErrorReason::TrainingPlanState,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OverCap(OverCap { over, cap }) => vec![("over", over.to_string()), ("cap", cap.to_string())],
            Self::Session(refusal) | Self::Participant(ParticipantRefusal::Session(refusal)) => match refusal {
                SessionRefusal::State(state) => vec![("state", state.to_string())],
                SessionRefusal::NotTime { first, last } => {
                    vec![("first", first.to_string()), ("last", last.to_string())]
                }
            },
            Self::Participant(ParticipantRefusal::State(state)) => vec![("state", state.to_string())],
            Self::Participant(ParticipantRefusal::Attendance { present, held }) => {
                vec![("present", present.to_string()), ("held", held.to_string())]
            }
            Self::Participant(ParticipantRefusal::ResultsMissing(missing)) => vec![("missing", missing.to_string())],
            Self::Participant(ParticipantRefusal::ResultsThere(there)) => vec![("there", there.to_string())],
            Self::External(ExternalRefusal::State(state)) => vec![("state", state.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::CourseNotFound | Self::CourseExists => Some("asn.career.v1.Course"),
            Self::SessionNotFound => Some("asn.career.v1.TrainingSession"),
            Self::RunNotFound => Some("asn.career.v1.NominationRun"),
            Self::ParticipantNotFound | Self::AlreadyParticipant => Some("asn.career.v1.TrainingParticipant"),
            Self::ExternalNotFound | Self::CertificateTaken => Some("asn.career.v1.ExternalTraining"),
            Self::PlanNotFound => Some("asn.career.v1.TrainingPlan"),
            _ => None,
        }
    }
}

fn of_session(refusal: SessionRefusal) -> ErrorReason {
    match refusal {
        SessionRefusal::State(_) => ErrorReason::TrainingSessionState,
        SessionRefusal::NotTime { .. } => ErrorReason::TrainingNotTime,
    }
}
