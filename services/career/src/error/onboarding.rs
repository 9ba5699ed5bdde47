//! What the first year can refuse.

use crate::domain::{
    adaptation::AdaptationRefusal, onboarding_task::OnboardingRefusal, pre_service::PreServiceRefusal,
    probation::ProbationRefusal, work_agreement::AgreementRefusal,
};
use contracts::career::v1::ErrorReason;
use platform::{Failure, Violations};
use tonic::Code;

/// An error about the first year.
#[derive(Debug, thiserror::Error)]
pub enum OnboardingError {
    /// The first year or a task refuses.
    #[error(transparent)]
    Onboarding(#[from] OnboardingRefusal),
    /// No such task in this tenant.
    #[error("the task does not exist")]
    TaskNotFound,
    /// No such pre-service training in this tenant.
    #[error("the pre-service training does not exist")]
    PreServiceNotFound,
    /// The pre-service training refuses.
    #[error(transparent)]
    PreService(#[from] PreServiceRefusal),
    /// Probation refuses.
    #[error(transparent)]
    Probation(#[from] ProbationRefusal),
    /// No such agreement in this tenant.
    #[error("the agreement does not exist")]
    AgreementNotFound,
    /// Another agreement of the servant stands at the same time.
    #[error("another agreement stands at the same time")]
    AgreementOverlap {
        /// Its name.
        agreement: String,
    },
    /// The agreement refuses.
    #[error(transparent)]
    Agreement(AgreementRefusal),
    /// The follow-up or a need refuses.
    #[error(transparent)]
    Adaptation(#[from] AdaptationRefusal),
    /// No such need in this tenant.
    #[error("the need does not exist")]
    NeedNotFound,
}

impl From<AgreementRefusal> for super::Error {
    /// What is wrong with a field of the request is told as such.
    fn from(error: AgreementRefusal) -> Self {
        match error {
            AgreementRefusal::BeforeService => field("start_date", error),
            AgreementRefusal::TooShort(_) | AgreementRefusal::NotAfter => field("end_date", error),
            AgreementRefusal::NotUnderAgreement | AgreementRefusal::Left | AgreementRefusal::Extended => {
                OnboardingError::Agreement(error).into()
            }
        }
    }
}

fn field(name: &str, reason: impl std::fmt::Display) -> super::Error {
    let mut check = Violations::default();
    check.add(name, reason);
    Failure::from(check).into()
}

impl OnboardingError {
    /// A second pre-service training; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_pre_service_a_servant") => Self::PreService(PreServiceRefusal::Taken).into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::TaskNotFound | Self::PreServiceNotFound | Self::AgreementNotFound | Self::NeedNotFound => {
                Code::NotFound
            }
            Self::Onboarding(OnboardingRefusal::Open)
            | Self::PreService(PreServiceRefusal::Taken)
            | Self::AgreementOverlap { .. }
            | Self::Adaptation(AdaptationRefusal::Answered) => Code::AlreadyExists,
            Self::Onboarding(_)
            | Self::PreService(_)
            | Self::Probation(_)
            | Self::Agreement(_)
            | Self::Adaptation(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::Onboarding(OnboardingRefusal::Open) => ErrorReason::OnboardingOpen,
            Self::Onboarding(OnboardingRefusal::NotOpen | OnboardingRefusal::Left) => ErrorReason::OnboardingState,
            Self::Onboarding(OnboardingRefusal::Done) => ErrorReason::OnboardingTaskDone,
            Self::TaskNotFound => ErrorReason::OnboardingTaskNotFound,
            Self::PreServiceNotFound => ErrorReason::PreServiceNotFound,
            Self::PreService(PreServiceRefusal::Taken) => ErrorReason::PreServiceTaken,
            Self::PreService(PreServiceRefusal::State(_)) => ErrorReason::PreServiceState,
            Self::PreService(PreServiceRefusal::OwnResult) => ErrorReason::OwnReview,
            Self::PreService(PreServiceRefusal::PartsMissing(_)) => ErrorReason::PreServicePartsMissing,
            Self::Probation(ProbationRefusal::NotOnProbation) => ErrorReason::NotOnProbation,
            Self::Probation(ProbationRefusal::Unmet(_)) => ErrorReason::ProbationUnmet,
            Self::Probation(ProbationRefusal::Own) => ErrorReason::OwnProbation,
            Self::AgreementNotFound => ErrorReason::AgreementNotFound,
            Self::AgreementOverlap { .. } => ErrorReason::AgreementOverlap,
            Self::Agreement(AgreementRefusal::Extended) => ErrorReason::AgreementExtended,
            Self::Agreement(AgreementRefusal::Left) => ErrorReason::OnboardingState,
            Self::Agreement(_) => ErrorReason::NotUnderAgreement,
            Self::Adaptation(AdaptationRefusal::NotDue(_)) => ErrorReason::FollowUpNotDue,
            Self::Adaptation(AdaptationRefusal::Answered) => ErrorReason::FollowUpAnswered,
            Self::Adaptation(AdaptationRefusal::Own) => ErrorReason::OwnFollowUp,
            Self::Adaptation(AdaptationRefusal::Resolved) => ErrorReason::AdaptationNeedResolved,
            Self::NeedNotFound => ErrorReason::AdaptationNeedNotFound,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PreService(PreServiceRefusal::State(state)) => vec![("state", state.to_string())],
            Self::PreService(PreServiceRefusal::PartsMissing(parts)) => vec![("parts", parts.join(","))],
            Self::Probation(ProbationRefusal::Unmet(unmet)) => {
                let kinds: Vec<String> = unmet.iter().map(|one| one.kind.to_string()).collect();
                vec![("conditions", kinds.join(","))]
            }
            Self::AgreementOverlap { agreement } => vec![("agreement", agreement.clone())],
            Self::Adaptation(AdaptationRefusal::NotDue(date)) => vec![("date", date.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::TaskNotFound => Some("asn.career.v1.OnboardingTask"),
            Self::Onboarding(OnboardingRefusal::Open) => Some("asn.career.v1.Onboarding"),
            Self::PreServiceNotFound | Self::PreService(PreServiceRefusal::Taken) => Some("asn.career.v1.PreService"),
            Self::AgreementNotFound | Self::AgreementOverlap { .. } => Some("asn.career.v1.WorkAgreement"),
            Self::Adaptation(AdaptationRefusal::Answered) => Some("asn.career.v1.FollowUp"),
            Self::NeedNotFound => Some("asn.career.v1.AdaptationNeed"),
            _ => None,
        }
    }
}
