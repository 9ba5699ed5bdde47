//! What pay, raises, allowances, facilities and awards can refuse.

use crate::domain::{
    allowance::AllowanceRefusal, award::AwardRefusal, facility::FacilityRefusal, raise::RaiseRefusal,
    salary::SalaryRefusal,
};
use contracts::career::v1::ErrorReason;
use platform::Violations;
use tonic::Code;

/// An error about welfare.
#[derive(Debug, thiserror::Error)]
pub enum WelfareError {
    /// No pay can be told.
    #[error(transparent)]
    Salary(#[from] SalaryRefusal),
    /// No raise can be granted.
    #[error(transparent)]
    Raise(#[from] RaiseRefusal),
    /// No allowance can be computed.
    #[error(transparent)]
    Allowance(#[from] AllowanceRefusal),
    /// No such facility in this tenant.
    #[error("the facility does not exist")]
    FacilityNotFound,
    /// Somebody else uses it.
    #[error("what has this inventory number was granted and not given back")]
    FacilityHeld,
    /// The facility refuses.
    #[error(transparent)]
    Facility(FacilityRefusal),
    /// No such run in this tenant.
    #[error("the award run does not exist")]
    AwardRunNotFound,
    /// The run refuses.
    #[error(transparent)]
    Award(#[from] AwardRefusal),
}

impl WelfareError {
    /// A second of something of which there is one; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_allowance_a_month") => Self::Allowance(AllowanceRefusal::Recorded).into(),
            Some("one_holder_a_facility") => Self::FacilityHeld.into(),
            Some("one_approved_run_a_year") => Self::Award(AwardRefusal::YearApproved).into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::FacilityNotFound
            | Self::AwardRunNotFound
            | Self::Raise(RaiseRefusal::NotFound)
            | Self::Allowance(AllowanceRefusal::NotFound) => Code::NotFound,
            Self::FacilityHeld | Self::Allowance(AllowanceRefusal::Recorded) => Code::AlreadyExists,
            Self::Salary(_) | Self::Raise(_) | Self::Allowance(_) | Self::Facility(_) | Self::Award(_) => {
                Code::FailedPrecondition
            }
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::Salary(refusal) => match refusal {
                SalaryRefusal::NotInService(_) | SalaryRefusal::Standing(_) => ErrorReason::NotPaid,
                SalaryRefusal::NoContractTable | SalaryRefusal::NoTable(_) => ErrorReason::PayTableMissing,
                SalaryRefusal::NoRank(_) => ErrorReason::RankNotRecorded,
                SalaryRefusal::UnknownCell { .. } => ErrorReason::PayCellUnknown,
            },
            Self::Raise(refusal) => match refusal {
                RaiseRefusal::TooEarly { .. } => ErrorReason::RaiseTooEarly,
                RaiseRefusal::Refused { .. } => ErrorReason::RaiseRefused,
                RaiseRefusal::NotFound => ErrorReason::RaiseNotFound,
                RaiseRefusal::Later(_) => ErrorReason::RaiseRecorded,
            },
            Self::Allowance(refusal) => match refusal {
                AllowanceRefusal::NoClass(_) | AllowanceRefusal::NoRating { .. } => ErrorReason::AllowanceInputMissing,
                AllowanceRefusal::NoRules(_) | AllowanceRefusal::NotStated(_) => ErrorReason::AllowanceRulesMissing,
                AllowanceRefusal::NotFound => ErrorReason::AllowanceNotFound,
                AllowanceRefusal::Recorded => ErrorReason::AllowanceExists,
            },
            Self::FacilityNotFound => ErrorReason::FacilityNotFound,
            Self::FacilityHeld => ErrorReason::FacilityHeld,
            Self::Facility(_) => ErrorReason::FacilityReturned,
            Self::AwardRunNotFound => ErrorReason::AwardRunNotFound,
            Self::Award(refusal) => match refusal {
                AwardRefusal::Approved | AwardRefusal::YearApproved => ErrorReason::AwardRunState,
                AwardRefusal::OverBudget { .. } => ErrorReason::AwardOverBudget,
                AwardRefusal::RulesGone(_) => ErrorReason::AwardRulesGone,
            },
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Salary(SalaryRefusal::UnknownCell { table, grade, years }) => {
                vec![("table", table.clone()), ("grade", (*grade).to_owned()), ("years", years.to_string())]
            }
            Self::Salary(SalaryRefusal::Standing(code)) => vec![("standing", code.clone())],
            Self::Salary(
                SalaryRefusal::NotInService(day) | SalaryRefusal::NoTable(day) | SalaryRefusal::NoRank(day),
            ) => vec![("day", day.to_string())],
            Self::Raise(RaiseRefusal::TooEarly { date, why }) => vec![("date", date.to_string()), ("why", why.clone())],
            Self::Raise(RaiseRefusal::Refused { why }) => vec![("why", why.clone())],
            Self::Raise(RaiseRefusal::Later(day)) => vec![("date", day.to_string())],
            Self::Allowance(AllowanceRefusal::NotStated(what)) => vec![("what", what.clone())],
            Self::Allowance(AllowanceRefusal::NoClass(day) | AllowanceRefusal::NoRules(day)) => {
                vec![("day", day.to_string())]
            }
            Self::Allowance(AllowanceRefusal::NoRating { first, last }) => {
                vec![("first_year", first.to_string()), ("last_year", last.to_string())]
            }
            Self::Facility(FacilityRefusal::Returned(day)) => vec![("date", day.to_string())],
            Self::Award(AwardRefusal::OverBudget { gap }) => vec![("gap", gap.to_string())],
            Self::Award(AwardRefusal::RulesGone(id)) => vec![("ruleset", id.clone())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::FacilityNotFound | Self::FacilityHeld => Some("asn.career.v1.Facility"),
            Self::AwardRunNotFound => Some("asn.career.v1.AwardRun"),
            Self::Allowance(AllowanceRefusal::NotFound | AllowanceRefusal::Recorded) => Some("asn.career.v1.Allowance"),
            Self::Raise(RaiseRefusal::NotFound) => Some("asn.career.v1.Raise"),
            _ => None,
        }
    }
}

impl From<SalaryRefusal> for super::Error {
    fn from(refusal: SalaryRefusal) -> Self {
        WelfareError::Salary(refusal).into()
    }
}

impl From<RaiseRefusal> for super::Error {
    fn from(refusal: RaiseRefusal) -> Self {
        WelfareError::Raise(refusal).into()
    }
}

impl From<AllowanceRefusal> for super::Error {
    fn from(refusal: AllowanceRefusal) -> Self {
        WelfareError::Allowance(refusal).into()
    }
}

impl From<AwardRefusal> for super::Error {
    fn from(refusal: AwardRefusal) -> Self {
        WelfareError::Award(refusal).into()
    }
}

impl From<FacilityRefusal> for super::Error {
    /// Days come from the request.
    fn from(refusal: FacilityRefusal) -> Self {
        if let FacilityRefusal::Returned(_) = refusal {
            return WelfareError::Facility(refusal).into();
        }
        let mut check = Violations::default();
        check.add("return_date", refusal);
        Self::Failure(check.into())
    }
}
