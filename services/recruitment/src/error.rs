//! Everything a request can fail with.

mod appointments;
mod fairness;
mod intake;
mod internship;
mod objections;
mod official;
mod panel;
mod proof;
mod scoring;
mod screening;

pub use self::proof::ProofError;
pub use appointments::AppointmentError;
pub use fairness::FairnessError;
pub use intake::IntakeError;
pub use internship::InternshipError;
pub use objections::ObjectionError;
pub use official::OfficialError;
pub use panel::PanelError;
pub use scoring::ScoringError;
pub use screening::ScreeningError;

use crate::{
    domain::{
        application::ApplicationError, integration::IntegrationError, programme::Programme, vacancy::VacancyError,
    },
    rulesets::RulesetError,
};
use contracts::recruitment::v1::ErrorReason;
use platform::{Failure, ServiceError, Violations, sensitive::CannotOpen};
use std::collections::HashMap;
use tonic::Code;

/// An error of the recruitment service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No vacancy of that name in this tenant.
    #[error("the vacancy does not exist")]
    VacancyNotFound,
    /// No application of that name in this tenant.
    #[error("the application does not exist")]
    ApplicationNotFound,
    /// The person has applied in this period, here or in another instansi.
    #[error("this person has applied in this period")]
    AlreadyApplied,
    /// The drawn participant number is taken; the next try draws another.
    #[error("the participant number is taken; try again")]
    NumberTaken,
    /// The vacancy refuses.
    #[error(transparent)]
    Vacancy(VacancyError),
    /// The application is refused, or refuses.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// The application's declarations or documents are refused.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// A verification or confirmation refuses.
    #[error(transparent)]
    Screening(#[from] ScreeningError),
    /// Unfilled seats or a tie refuse.
    #[error(transparent)]
    Scoring(#[from] ScoringError),
    /// An objection or a correction refuses.
    #[error(transparent)]
    Objection(#[from] ObjectionError),
    /// A file, a withdrawal or a replacement refuses.
    #[error(transparent)]
    Appointment(#[from] AppointmentError),
    /// The log of a vacancy refuses.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// An open selection refuses.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// An official list refuses.
    #[error(transparent)]
    Official(#[from] OfficialError),
    /// An internship refuses.
    #[error(transparent)]
    Internship(#[from] InternshipError),
    /// A fairness report refuses.
    #[error(transparent)]
    Fairness(#[from] FairnessError),
    /// The step belongs to the other programme.
    #[error("the vacancy is of a selection of {of}, and the step of one of {wanted}")]
    OtherProgramme {
        /// Programme of the vacancy.
        of: Programme,
        /// Programme of the step.
        wanted: Programme,
    },
    /// What can fail in every service.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Error {
    /// A person who has applied, or a participant number drawn twice.
    pub(crate) fn of_application(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_application_a_person") => Self::AlreadyApplied,
            Some("one_participant_a_number") => Self::NumberTaken,
            _ => error.into(),
        }
    }

    /// Anything that is our fault.
    pub(crate) fn internal(error: impl Into<platform::BoxError>) -> Self {
        Self::Failure(Failure::Internal(error.into()))
    }
}

impl From<VacancyError> for Error {
    /// What is wrong with a field of the request is told as such.
    fn from(error: VacancyError) -> Self {
        let Some(field) = error.field() else { return Self::Vacancy(error) };
        let mut check = Violations::default();
        check.add(field, error);
        Self::Failure(check.into())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl From<CannotOpen> for Error {
    fn from(error: CannotOpen) -> Self {
        Self::internal(error)
    }
}

impl From<RulesetError> for Error {
    /// A vacancy that was opened has a ruleset, though perhaps of the other programme.
    fn from(error: RulesetError) -> Self {
        match error {
            RulesetError::OtherProgramme { of, wanted, .. } => Self::OtherProgramme { of, wanted },
            other => Self::internal(other),
        }
    }
}

impl From<IntegrationError> for Error {
    fn from(error: IntegrationError) -> Self {
        Self::internal(error)
    }
}

impl ServiceError for Error {
    fn code(&self) -> Code {
        match self {
            Self::VacancyNotFound | Self::ApplicationNotFound => Code::NotFound,
            Self::AlreadyApplied => Code::AlreadyExists,
            Self::NumberTaken => Code::Aborted,
            Self::Vacancy(_) | Self::Application(_) => Code::FailedPrecondition,
            Self::Intake(error) => error.code(),
            Self::Screening(error) => error.code(),
            Self::Scoring(error) => error.code(),
            Self::Objection(error) => error.code(),
            Self::Appointment(error) => error.code(),
            Self::Proof(error) => error.code(),
            Self::Panel(error) => error.code(),
            Self::Official(error) => error.code(),
            Self::Internship(error) => error.code(),
            Self::Fairness(error) => error.code(),
            Self::OtherProgramme { .. } => Code::FailedPrecondition,
            Self::Failure(failure) => failure.code(),
        }
    }

    fn reason(&self) -> &str {
        let reason = match self {
            Self::VacancyNotFound => ErrorReason::VacancyNotFound,
            Self::ApplicationNotFound => ErrorReason::ApplicationNotFound,
            Self::AlreadyApplied => ErrorReason::AlreadyApplied,
            Self::NumberTaken => return "CONFLICT",
            Self::Vacancy(error) => of_vacancy(error),
            Self::Application(error) => of_application(error),
            Self::Intake(error) => error.reason(),
            Self::Screening(error) => error.reason(),
            Self::Scoring(error) => error.reason(),
            Self::Objection(error) => error.reason(),
            Self::Appointment(error) => error.reason(),
            Self::Proof(error) => error.reason(),
            Self::Panel(error) => match error.reason() {
                Some(reason) => reason,
                None => return "CONFLICT",
            },
            Self::Official(error) => error.reason(),
            Self::Internship(error) => error.reason(),
            Self::Fairness(error) => error.reason(),
            Self::OtherProgramme { .. } => ErrorReason::OtherProgramme,
            Self::Failure(failure) => return failure.reason(),
        };
        reason.as_str_name().trim_start_matches("ERROR_REASON_")
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failure(failure) = self { Some(failure) } else { None }
    }

    fn metadata(&self) -> HashMap<String, String> {
        let variables = match self {
            Self::Panel(error) => error.metadata(),
            Self::Internship(error) => error.metadata(),
            Self::Vacancy(VacancyError::State { state, wanted }) => {
                vec![("state", state.to_string()), ("wanted", wanted.to_string())]
            }
            Self::Intake(error) => error.metadata(),
            Self::Objection(error) => error.metadata(),
            Self::Appointment(error) => error.metadata(),
            Self::Screening(error) => error.metadata(),
            Self::Official(error) => error.metadata(),
            Self::OtherProgramme { of, wanted } => vec![("of", of.to_string()), ("wanted", wanted.to_string())],
            Self::Vacancy(VacancyError::VerdictsMissing(missing)) => vec![("missing", missing.to_string())],
            Self::Vacancy(VacancyError::CloseTimeAhead(until)) => vec![("until", until.to_string())],
            Self::Vacancy(VacancyError::ObjectionsOpen(until)) => vec![("until", until.to_string())],
            Self::Vacancy(VacancyError::ResultsMissing(missing)) => vec![("missing", missing.to_string())],
            Self::Application(ApplicationError::AgeOutOfRange { minimum, maximum }) => {
                vec![("minimum", minimum.to_string()), ("maximum", maximum.to_string())]
            }
            _ => Vec::new(),
        };
        variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn resource(&self) -> Option<(&'static str, String)> {
        match self {
            Self::VacancyNotFound => Some(("asn.recruitment.v1.Vacancy", String::new())),
            Self::Intake(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Objection(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Appointment(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Screening(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Official(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Proof(error) => error.resource().map(|kind| (kind, String::new())),
            Self::ApplicationNotFound | Self::AlreadyApplied => Some(("asn.recruitment.v1.Application", String::new())),
            Self::Panel(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Internship(error) => error.resource().map(|kind| (kind, String::new())),
            Self::Fairness(error) => error.resource().map(|kind| (kind, String::new())),
            _ => None,
        }
    }
}

fn of_vacancy(error: &VacancyError) -> ErrorReason {
    match error {
        VacancyError::State { .. } => ErrorReason::VacancyState,
        VacancyError::CloseTimePassed
        | VacancyError::CloseTimeTooFar
        | VacancyError::NotLater
        | VacancyError::KindUnknown
        | VacancyError::NotInForce => ErrorReason::InvalidArgument,
        VacancyError::CloseTimeAhead(_) => ErrorReason::CloseTimeAhead,
        VacancyError::VerdictsMissing(_) => ErrorReason::VerdictsMissing,
        VacancyError::ObjectionsOpen(_) => ErrorReason::ObjectionsOpen,
        VacancyError::ResultsMissing(_) => ErrorReason::ResultsMissing,
        VacancyError::NoSeatLeft => ErrorReason::NotAppointable,
    }
}

fn of_application(error: &ApplicationError) -> ErrorReason {
    match error {
        ApplicationError::NotAccepting => ErrorReason::NotAccepting,
        ApplicationError::EducationNotAccepted => ErrorReason::EducationNotAccepted,
        ApplicationError::AgeOutOfRange { .. } => ErrorReason::AgeOutOfRange,
        ApplicationError::NotSelected | ApplicationError::AlreadyAppointed => ErrorReason::NotAppointable,
    }
}
