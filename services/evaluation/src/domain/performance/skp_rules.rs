//! What a decree may change about the cycle of plans: periods, dates, days to object, feedback. Read from dated files.

use crate::domain::skp_feedback::Relation;
use jiff::{Span, civil::Date};

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

impl MonthDay {
    /// The day in a year.
    pub fn of(self, year: i32) -> Date {
        i16::try_from(year).ok().and_then(|year| Date::new(year, self.month, self.day).ok()).unwrap_or(Date::MAX)
    }

    /// Whether every year has it.
    fn is_sound(self) -> bool {
        Date::new(2023, self.month, self.day).is_ok()
    }
}

/// The rules of the cycle (*siklus SKP*) with their date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkpRules {
    /// Id.
    pub id: String,
    /// Where it stands.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Periods of a year (*periodik*): 12 or 4.
    pub periods: i32,
    /// Days before the end of a period from which it may be rated.
    pub period_lead_days: i32,
    /// Last day to agree on the plan, in its year.
    pub plan_until: MonthDay,
    /// Days that somebody has to write a plan: appointed in the year, from the first day of service; asked later, from then on.
    pub newcomer_days: i32,
    /// First day on which the year may be rated, in its year.
    pub year_from: MonthDay,
    /// Last day to rate the year, in the year after.
    pub year_until: MonthDay,
    /// Last day to make the rating final, in the year after.
    pub final_until: MonthDay,
    /// Periods that have to be rated before the year is.
    pub periods_needed: i64,
    /// Days after the rating on which the servant may object.
    pub objection_days: i32,
    /// Whether silence until then counts as acceptance.
    pub silence_accepts: bool,
    /// Whether every main result serves one of the superior's, where the superior has a plan.
    pub cascade_main: bool,
    /// Main results a plan needs.
    pub main_results: usize,
    /// Sides that give feedback.
    pub feedback_from: Vec<Relation>,
    /// Sides whose givers are shown.
    pub giver_shown: Vec<Relation>,
    /// Givers of a hidden side under whom its figures are held back.
    pub least_givers: i64,
    /// How often one person may give feedback to another in a year.
    pub feedback_a_year: i64,
}

impl SkpRules {
    /// What is wrong with the rules, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        let days = [self.plan_until, self.year_from, self.year_until, self.final_until];
        let within = |number: i32, most: i32| (0..=most).contains(&number);
        if self.periods != 12 && self.periods != 4 {
            return Some("has neither 12 nor 4 periods");
        }
        if days.iter().any(|day| !day.is_sound()) {
            return Some("names a day that not every year has");
        }
        if !within(self.period_lead_days, 31) || !within(self.newcomer_days, 366) || !within(self.objection_days, 366) {
            return Some("has days out of bounds");
        }
        if self.objection_days == 0 || self.final_until.of(2023) < self.year_until.of(2023) {
            return Some("leaves no time to object");
        }
        let positive = self.periods_needed >= 0 && self.least_givers >= 1 && self.feedback_a_year >= 1;
        if !positive || self.periods_needed > i64::from(self.periods) || self.main_results > 50 {
            return Some("has numbers out of bounds");
        }
        None
    }

    /// First and last day of a period of a year (*periode penilaian*), if there is such a period.
    pub fn period(&self, number: i32, year: i32) -> Option<(Date, Date)> {
        if !(1..=self.periods).contains(&number) {
            return None;
        }
        let months = 12 / self.periods;
        let first = |month: i32| Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok();
        let begin = first((number - 1) * months + 1)?;
        Some((begin, first(number * months)?.last_of_month()))
    }

    /// First day on which a period may be rated.
    pub fn period_from(&self, last_day: Date) -> Date {
        last_day.saturating_sub(Span::new().days(self.period_lead_days))
    }

    /// Last day to write a plan for somebody who was asked on a day.
    pub fn write_until(&self, asked: Date) -> Date {
        asked.saturating_add(Span::new().days(self.newcomer_days))
    }

    /// Last day to object to a rating of a day.
    pub fn object_until(&self, rated: Date) -> Date {
        rated.saturating_add(Span::new().days(self.objection_days))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;
    use jiff::civil::date;

    /// Rules for tests of the domain.
    pub fn rules() -> SkpRules {
        SkpRules {
            id: "example".into(),
            regulation: "PermenPANRB 6/2022".into(),
            valid_from: date(2022, 1, 1),
            periods: 4,
            period_lead_days: 5,
            plan_until: MonthDay { month: 1, day: 31 },
            newcomer_days: 30,
            year_from: MonthDay { month: 12, day: 1 },
            year_until: MonthDay { month: 1, day: 31 },
            final_until: MonthDay { month: 2, day: 28 },
            periods_needed: 1,
            objection_days: 14,
            silence_accepts: true,
            cascade_main: true,
            main_results: 1,
            feedback_from: Relation::ALL.to_vec(),
            giver_shown: vec![Relation::Superior],
            least_givers: 3,
            feedback_a_year: 12,
        }
    }

    #[test]
    fn periods_are_months_or_quarters() {
        let quarterly = rules();
        assert_eq!(quarterly.period(1, 2025), Some((date(2025, 1, 1), date(2025, 3, 31))));
        assert_eq!(quarterly.period(4, 2025), Some((date(2025, 10, 1), date(2025, 12, 31))));
        let monthly = SkpRules { periods: 12, ..rules() };
        assert_eq!(monthly.period(2, 2024), Some((date(2024, 2, 1), date(2024, 2, 29))));
        for absurd in [i32::MIN, -1, 0, 5, i32::MAX] {
            assert_eq!(quarterly.period(absurd, 2025), None);
        }
    }

    #[test]
    fn days_are_counted_from_the_rating_and_before_the_end() {
        assert_eq!(rules().object_until(date(2026, 1, 10)), date(2026, 1, 24));
        assert_eq!(rules().period_from(date(2025, 3, 31)), date(2025, 3, 26));
        assert_eq!(rules().plan_until.of(2025), date(2025, 1, 31));
    }

    #[test]
    fn unsound_rules_are_told() {
        assert_eq!(rules().fault(), None);
        let leap = MonthDay { month: 2, day: 29 };
        for bad in [
            SkpRules { periods: 3, ..rules() },
            SkpRules { plan_until: leap, ..rules() },
            SkpRules { objection_days: 0, ..rules() },
            SkpRules { final_until: MonthDay { month: 1, day: 1 }, ..rules() },
            SkpRules { least_givers: 0, ..rules() },
            SkpRules { periods_needed: 5, ..rules() },
        ] {
            assert!(bad.fault().is_some(), "{bad:?}");
        }
    }
}
