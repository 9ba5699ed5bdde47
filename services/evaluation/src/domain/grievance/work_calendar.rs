//! Days that are worked (*hari kerja*): by what everybody else counts deadlines.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use std::collections::BTreeSet;
use thiserror::Error;

/// How many days a week are worked; some regions work on Saturdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkWeek {
    /// Monday to Friday.
    Five,
    /// Monday to Saturday.
    Six,
}

impl WorkWeek {
    /// Reads the number of days.
    pub fn of_days(days: u8) -> Option<Self> {
        match days {
            5 => Some(Self::Five),
            6 => Some(Self::Six),
            _ => None,
        }
    }

    fn works_on(self, day: Weekday) -> bool {
        match day {
            Weekday::Sunday => false,
            Weekday::Saturday => self == Self::Six,
            _ => true,
        }
    }
}

/// National holidays and joint leave (*libur nasional, cuti bersama*) of some years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar {
    /// Ruleset.
    pub id: String,
    /// Days a week.
    pub week: WorkWeek,
    /// Years whose holidays are known.
    pub years: BTreeSet<i16>,
    /// Days that are not worked although the week says so.
    pub free_days: BTreeSet<Date>,
}

/// What is wrong with a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarFault {
    #[error("a calendar without a year")]
    NoYear,
    #[error("the free day {0} lies in a year that the calendar does not know")]
    OtherYear(Date),
}

/// The last day of a number of working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub day: Date,
    /// Whether the holidays of every counted year were known.
    pub is_certain: bool,
}

impl WorkCalendar {
    /// Whether the day is worked.
    pub fn is_worked(&self, day: Date) -> bool {
        self.week.works_on(day.weekday()) && !self.free_days.contains(&day)
    }

    /// The last of `days` working days after `received`; the count begins on the next working day.
    pub fn due(&self, received: Date, days: u16) -> Due {
        let mut due = Due { day: received, is_certain: true };
        let mut left = days;
        while left > 0 && due.day < Date::MAX {
            due.day = due.day.saturating_add(1.day());
            due.is_certain &= self.years.contains(&due.day.year());
            if self.is_worked(due.day) {
                left -= 1;
            }
        }
        due
    }

    /// What keeps the calendar from being used.
    pub fn fault(&self) -> Option<CalendarFault> {
        if self.years.is_empty() {
            return Some(CalendarFault::NoYear);
        }
        let stray = self.free_days.iter().find(|day| !self.years.contains(&day.year()));
        stray.map(|day| CalendarFault::OtherYear(*day))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar(week: WorkWeek) -> WorkCalendar {
        let free_days = [date(2025, 1, 1), date(2025, 1, 27), date(2025, 1, 28), date(2025, 1, 29)].into();
        WorkCalendar { id: "x".into(), week, years: [2025].into(), free_days }
    }

    /// D1 and D2 of the reference: received on Friday 24 January 2025, then Isra Mikraj, joint leave and Imlek.
    #[test]
    fn the_vectors_of_the_reference_hold() {
        let cases = [(5, date(2025, 2, 5)), (14, date(2025, 2, 18)), (3, date(2025, 2, 3)), (0, date(2025, 1, 24))];
        for (days, day) in cases {
            let due = calendar(WorkWeek::Five).due(date(2025, 1, 24), days);
            assert_eq!(due, Due { day, is_certain: true }, "{days}");
        }
    }

    #[test]
    fn sixty_days_are_twelve_weeks_and_the_holidays_between() {
        let due = calendar(WorkWeek::Five).due(date(2025, 1, 24), 60);
        assert_eq!(due.day, date(2025, 4, 23));
    }

    #[test]
    fn saturdays_count_where_six_days_are_worked() {
        let five = calendar(WorkWeek::Five).due(date(2025, 1, 9), 2);
        let six = calendar(WorkWeek::Six).due(date(2025, 1, 9), 2);
        assert_eq!((five.day, six.day), (date(2025, 1, 13), date(2025, 1, 11)));
    }

    #[test]
    fn the_count_begins_on_the_next_working_day_also_from_a_free_one() {
        for received in [date(2025, 1, 24), date(2025, 1, 25), date(2025, 1, 27), date(2025, 1, 29)] {
            assert_eq!(calendar(WorkWeek::Five).due(received, 1).day, date(2025, 1, 30), "{received}");
        }
    }

    #[test]
    fn a_year_without_holidays_makes_a_day_uncertain() {
        let due = calendar(WorkWeek::Five).due(date(2025, 12, 30), 5);
        assert_eq!(due, Due { day: date(2026, 1, 6), is_certain: false });
        let last = calendar(WorkWeek::Five).due(Date::MAX, 5);
        assert_eq!(last.day, Date::MAX, "there is no later day");
    }

    #[test]
    fn a_free_day_of_an_unknown_year_is_a_fault() {
        assert_eq!(calendar(WorkWeek::Five).fault(), None);
        let mut broken = calendar(WorkWeek::Five);
        broken.free_days.insert(date(2027, 1, 1));
        assert_eq!(broken.fault(), Some(CalendarFault::OtherYear(date(2027, 1, 1))));
        broken.years.clear();
        assert_eq!(broken.fault(), Some(CalendarFault::NoYear));
        assert_eq!((WorkWeek::of_days(5), WorkWeek::of_days(7)), (Some(WorkWeek::Five), None));
    }
}
