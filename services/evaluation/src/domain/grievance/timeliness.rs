//! How many reports a unit answered in time, told only where they are too many to tell about one person.

use jiff::{
    Span, ToSpan,
    civil::{Date, date},
};
use uuid::Uuid;

/// The first day that lists by day number.
const DAY_ZERO: Date = date(1970, 1, 1);

/// Days from 1970-01-01, the first part of the key of a list by day.
pub fn day_number(day: Date) -> i64 {
    i64::from((day - DAY_ZERO).get_days())
}

/// The day of such a number; the first where there is none.
pub fn day_of_number(number: i64) -> Date {
    Span::new().try_days(number).ok().and_then(|days| DAY_ZERO.checked_add(days).ok()).unwrap_or(DAY_ZERO)
}

/// What became of the reports of a unit whose deadline lay in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeliness {
    /// Unit that handles them.
    pub unit: Uuid,
    /// How many were due.
    pub due: i64,
    /// How many of them were answered late, or not yet.
    pub overdue: i64,
    /// How many of them had to be verified here.
    pub verified: i64,
    /// How many of those were verified late, or not yet.
    pub verified_late: i64,
    /// How often reporters gave each satisfaction, from 1 to 4.
    pub satisfaction: [i64; 4],
}

impl Timeliness {
    /// Thousandths of what was due that are overdue, rounded half up; none where nothing was due.
    pub fn overdue_permille(&self) -> Option<i64> {
        (self.due > 0).then(|| (self.overdue * 2_000 + self.due) / (self.due * 2))
    }

    /// The figures that may be told: none that stands for fewer than `small_cell` reports, nor one whose rest does.
    pub fn told(&self, small_cell: i64) -> Option<Told> {
        if self.due < small_cell {
            return None;
        }
        let part = |part: i64, whole: i64| may_be_told(&[part, whole - part], small_cell).then_some(part);
        Some(Told {
            due: self.due,
            overdue: part(self.overdue, self.due),
            verified_late: part(self.verified_late, self.verified),
            satisfaction: may_be_told(&self.satisfaction, small_cell).then_some(self.satisfaction),
        })
    }
}

/// Whether each of these stands for enough reports. That there are none tells about nobody.
fn may_be_told(counts: &[i64], small_cell: i64) -> bool {
    counts.iter().all(|count| *count == 0 || *count >= small_cell)
}

/// First and last day of a quarter of the calendar. Periods that overlap would tell about the few reports between them.
pub fn quarter_of(year: i16, quarter: i8) -> Option<(Date, Date)> {
    let month = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.checked_add(2.months()).ok()?.last_of_month()))
}

/// The figures of a unit that may be told; none where one stands for too few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// How many were due.
    pub due: i64,
    /// How many of them were answered late, or not yet.
    pub overdue: Option<i64>,
    /// How many were verified late, or not yet.
    pub verified_late: Option<i64>,
    /// How often reporters gave each satisfaction, from 1 to 4.
    pub satisfaction: Option<[i64; 4]>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn timeliness(due: i64, overdue: i64, satisfaction: [i64; 4]) -> Timeliness {
        Timeliness { due, overdue, satisfaction, ..Default::default() }
    }

    #[test]
    fn days_are_numbered_and_read_back() {
        for day in [date(1970, 1, 1), date(2025, 11, 5), date(9999, 12, 31)] {
            assert_eq!(day_of_number(day_number(day)), day);
        }
        assert_eq!((day_of_number(i64::MAX), day_of_number(i64::MIN)), (DAY_ZERO, DAY_ZERO));
    }

    #[test]
    fn the_share_is_exact_to_a_thousandth_half_up() {
        let cases = [(0, 0, None), (10, 1, Some(100)), (3, 2, Some(667)), (7, 7, Some(1000)), (16, 1, Some(63))];
        for (due, overdue, share) in cases {
            assert_eq!(timeliness(due, overdue, [0; 4]).overdue_permille(), share, "{overdue} of {due}");
        }
    }

    #[test]
    fn small_counts_are_not_told() {
        assert_eq!(timeliness(4, 4, [0; 4]).told(5), None);
        let told = |due, overdue, satisfaction| timeliness(due, overdue, satisfaction).told(5).unwrap();
        let figures = told(10, 5, [0, 5, 0, 7]);
        assert_eq!((figures.due, figures.overdue, figures.satisfaction), (10, Some(5), Some([0, 5, 0, 7])));
        assert_eq!(told(10, 4, [0; 4]).overdue, None, "four were late");
        assert_eq!(told(10, 6, [0; 4]).overdue, None, "four were not");
        assert_eq!((told(5, 5, [0; 4]).overdue, told(5, 0, [0; 4]).overdue), (Some(5), Some(0)));
        assert_eq!(told(9, 0, [0, 4, 0, 5]).satisfaction, None, "each grade has to stand for enough");
        let verified = Timeliness { due: 9, verified: 7, verified_late: 5, ..Default::default() };
        assert_eq!(verified.told(5).unwrap().verified_late, None, "two were verified in time");
    }

    #[test]
    fn a_quarter_is_three_months() {
        assert_eq!(quarter_of(2025, 4), Some((date(2025, 10, 1), date(2025, 12, 31))));
        assert_eq!(quarter_of(2024, 1), Some((date(2024, 1, 1), date(2024, 3, 31))));
        for bad in [i8::MIN, -1, 0, 5, i8::MAX] {
            assert_eq!(quarter_of(2025, bad), None, "{bad}");
        }
        assert_eq!(quarter_of(i16::MAX, 1), None);
    }
}
