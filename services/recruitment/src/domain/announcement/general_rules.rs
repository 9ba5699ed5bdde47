//! What the ruleset of every programme says: its name and time, the calendar of its period, ages, and objections.

use crate::domain::calendar::{CalendarRow, CalendarViolation, calendar_violations};
use crate::domain::filing_rules::{FilingRules, FilingViolation};
use crate::domain::fill_time::FillTime;
use crate::domain::intake_rules::{IntakeRules, IntakeViolation};
use crate::domain::retention::{RetentionRules, RetentionViolation};
use crate::domain::vacancy::LONGEST_DAYS;
use jiff::{ToSpan, civil::Date};
use thiserror::Error;

/// The part of a ruleset that does not depend on the programme (*ketentuan umum*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneralRules {
    /// The id stored with every result that used it.
    pub id: String,
    /// The period (*periode pengadaan*) in which a person applies once, whatever the programme: two rulesets of one
    /// period share it.
    pub period: String,
    pub regulation: String,
    /// The day applications opened; the decree may be older.
    pub valid_from: Date,
    /// The last day a vacancy opens with it; none while it is in force.
    pub valid_until: Option<Date>,
    /// Exercises only: whether a vacancy may open on a day on which the ruleset is not in force.
    pub any_day: bool,
    /// Exercises only: whether a vacancy may close before its closing time.
    pub early_close: bool,
    /// The least age in full years on the day of applying.
    pub age_minimum: u8,
    /// The greatest age on the day of applying, to the day: the birthday itself still counts.
    pub age_maximum: u8,
    /// Posts with another greatest age; the first that matches counts.
    pub age_limits: Vec<AgeLimit>,
    /// Objections to results; none where the selection knew none.
    pub objection: Option<ObjectionRules>,
    /// When the passes over unfilled seats run, where there are any.
    pub fill: FillTime,
    /// Papers, the time for the number, and sanctions after the result; none where a candidate is appointed without.
    pub filing: Option<FilingRules>,
    /// The dated stages of the period, as far as they are known (*jadwal*).
    pub calendar: Vec<CalendarRow>,
    /// Whether a vacancy only opens where a competency standard of its job or position is published (*standar kompetensi jabatan*).
    pub needs_standard: bool,
    /// What applications have to declare and to bring.
    pub intake: IntakeRules,
    /// How long data about applicants are kept; none where nobody has decided, and nothing is erased.
    pub retention: Option<RetentionRules>,
}

/// Another greatest age for listed posts (*jabatan tertentu*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeLimit {
    /// What the post's title begins with, in any case.
    pub posts: Vec<String>,
    /// What the applicant's education begins with, in any case; empty asks for none in particular.
    pub education: Vec<String>,
    /// The greatest age.
    pub maximum: u8,
}

impl AgeLimit {
    fn covers(&self, post: &str, education: &str) -> bool {
        begins_with_any(post, &self.posts) && (self.education.is_empty() || begins_with_any(education, &self.education))
    }
}

/// Whole words only: *Dosen* is not the beginning of *Dosenan*.
pub(crate) fn begins_with_any(text: &str, beginnings: &[String]) -> bool {
    let text = text.trim().to_lowercase();
    beginnings.iter().any(|beginning| {
        let rest = text.strip_prefix(&beginning.to_lowercase());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// How long an objection (*masa sanggah*) may be raised, and how long its answer may take, in calendar days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectionRules {
    /// Days after the announcement's own.
    pub days: u8,
    /// Days after the last of those.
    pub answer_days: u8,
}

/// What is wrong with the general part of a ruleset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GeneralViolation {
    #[error("the id or the period is empty")]
    NoName,
    #[error("the least age is above the greatest")]
    NoAge,
    #[error("an age limit names no post")]
    NoPost,
    #[error("the ruleset ends before it begins")]
    EndsBeforeItBegins,
    #[error("objections without a day to raise or to answer them")]
    NoObjectionDay,
    #[error(transparent)]
    Filing(#[from] FilingViolation),
    #[error(transparent)]
    Calendar(#[from] CalendarViolation),
    #[error(transparent)]
    Intake(#[from] IntakeViolation),
    #[error(transparent)]
    Retention(#[from] RetentionViolation),
}

impl GeneralRules {
    /// Whether a vacancy may open with the ruleset on `day`.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.any_day || (self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until))
    }

    /// Whether no vacancy of the ruleset can take applications any more: one opens on the last day at the latest, and takes
    /// them for so many days at most, whatever it is extended by.
    pub fn is_over(&self, day: Date) -> bool {
        !self.any_day && self.valid_until.is_some_and(|until| until.saturating_add(LONGEST_DAYS.days()) < day)
    }

    /// The greatest age for a post and what its applicant studied.
    pub fn greatest_age(&self, post: &str, education: &str) -> u8 {
        let limit = self.age_limits.iter().find(|limit| limit.covers(post, education));
        limit.map_or(self.age_maximum, |limit| limit.maximum)
    }

    /// Lists everything wrong (*aturan tidak sah*), empty when it can be used.
    pub fn validate(&self) -> Vec<GeneralViolation> {
        let mut violations = Vec::new();
        if self.id.is_empty() || self.period.is_empty() {
            violations.push(GeneralViolation::NoName);
        }
        let mut greatest = self.age_limits.iter().map(|limit| limit.maximum).chain([self.age_maximum]);
        if greatest.any(|maximum| maximum < self.age_minimum) {
            violations.push(GeneralViolation::NoAge);
        }
        if self.age_limits.iter().any(|limit| limit.posts.is_empty() || limit.posts.contains(&String::new())) {
            violations.push(GeneralViolation::NoPost);
        }
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            violations.push(GeneralViolation::EndsBeforeItBegins);
        }
        if self.objection.is_some_and(|objection| objection.days == 0 || objection.answer_days == 0) {
            violations.push(GeneralViolation::NoObjectionDay);
        }
        violations.extend(self.filing.iter().flat_map(FilingRules::validate).map(GeneralViolation::from));
        violations.extend(calendar_violations(&self.calendar).into_iter().map(GeneralViolation::from));
        violations.extend(self.intake.validate().into_iter().map(GeneralViolation::from));
        violations.extend(self.retention.iter().flat_map(RetentionRules::validate).map(GeneralViolation::from));
        violations
    }
}

/// Whether somebody born on `birth_date` has the age to apply on `day` (*batas usia pelamar*).
pub(crate) fn admits_age(minimum: u8, maximum: u8, birth_date: Date, day: Date) -> bool {
    let birthday = |age: u8| birth_date.saturating_add(i32::from(age).years());
    birthday(minimum) <= day && day <= birthday(maximum)
}

#[cfg(test)]
#[path = "general_rules_tests.rs"]
pub(crate) mod tests;
