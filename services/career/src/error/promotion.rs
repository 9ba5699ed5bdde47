//! What promotions and credit points can refuse.

use crate::domain::{
    credit_row::CreditRefusal,
    promotion_facts::{Ends, Obstacle, Rule},
    rank_promotion::PromotionRefusal,
};
use contracts::career::v1::ErrorReason;
use platform::{Failure, Violations};
use tonic::Code;

/// An error about promotions or credit points.
#[derive(Debug, thiserror::Error)]
pub enum PromotionError {
    /// No such promotion in this tenant.
    #[error("the promotion does not exist")]
    NotFound,
    /// One at a time.
    #[error("another promotion of the servant is under way")]
    AlreadyOpen,
    /// No such row of this servant, or it was corrected before.
    #[error("the row of credit points does not exist, or another took its place")]
    CreditNotFound,
    /// Months or beginnings that come twice.
    #[error(
        "another row of credit points is for the same months, or begins the same level, or holds them carried over"
    )]
    CreditOverlap,
    /// No such examination of this servant, or it was corrected before.
    #[error("the examination does not exist, or another row took its place")]
    ExamNotFound,
    /// The same certificate twice.
    #[error("this examination is recorded already")]
    ExamExists,
    /// The seat was taken in the meantime.
    #[error("somebody else holds the seat at that time")]
    SeatTaken,
    /// The promotion refuses.
    #[error(transparent)]
    Refused(#[from] PromotionRefusal),
}

impl PromotionError {
    /// A second of something of which there is one; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_open_promotion_a_person") => Self::AlreadyOpen.into(),
            Some("one_conversion_a_day" | "one_start_a_level") => Self::CreditOverlap.into(),
            Some("one_exam_a_number") => Self::ExamExists.into(),
            Some("one_rank_a_person") => Self::Refused(PromotionRefusal::RankChanged).into(),
            Some("one_holder_a_seat" | "one_post_a_person") => Self::SeatTaken.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::CreditNotFound | Self::ExamNotFound => Code::NotFound,
            Self::AlreadyOpen | Self::CreditOverlap | Self::ExamExists => Code::AlreadyExists,
            Self::SeatTaken | Self::Refused(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::NotFound => ErrorReason::PromotionNotFound,
            Self::AlreadyOpen => ErrorReason::PromotionOpen,
            Self::CreditNotFound => ErrorReason::CreditNotFound,
            Self::CreditOverlap => ErrorReason::CreditOverlap,
            Self::ExamNotFound => ErrorReason::RecordRowNotFound,
            Self::ExamExists => ErrorReason::ExamExists,
            Self::SeatTaken => ErrorReason::SeatTaken,
            Self::Refused(refusal) => match refusal {
                PromotionRefusal::State(_) => ErrorReason::PromotionState,
                PromotionRefusal::RankChanged => ErrorReason::RankChanged,
                PromotionRefusal::NotFunctional => ErrorReason::NotFunctional,
                PromotionRefusal::NoRating(_) => ErrorReason::RatingNotFound,
                PromotionRefusal::Own => ErrorReason::OwnPromotion,
                PromotionRefusal::Obstacles(obstacles) => of_obstacles(obstacles),
            },
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(PromotionRefusal::State(state)) => vec![("state", state.as_str().to_owned())],
            Self::Refused(PromotionRefusal::NoRating(year)) => vec![("year", year.to_string())],
            Self::Refused(PromotionRefusal::Obstacles(obstacles)) => {
                let rules: Vec<&str> = obstacles.iter().map(|one| one.rule.as_str()).collect();
                vec![("rules", rules.join(","))]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NotFound | Self::AlreadyOpen => Some("asn.career.v1.Promotion"),
            Self::CreditNotFound | Self::CreditOverlap => Some("asn.career.v1.Credit"),
            Self::ExamNotFound | Self::ExamExists => Some("asn.career.v1.PromotionExam"),
            Self::SeatTaken | Self::Refused(_) => None,
        }
    }
}

/// What cannot be mended comes before what has to be done, and that before what time mends; the message tells all.
fn of_obstacles(obstacles: &[Obstacle]) -> ErrorReason {
    let weight = |one: &&Obstacle| match one.ends {
        Ends::Never => 0,
        Ends::WhenDone => 1,
        Ends::On(_) => 2,
    };
    match obstacles.iter().min_by_key(weight).map(|one| one.rule) {
        Some(Rule::Ceiling) => ErrorReason::RankAboveCeiling,
        Some(Rule::YearsInRank | Rule::YearsInPost) => ErrorReason::PromotionTooEarly,
        Some(Rule::Period) => ErrorReason::PromotionPeriod,
        Some(Rule::Rating) => ErrorReason::RatingInsufficient,
        Some(Rule::Punishment) => ErrorReason::PunishmentRunning,
        Some(Rule::Exam) => ErrorReason::ExamMissing,
        Some(Rule::Points) => ErrorReason::PointsMissing,
        Some(Rule::Band | Rule::Level) => ErrorReason::RankOutOfBand,
        Some(Rule::Test) => ErrorReason::LevelTestMissing,
        Some(Rule::Formation) => ErrorReason::FormationMissing,
        Some(Rule::Employment | Rule::State | Rule::Standing | Rule::Rank | Rule::Post | Rule::Education) | None => {
            ErrorReason::NotPromotable
        }
    }
}

impl From<PromotionRefusal> for super::Error {
    fn from(refusal: PromotionRefusal) -> Self {
        PromotionError::Refused(refusal).into()
    }
}

impl From<CreditRefusal> for super::Error {
    /// Points come from the request; figures from the ruleset, which is checked at start.
    fn from(refusal: CreditRefusal) -> Self {
        if let CreditRefusal::Figures(error) = refusal {
            return Self::Failure(Failure::Internal(error.into()));
        }
        let mut check = Violations::default();
        check.add("points", refusal);
        Self::Failure(check.into())
    }
}
