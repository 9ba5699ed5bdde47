//! The dated rules of internships. No national rule was found, so each of them is a decision of this system.

use jiff::{SignedDuration, ToSpan, civil::Date};
use thiserror::Error;

/// What a mentor assesses (*kriteria penilaian*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Key, for example `discipline`.
    pub key: String,
    /// Title on the certificate.
    pub title: String,
    /// Most points.
    pub maximum: i32,
}

/// The rules of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternshipRules {
    /// Id.
    pub id: String,
    /// First day.
    pub valid_from: Date,
    /// Last day; none while nothing ends them.
    pub valid_until: Option<Date>,
    /// Most credits (*SKS*) of one internship.
    pub credits_maximum: i32,
    /// Weeks that have to be countersigned before the assessment, of a hundred.
    pub logbook_percent: i32,
    /// Days before the last day from which on an internship can be assessed.
    pub assess_days_before_end: i32,
    /// Days after the last day until the personal data are erased.
    pub retention_days: i32,
    /// Criteria of the assessment, in their order.
    pub criteria: Vec<Criterion>,
}

/// What is wrong with the rules.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum BadInternshipRules {
    /// Nothing to assess.
    #[error("there are no criteria")]
    NoCriteria,
    /// The key of a criterion comes twice or is empty.
    #[error("the criterion {0:?} comes twice or has no key")]
    Criterion(String),
    /// Nothing to name it by.
    #[error("it has no id")]
    NoId,
    /// No day on which it is in force.
    #[error("it ends before it begins")]
    NeverInForce,
    /// A number outside what makes sense.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
}

impl InternshipRules {
    /// All that is wrong.
    pub fn validate(&self) -> Vec<BadInternshipRules> {
        let mut wrong = Vec::new();
        if self.criteria.is_empty() {
            wrong.push(BadInternshipRules::NoCriteria);
        }
        for (index, one) in self.criteria.iter().enumerate() {
            let again = self.criteria[..index].iter().any(|before| before.key == one.key);
            if again || one.key.is_empty() {
                wrong.push(BadInternshipRules::Criterion(one.key.clone()));
            }
        }
        let numbers = [
            ("credits_maximum", self.credits_maximum, 0..=40),
            ("logbook_percent", self.logbook_percent, 0..=100),
            ("assess_days_before_end", self.assess_days_before_end, 0..=365),
            ("retention_days", self.retention_days, 1..=36_500),
        ];
        let outside = numbers.into_iter().filter(|(_, number, range)| !range.contains(number));
        wrong.extend(outside.map(|(name, ..)| BadInternshipRules::OutOfRange(name)));
        if self.criteria.iter().any(|one| !(1..=1_000).contains(&one.maximum)) {
            wrong.push(BadInternshipRules::OutOfRange("maximum"));
        }
        if self.id.trim().is_empty() {
            wrong.push(BadInternshipRules::NoId);
        }
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            wrong.push(BadInternshipRules::NeverInForce);
        }
        wrong
    }

    /// The first day on which an internship that ends on `end` can be assessed.
    pub fn assessable_from(&self, end: Date) -> Date {
        end.saturating_sub(self.assess_days_before_end.days())
    }

    /// Internships that ended before this day are erased on `today`.
    pub fn erased_before(&self, today: Date) -> Date {
        today.saturating_sub(self.retention_days.days())
    }

    /// How many of `weeks` have to be countersigned: at least the percentage, so rounded up.
    pub fn weeks_wanted(&self, weeks: i32) -> i32 {
        (weeks * self.logbook_percent).div_euclid(100) + i32::from((weeks * self.logbook_percent).rem_euclid(100) > 0)
    }
}

/// Weeks from one day to another, both included; a week that has begun counts.
pub fn weeks(first: Date, last: Date) -> i32 {
    let days = last.duration_since(first).as_hours() / SignedDuration::from_hours(24).as_hours();
    i32::try_from(days.div_euclid(7) + 1).unwrap_or(i32::MAX).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rules() -> InternshipRules {
        InternshipRules {
            id: "x".into(),
            valid_from: date(2024, 1, 1),
            valid_until: None,
            credits_maximum: 20,
            logbook_percent: 80,
            assess_days_before_end: 14,
            retention_days: 365,
            criteria: vec![Criterion { key: "a".into(), title: "A".into(), maximum: 100 }],
        }
    }

    #[test]
    fn weeks_that_have_begun_count() {
        let table = [((2025, 2, 3), 1), ((2025, 2, 9), 1), ((2025, 2, 10), 2), ((2025, 6, 30), 22), ((2025, 2, 2), 0)];
        for ((year, month, day), expected) in table {
            assert_eq!(weeks(date(2025, 2, 3), date(year, month, day)), expected, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn the_share_of_weeks_is_rounded_up() {
        for (weeks, wanted) in [(0, 0), (1, 1), (5, 4), (6, 5), (22, 18), (20, 16)] {
            assert_eq!(rules().weeks_wanted(weeks), wanted, "{weeks}");
        }
    }

    #[test]
    fn days_are_counted_from_the_last_one() {
        assert_eq!(rules().assessable_from(date(2025, 6, 30)), date(2025, 6, 16));
        assert_eq!(rules().erased_before(date(2026, 7, 1)), date(2025, 7, 1));
    }

    #[test]
    fn rules_that_make_no_sense_are_refused() {
        assert_eq!(rules().validate(), []);
        let mut bad = InternshipRules { logbook_percent: 101, ..rules() };
        bad.criteria.push(bad.criteria[0].clone());
        let found = bad.validate();
        assert_eq!(
            found,
            [BadInternshipRules::Criterion("a".into()), BadInternshipRules::OutOfRange("logbook_percent")]
        );
        (bad.id, bad.valid_until) = (String::new(), Some(date(2023, 12, 31)));
        assert!(bad.validate().ends_with(&[BadInternshipRules::NoId, BadInternshipRules::NeverInForce]));
        bad.criteria.clear();
        assert!(bad.validate().contains(&BadInternshipRules::NoCriteria));
    }
}
