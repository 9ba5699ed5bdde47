//! Probation (*masa percobaan*, PP 11/2017): the clock of one year, what the appointment asks for, and how it ends.

use crate::domain::{
    credit::Rating,
    onboarding_rules::{OnboardingRules, months_after},
    pre_service::PreServiceState,
    rating::YearRating,
    servant::{Employment, Servant, State},
};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// What the appointment of a civil servant asks for (*syarat pengangkatan PNS*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionKind {
    /// The year is over.
    Year,
    /// *Latsar* is passed.
    PreService,
    /// A statement of health.
    Health,
    /// Rated well.
    Rating,
}

impl fmt::Display for ConditionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Year => "YEAR",
            Self::PreService => "PRE_SERVICE",
            Self::Health => "HEALTH",
            Self::Rating => "RATING",
        })
    }
}

/// One condition, whether it is met on a day, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which.
    pub kind: ConditionKind,
    /// Whether it is met.
    pub met: bool,
    /// Why.
    pub explanation: String,
}

/// What is known of somebody on probation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbationFacts {
    /// First day of service (*TMT CPNS*).
    pub appointment: Date,
    /// State of the pre-service training and day of its result; none where none is registered.
    pub pre_service: Option<(PreServiceState, Option<Date>)>,
    /// Day of the latest statement of health by the day of the decision, and whether it finds the person healthy.
    pub health: Option<(Date, bool)>,
    /// Ratings of all years, oldest first.
    pub ratings: Vec<YearRating>,
}

/// How probation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbationDecision {
    /// Whose.
    pub servant: Uuid,
    /// Whether the servant was appointed.
    pub appointed: bool,
    /// First day as a civil servant (*TMT PNS*), or last day of service.
    pub date: Date,
    /// Number of the decree (*nomor SK*).
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Date,
    /// Ruleset that the conditions were looked at by.
    pub ruleset: String,
    /// Subject of whoever recorded it.
    pub decided_by: String,
    /// When it was recorded.
    pub record_time: Timestamp,
}

/// Why probation does not end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbationRefusal {
    /// The servant is not on probation.
    #[error("the servant is not on probation")]
    NotOnProbation,
    /// Conditions that are not met, all of them. A refusal leaves no trace in the audit trail, so it tells which, and not why.
    #[error("not met: {}; GetProbation tells why", kinds(.0))]
    Unmet(Vec<Condition>),
    /// Nobody decides about themselves.
    #[error("nobody decides about the own first year, probation or agreement, or records the own result")]
    Own,
}

fn kinds(unmet: &[Condition]) -> String {
    unmet.iter().map(|one| one.kind.to_string()).collect::<Vec<_>>().join(",")
}

impl OnboardingRules {
    /// Every condition of the appointment as of `day`, met or not.
    pub fn conditions(&self, facts: &ProbationFacts, day: Date) -> Vec<Condition> {
        vec![self.year(facts, day), pre_service(facts, day), self.health(facts, day), self.rating(facts, day)]
    }

    /// Refuses an appointment on `day` with everything that is not met.
    pub fn must_allow_appointment(&self, facts: &ProbationFacts, day: Date) -> Result<(), ProbationRefusal> {
        let unmet: Vec<Condition> = self.conditions(facts, day).into_iter().filter(|one| !one.met).collect();
        if unmet.is_empty() { Ok(()) } else { Err(ProbationRefusal::Unmet(unmet)) }
    }

    fn year(&self, facts: &ProbationFacts, day: Date) -> Condition {
        let end = self.probation.end(facts.appointment);
        let explanation = format!(
            "{} months from {} are over on {end}, no appointment before",
            self.probation.months, facts.appointment
        );
        Condition { kind: ConditionKind::Year, met: day >= end, explanation }
    }

    fn health(&self, facts: &ProbationFacts, day: Date) -> Condition {
        let months = self.probation.health_months;
        let (met, explanation) = match facts.health {
            None => (false, "no statement of health is recorded".to_owned()),
            Some((_, false)) => (false, "the latest statement of health does not find the servant healthy".to_owned()),
            Some((date, true)) if date > day => (false, format!("the statement of health of {date} is of a later day")),
            Some((date, true)) if months_after(date, months) < day => {
                (false, format!("the statement of health of {date} is older than {months} months"))
            }
            Some((date, true)) => (true, format!("found healthy on {date}")),
        };
        Condition { kind: ConditionKind::Health, met, explanation }
    }

    fn rating(&self, facts: &ProbationFacts, day: Date) -> Condition {
        let least = self.probation.least_rating;
        let years = i32::from(facts.appointment.year())..=i32::from(day.year());
        let latest = facts.ratings.iter().filter(|one| years.contains(&one.year)).max_by_key(|one| one.year);
        let (met, explanation) = match latest {
            None => (false, format!("no rating since {} is recorded", facts.appointment.year())),
            Some(YearRating { year, rating }) => {
                let met = rating.is_at_least(least);
                let so = if met { "at least" } else { "below" };
                (met, format!("the rating of {year}, {}, is {so} {}", shown(*rating), shown(least)))
            }
        };
        Condition { kind: ConditionKind::Rating, met, explanation }
    }
}

fn shown(rating: Rating) -> String {
    rating.as_str().replace('_', " ")
}

fn pre_service(facts: &ProbationFacts, day: Date) -> Condition {
    let (met, explanation) = match facts.pre_service {
        None | Some((PreServiceState::Cancelled, _)) => (false, "no pre-service training is registered".to_owned()),
        Some((PreServiceState::Registered, _)) => (false, "the pre-service training has no result".to_owned()),
        Some((PreServiceState::Failed, _)) => (false, "the pre-service training was failed".to_owned()),
        Some((PreServiceState::Passed, date)) if date.is_some_and(|date| date > day) => {
            (false, "the pre-service training was passed on a later day".to_owned())
        }
        Some((PreServiceState::Passed, _)) => (true, "the pre-service training was passed".to_owned()),
    };
    Condition { kind: ConditionKind::PreService, met, explanation }
}

/// Whether somebody is on probation, also before the national number came.
pub fn is_on_probation(servant: &Servant) -> bool {
    let waiting = servant.state == State::AwaitingNip || servant.state == State::Probation;
    servant.employment == Employment::Pns && waiting
}

#[cfg(test)]
#[path = "probation_tests.rs"]
mod tests;
