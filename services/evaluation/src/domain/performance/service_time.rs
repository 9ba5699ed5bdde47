//! From when until when somebody serves: nobody is planned for or rated outside of it.

use crate::domain::{skp_plan::SkpRefusal, skp_rules::SkpRules};
use jiff::civil::Date;

/// First and last day of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceTime {
    /// First day (*TMT*).
    pub first: Date,
    /// Last day, once career has told of it.
    pub last: Option<Date>,
}

impl ServiceTime {
    /// Whether some day of a time is served.
    fn covers(&self, from: Date, until: Date) -> bool {
        self.first <= until && self.last.is_none_or(|last| last >= from)
    }

    /// Whether there is service in a year.
    pub fn must_cover_year(&self, year: i32) -> Result<(), SkpRefusal> {
        let first = i16::try_from(year).ok().and_then(|year| Date::new(year, 1, 1).ok());
        if first.is_some_and(|first| self.covers(first, first.last_of_year())) {
            return Ok(());
        }
        Err(SkpRefusal::OutsideCycle("the servant does not serve in that year"))
    }

    /// Whether there is service in a period.
    pub fn must_cover_period(&self, from: Date, until: Date) -> Result<(), SkpRefusal> {
        let error = SkpRefusal::OutsideCycle("the servant does not serve in that period");
        if self.covers(from, until) { Ok(()) } else { Err(error) }
    }

    /// The first day on which something may be rated that is usually rated from a day on: who leaves before is rated at once.
    pub fn rated_from(&self, usual: Date) -> Date {
        match self.last {
            Some(last) => usual.min(last.tomorrow().unwrap_or(last)),
            None => usual,
        }
    }

    /// Whether a year may be rated on a day.
    pub fn must_be_rateable(&self, year: i32, today: Date, rules: &SkpRules) -> Result<(), SkpRefusal> {
        if today < self.rated_from(rules.year_from.of(year)) {
            return Err(SkpRefusal::OutsideCycle("the year cannot be rated yet"));
        }
        self.must_cover_year(year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::skp_rules::tests::rules;
    use jiff::civil::date;

    #[test]
    fn years_and_periods_need_service_in_them() {
        let service = ServiceTime { first: date(2025, 5, 1), last: Some(date(2026, 3, 31)) };
        for (year, is_covered) in [(2024, false), (2025, true), (2026, true), (2027, false), (i32::MAX, false)] {
            assert_eq!(service.must_cover_year(year).is_ok(), is_covered, "{year}");
        }
        assert!(service.must_cover_period(date(2025, 1, 1), date(2025, 4, 30)).is_err());
        assert!(service.must_cover_period(date(2025, 4, 1), date(2025, 6, 30)).is_ok());
        assert!(service.must_cover_period(date(2026, 4, 1), date(2026, 6, 30)).is_err());
    }

    #[test]
    fn who_left_is_rated_from_the_day_after() {
        let serving = ServiceTime { first: date(2020, 1, 1), last: None };
        assert!(serving.must_be_rateable(2025, date(2025, 11, 30), &rules()).is_err());
        assert!(serving.must_be_rateable(2025, date(2025, 12, 1), &rules()).is_ok());
        let left = ServiceTime { last: Some(date(2025, 6, 30)), ..serving };
        assert!(left.must_be_rateable(2025, date(2025, 6, 30), &rules()).is_err());
        assert!(left.must_be_rateable(2025, date(2025, 7, 1), &rules()).is_ok());
        assert!(left.must_be_rateable(2026, date(2027, 1, 1), &rules()).is_err(), "no day of 2026 was served");
    }
}
