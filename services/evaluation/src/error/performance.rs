//! What plans, feedback and ratings can refuse.

use crate::domain::{skp_feedback::FeedbackRefusal, skp_plan::SkpRefusal};
use contracts::evaluation::v1::ErrorReason;
use tonic::Code;

/// An error about plans, feedback and ratings.
#[derive(Debug, thiserror::Error)]
pub enum PerformanceError {
    /// No such plan in this tenant, or the caller has none of the year.
    #[error("the plan does not exist")]
    PlanNotFound,
    /// The office has not linked the account.
    #[error("no servant of this instansi is linked with the caller's account")]
    AccountNotLinked,
    /// One servant an account.
    #[error("the account is linked with another servant")]
    AccountTaken,
    /// Whoever could link the own account could step out of the own case.
    #[error("nobody links or unlinks the own account")]
    OwnAccount,
    /// A link is ended before another is made.
    #[error("the servant is linked with another account")]
    ServantLinked,
    /// A result or indicator that something else rests on.
    #[error("a result that others serve, or an indicator with progress, cannot be taken away")]
    ResultInUse,
    /// The plan refuses.
    #[error(transparent)]
    Refused(#[from] SkpRefusal),
    /// Feedback is refused.
    #[error(transparent)]
    Feedback(#[from] FeedbackRefusal),
    /// No such rating of a unit in this tenant.
    #[error("the rating of a unit does not exist")]
    UnitRatingNotFound,
    /// One rating a unit and year.
    #[error("there is a rating of this unit and year")]
    UnitRatingExists,
}

impl PerformanceError {
    /// What a constraint of this group's tables means; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_servant_an_account") => Self::AccountTaken.into(),
            Some("servant_accounts_pkey") => Self::ServantLinked.into(),
            Some("served_by_a_result" | "indicator_with_progress") => Self::ResultInUse.into(),
            Some("one_rating_a_unit_and_year") => Self::UnitRatingExists.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::PlanNotFound | Self::UnitRatingNotFound => Code::NotFound,
            Self::AccountTaken | Self::ServantLinked | Self::UnitRatingExists => Code::AlreadyExists,
            Self::OwnAccount => Code::PermissionDenied,
            Self::Refused(SkpRefusal::NotYourPart(_)) | Self::Feedback(FeedbackRefusal::Giver) => {
                Code::PermissionDenied
            }
            Self::AccountNotLinked | Self::ResultInUse | Self::Refused(_) | Self::Feedback(_) => {
                Code::FailedPrecondition
            }
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::PlanNotFound => ErrorReason::SkpPlanNotFound,
            Self::AccountNotLinked => ErrorReason::AccountNotLinked,
            Self::AccountTaken => ErrorReason::AccountTaken,
            Self::OwnAccount => ErrorReason::OwnAccount,
            Self::ServantLinked => ErrorReason::ServantLinked,
            Self::ResultInUse => ErrorReason::ResultInUse,
            Self::Refused(SkpRefusal::Stage(_)) => ErrorReason::SkpStage,
            Self::Refused(SkpRefusal::NotYourPart(_)) => ErrorReason::NotYourPart,
            Self::Refused(SkpRefusal::OutsideCycle(_)) => ErrorReason::OutsideCycle,
            Self::Refused(SkpRefusal::Incomplete(_)) => ErrorReason::SkpIncomplete,
            Self::Refused(SkpRefusal::ObjectionClosed) => ErrorReason::ObjectionClosed,
            Self::Refused(SkpRefusal::NoAppeal) => ErrorReason::NoAppeal,
            Self::Refused(SkpRefusal::SamePerson) => ErrorReason::SamePerson,
            Self::Feedback(FeedbackRefusal::Giver) => ErrorReason::FeedbackGiver,
            Self::Feedback(FeedbackRefusal::Closed(_)) => ErrorReason::FeedbackClosed,
            Self::Feedback(FeedbackRefusal::Limit(_)) => ErrorReason::FeedbackLimit,
            Self::UnitRatingNotFound => ErrorReason::UnitRatingNotFound,
            Self::UnitRatingExists => ErrorReason::UnitRatingExists,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(SkpRefusal::Stage(stage)) | Self::Feedback(FeedbackRefusal::Closed(stage)) => {
                vec![("stage", stage.as_str().to_owned())]
            }
            Self::Refused(SkpRefusal::NotYourPart(party)) => vec![("party", party.as_str().to_owned())],
            Self::Feedback(FeedbackRefusal::Limit(given)) => vec![("given", given.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::PlanNotFound => Some("asn.evaluation.v1.SkpPlan"),
            Self::UnitRatingNotFound | Self::UnitRatingExists => Some("asn.evaluation.v1.UnitRating"),
            Self::AccountTaken | Self::ServantLinked => Some("asn.evaluation.v1.ServantAccount"),
            _ => None,
        }
    }
}

impl From<SkpRefusal> for super::Error {
    fn from(refusal: SkpRefusal) -> Self {
        PerformanceError::from(refusal).into()
    }
}

impl From<FeedbackRefusal> for super::Error {
    fn from(refusal: FeedbackRefusal) -> Self {
        PerformanceError::from(refusal).into()
    }
}
