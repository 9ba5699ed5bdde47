//! What the first year asks for and when: dated data.

use crate::domain::{
    credit::Rating, hours::activity_title, onboarding_task::Owner, pre_service::PreServiceKind, servant::Employment,
};
use jiff::{ToSpan, civil::Date};

/// The rules of the first year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnboardingRules {
    /// Id.
    pub id: String,
    /// First day they hold.
    pub valid_from: Date,
    /// Probation.
    pub probation: ProbationRules,
    /// Work agreements.
    pub agreement: AgreementRules,
    /// Follow-up of how people settle in.
    pub adaptation: AdaptationRules,
    /// Pre-service training, one a kind of employment.
    pub pre_services: Vec<PreServiceTemplate>,
    /// Tasks, one list a kind of employment.
    pub templates: Vec<TaskTemplate>,
}

/// Rules of probation (*masa percobaan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbationRules {
    /// Months from the first day of service to the earliest appointment.
    pub months: i32,
    /// Months from the first day of service after which a missing registration is warned of.
    pub warn_after_months: i32,
    /// The lowest rating that leads to the appointment.
    pub least_rating: Rating,
    /// Months that a statement of health counts.
    pub health_months: i32,
}

/// Rules of work agreements (*perjanjian kerja*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementRules {
    /// Least months of a first agreement.
    pub least_months: i32,
    /// Months before the last day at which its end is warned of.
    pub warn_before_months: i32,
}

/// Rules of the follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdaptationRules {
    /// Months after the first day on the first post.
    pub follow_up_months: Vec<i32>,
    /// An aspect rated lower by the rater is a need.
    pub lacking_below: u8,
    /// Kind of development (BKN's *jenisDiklat*) of what a need that no gap stands for opens in the plan.
    pub activity: i32,
    /// What is rated.
    pub aspects: Vec<Aspect>,
}

/// One aspect of how somebody settles in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aspect {
    /// Code.
    pub code: String,
    /// Title for people.
    pub title: String,
}

/// The pre-service training of some kinds of employment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreServiceTemplate {
    /// For whom.
    pub employments: Vec<Employment>,
    /// What it is.
    pub kind: PreServiceKind,
    /// Lesson hours (*JP*) in all; 0 where none are expected.
    pub hours: i64,
    /// Parts, all of which are gone through.
    pub parts: Vec<PreServicePartTemplate>,
}

/// A part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreServicePartTemplate {
    /// Code.
    pub code: String,
    /// Title for people.
    pub title: String,
    /// Whether it has a project (*aktualisasi*).
    pub project: bool,
}

/// The tasks of some kinds of employment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskTemplate {
    /// For whom.
    pub employments: Vec<Employment>,
    /// The tasks.
    pub tasks: Vec<TaskLine>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// Code.
    pub code: String,
    /// What is to be done.
    pub title: String,
    /// Who sees to it.
    pub owner: Owner,
    /// Days after the first day on the first post.
    pub due_days: i32,
}

/// A day so many months later, or the last day of a shorter month.
pub fn months_after(day: Date, months: i32) -> Date {
    day.checked_add(months.months()).unwrap_or(Date::MAX)
}

impl OnboardingRules {
    /// The pre-service training of a kind of employment.
    pub fn pre_service(&self, employment: Employment) -> Option<&PreServiceTemplate> {
        self.pre_services.iter().find(|one| one.employments.contains(&employment))
    }

    /// The tasks of a kind of employment.
    pub fn tasks(&self, employment: Employment) -> &[TaskLine] {
        let found = self.templates.iter().find(|one| one.employments.contains(&employment));
        found.map(|one| one.tasks.as_slice()).unwrap_or_default()
    }

    /// What is wrong with them, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        self.probation.fault().or_else(|| self.agreement.fault()).or_else(|| self.adaptation.fault()).or_else(|| {
            for (employment, _) in Employment::ALL {
                let trainings = self.pre_services.iter().filter(|one| one.employments.contains(&employment)).count();
                let templates = self.templates.iter().filter(|one| one.employments.contains(&employment)).count();
                if (trainings, templates) != (1, 1) {
                    return Some("does not have one pre-service training and one template for each employment");
                }
            }
            self.pre_services.iter().find_map(PreServiceTemplate::fault).or_else(|| {
                let bad = |one: &TaskTemplate| !sound_codes(one.tasks.iter().map(|task| task.code.as_str()));
                let days = |one: &TaskTemplate| one.tasks.iter().any(|task| !(0..=3_660).contains(&task.due_days));
                let wrong = self.templates.iter().any(|one| bad(one) || days(one));
                wrong.then_some("has a task twice, without a code, or due on no sensible day")
            })
        })
    }
}

impl ProbationRules {
    /// The earliest day of the appointment.
    pub fn end(&self, appointment: Date) -> Date {
        months_after(appointment, self.months)
    }

    /// The day from which a missing registration is warned of.
    pub fn warn_from(&self, appointment: Date) -> Date {
        months_after(appointment, self.warn_after_months)
    }

    fn fault(&self) -> Option<&'static str> {
        let sound = (1..=60).contains(&self.months) && (0..=self.months).contains(&self.warn_after_months);
        let sound = sound && (1..=120).contains(&self.health_months);
        (!sound).then_some("has a probation of no sensible length")
    }
}

impl AgreementRules {
    /// The earliest last day of a first agreement.
    pub fn earliest_end(&self, start: Date) -> Date {
        months_after(start, self.least_months).yesterday().unwrap_or(Date::MAX)
    }

    /// The day from which the end is warned of.
    pub fn warn_from(&self, last_day: Date) -> Date {
        months_after(last_day, -self.warn_before_months)
    }

    fn fault(&self) -> Option<&'static str> {
        let sound = (0..=120).contains(&self.least_months) && (0..=60).contains(&self.warn_before_months);
        (!sound).then_some("has agreements of no sensible length")
    }
}

impl AdaptationRules {
    /// Whether so many months have a follow-up.
    pub fn has(&self, months: i32) -> bool {
        self.follow_up_months.contains(&months)
    }

    fn fault(&self) -> Option<&'static str> {
        let rising = self.follow_up_months.is_sorted_by(|one, next| one < next);
        let sound = rising && self.follow_up_months.iter().all(|months| (1..=60).contains(months));
        if !sound || !(1..=5).contains(&self.lacking_below) {
            return Some("has follow-ups out of order, or a level that is none");
        }
        if activity_title(self.activity).is_none() {
            return Some("has a kind of development that is none");
        }
        let coded = !self.aspects.is_empty() && sound_codes(self.aspects.iter().map(|aspect| aspect.code.as_str()));
        (!coded).then_some("has no aspects, or one twice")
    }
}

impl PreServiceTemplate {
    fn fault(&self) -> Option<&'static str> {
        let coded = !self.parts.is_empty() && sound_codes(self.parts.iter().map(|part| part.code.as_str()));
        let sound = coded && (0..=10_000).contains(&self.hours);
        (!sound).then_some("has a pre-service training without parts, with one twice, or with too many hours")
    }
}

/// Whether every code is there and there once.
fn sound_codes<'c>(codes: impl Iterator<Item = &'c str>) -> bool {
    let mut seen = Vec::new();
    for code in codes {
        if code.is_empty() || seen.contains(&code) {
            return false;
        }
        seen.push(code);
    }
    true
}

#[cfg(test)]
#[path = "onboarding_rules_tests.rs"]
mod tests;
