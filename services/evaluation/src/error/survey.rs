//! What surveys can refuse.

use crate::domain::{satisfaction::SatisfactionError, satisfaction_survey::SurveyRefusal, survey_link::Exhausted};
use contracts::evaluation::v1::ErrorReason;
use platform::Failure;
use tonic::Code;

/// An error about a survey.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// No such survey in this tenant, or none that is published.
    #[error("the survey does not exist")]
    NotFound,
    /// One survey a service and day.
    #[error("another survey of the service covers a part of this period")]
    Exists,
    /// Nobody could follow it up.
    #[error("the service belongs to no unit")]
    ServiceWithoutUnit,
    /// The survey refuses.
    #[error(transparent)]
    Refused(#[from] SurveyRefusal),
    /// Mistyped, or its survey is over.
    #[error("no questionnaire opens with this code")]
    CodeUnknown,
    /// A code answers once.
    #[error("somebody has answered with this code")]
    CodeUsed,
    /// No such link in this tenant.
    #[error("the link does not exist")]
    LinkNotFound,
    /// The link refuses.
    #[error(transparent)]
    Link(#[from] Exhausted),
    /// Too many at once.
    #[error("more than {0} answers came in by open links in this minute")]
    Flooded(i32),
    /// A bound of the ruleset.
    #[error("a survey has at most {0} of these")]
    TooManyCodes(i64),
    /// One past index a service and day.
    #[error("another past index of the service covers a part of this period")]
    PastIndexExists,
}

/// Sums that only sound answers were added to always have an index.
impl From<SatisfactionError> for super::Error {
    fn from(error: SatisfactionError) -> Self {
        Self::Failure(Failure::Internal(error.into()))
    }
}

impl From<SurveyRefusal> for super::Error {
    fn from(refusal: SurveyRefusal) -> Self {
        SurveyError::from(refusal).into()
    }
}

impl From<Exhausted> for super::Error {
    fn from(refusal: Exhausted) -> Self {
        SurveyError::from(refusal).into()
    }
}

impl SurveyError {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::CodeUnknown | Self::LinkNotFound => Code::NotFound,
            Self::Exists | Self::PastIndexExists => Code::AlreadyExists,
            Self::Flooded(_) => Code::ResourceExhausted,
            Self::ServiceWithoutUnit | Self::Refused(_) | Self::CodeUsed | Self::Link(_) | Self::TooManyCodes(_) => {
                Code::FailedPrecondition
            }
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::SurveyNotFound,
            Self::Exists => ErrorReason::SurveyExists,
            Self::ServiceWithoutUnit => ErrorReason::SurveyServiceWithoutUnit,
            Self::Refused(SurveyRefusal::State(_)) => ErrorReason::SurveyState,
            Self::Refused(SurveyRefusal::Closed) => ErrorReason::SurveyClosed,
            Self::Refused(SurveyRefusal::TooFew(_)) => ErrorReason::SurveyTooFewAnswers,
            Self::Refused(SurveyRefusal::PlanIncomplete(_)) => ErrorReason::SurveyPlanIncomplete,
            Self::CodeUnknown => ErrorReason::SurveyCodeUnknown,
            Self::CodeUsed => ErrorReason::SurveyCodeUsed,
            Self::LinkNotFound => ErrorReason::SurveyLinkNotFound,
            Self::Link(Exhausted) => ErrorReason::SurveyLinkExhausted,
            Self::Flooded(_) => ErrorReason::SurveyFlooded,
            Self::TooManyCodes(_) => ErrorReason::SurveyTooManyCodes,
            Self::PastIndexExists => ErrorReason::PastIndexExists,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(SurveyRefusal::State(state)) => vec![("state", state.to_string())],
            Self::Refused(SurveyRefusal::TooFew(respondents)) => vec![("respondents", respondents.to_string())],
            Self::Refused(SurveyRefusal::PlanIncomplete(missing)) => {
                let names: Vec<&str> = missing.iter().map(|element| element.as_str()).collect();
                vec![("missing", names.join(" "))]
            }
            Self::Flooded(most) => vec![("most", most.to_string())],
            Self::TooManyCodes(most) => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound | Self::Exists => Some("asn.evaluation.v1.Survey"),
            Self::LinkNotFound => Some("asn.evaluation.v1.SurveyLink"),
            Self::PastIndexExists => Some("asn.evaluation.v1.PastIndex"),
            // A code names nothing that could be told.
            _ => None,
        }
    }
}
