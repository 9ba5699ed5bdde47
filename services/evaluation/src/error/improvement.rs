//! What cases of improvement and proposals of punishments can refuse.

use crate::domain::{case_refusal::CaseRefusal, discipline_case::DisciplineRefusal};
use contracts::evaluation::v1::ErrorReason;
use tonic::Code;

/// An error about cases of improvement and proposals of punishments.
#[derive(Debug, thiserror::Error)]
pub enum ImprovementError {
    /// No such case in this tenant, or it is none of the caller's.
    #[error("the case does not exist")]
    CaseNotFound,
    /// One case a rating.
    #[error("there is a case of this rating")]
    CaseExists,
    /// Not final, or not low by the ruleset.
    #[error("the rating is not final or not low")]
    NotLow,
    /// The case refuses.
    #[error(transparent)]
    Refused(#[from] CaseRefusal),
    /// No such proposal in this tenant.
    #[error("the proposal does not exist")]
    DisciplineNotFound,
    /// One open proposal a servant.
    #[error("there is an open proposal of this servant")]
    DisciplineExists,
    /// The ladder proposes nothing.
    #[error("the days of absence lead to no punishment")]
    NothingProposed,
    /// The proposal refuses.
    #[error(transparent)]
    Discipline(#[from] DisciplineRefusal),
}

impl ImprovementError {
    /// What a constraint of this group's tables means; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_case_a_rating") => Self::CaseExists.into(),
            Some("one_open_discipline_case") => Self::DisciplineExists.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::CaseNotFound | Self::DisciplineNotFound | Self::Refused(CaseRefusal::NoDecision) => Code::NotFound,
            Self::CaseExists | Self::DisciplineExists => Code::AlreadyExists,
            Self::Refused(CaseRefusal::NotYourPart(_) | CaseRefusal::DecidedByYou)
            | Self::Discipline(DisciplineRefusal::Own) => Code::PermissionDenied,
            Self::NotLow | Self::NothingProposed | Self::Refused(_) | Self::Discipline(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::CaseNotFound => ErrorReason::ImprovementCaseNotFound,
            Self::CaseExists => ErrorReason::ImprovementCaseExists,
            Self::NotLow => ErrorReason::RatingNotLow,
            Self::Refused(refusal) => reason_of(refusal),
            Self::DisciplineNotFound => ErrorReason::DisciplineCaseNotFound,
            Self::DisciplineExists => ErrorReason::DisciplineCaseExists,
            Self::NothingProposed => ErrorReason::NoDisciplineProposal,
            Self::Discipline(DisciplineRefusal::Stage(_)) => ErrorReason::DisciplineCaseStage,
            Self::Discipline(DisciplineRefusal::Fewer { .. }) => ErrorReason::DisciplineDaysFewer,
            Self::Discipline(DisciplineRefusal::Own) => ErrorReason::NotYourPart,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(CaseRefusal::Stage(stage)) => vec![("stage", stage.as_str().to_owned())],
            Self::Refused(CaseRefusal::NotYourPart(party)) => vec![("party", (*party).to_owned())],
            Self::Refused(CaseRefusal::TooEarly(day)) => vec![("from", day.to_string())],
            Self::Refused(CaseRefusal::ObjectionClosed(day) | CaseRefusal::NoteTooLate(day)) => {
                vec![("until", day.to_string())]
            }
            Self::Refused(CaseRefusal::NotesMissing(months)) => vec![("months", months.to_string())],
            Self::Discipline(DisciplineRefusal::Stage(stage)) => vec![("stage", stage.as_str().to_owned())],
            Self::Discipline(DisciplineRefusal::Fewer { days, longest_row, code }) => {
                vec![("days", days.to_string()), ("longest_row", longest_row.to_string()), ("code", code.clone())]
            }
            Self::Discipline(DisciplineRefusal::Own) => vec![("party", "official".to_owned())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::CaseNotFound | Self::CaseExists => Some("asn.evaluation.v1.ImprovementCase"),
            Self::Refused(CaseRefusal::NoDecision) => Some("asn.evaluation.v1.ImprovementDecision"),
            Self::DisciplineNotFound | Self::DisciplineExists => Some("asn.evaluation.v1.DisciplineCase"),
            _ => None,
        }
    }
}

fn reason_of(refusal: &CaseRefusal) -> ErrorReason {
    match refusal {
        CaseRefusal::Stage(_) => ErrorReason::ImprovementStage,
        CaseRefusal::Objected | CaseRefusal::Objectionable => ErrorReason::DecisionObjected,
        CaseRefusal::Unseen => ErrorReason::CaseUnseen,
        CaseRefusal::NotYourPart(_) => ErrorReason::NotYourPart,
        CaseRefusal::TooEarly(_) => ErrorReason::TooEarly,
        CaseRefusal::NoteTooLate(_) => ErrorReason::NoteTooLate,
        CaseRefusal::NotesMissing(_) => ErrorReason::CoachingNotesMissing,
        CaseRefusal::Unsuited => ErrorReason::TestDoesNotSuit,
        CaseRefusal::NoDecision => ErrorReason::CaseDecisionNotFound,
        CaseRefusal::NotObjectionable => ErrorReason::DecisionNotObjectionable,
        CaseRefusal::ObjectionClosed(_) => ErrorReason::DecisionObjectionClosed,
        CaseRefusal::DecidedByYou => ErrorReason::DecidedByYou,
    }
}

impl From<CaseRefusal> for super::Error {
    fn from(refusal: CaseRefusal) -> Self {
        ImprovementError::from(refusal).into()
    }
}

impl From<DisciplineRefusal> for super::Error {
    fn from(refusal: DisciplineRefusal) -> Self {
        ImprovementError::from(refusal).into()
    }
}
