//! The order of age (*urutan usia*), in the place of birth dates, which are not published.

use jiff::{ToSpan, civil::Date};

/// Numbers a group that nothing but age tells apart: 1 is the oldest, and the same day has the same number.
pub fn order_of_age<Id>(group: impl IntoIterator<Item = (Id, Date)>) -> Vec<(Id, u32)> {
    let group: Vec<(Id, Date)> = group.into_iter().collect();
    let mut days: Vec<Date> = group.iter().map(|(_, day)| *day).collect();
    days.sort_unstable();
    days.dedup();
    let number = |day: Date| u32::try_from(days.partition_point(|other| *other < day) + 1).unwrap_or(u32::MAX);
    group.into_iter().map(|(id, day)| (id, number(day))).collect()
}

/// A date that orders as the order of age does.
pub fn stand_in(seniority: Option<u32>) -> Date {
    jiff::civil::date(1900, 1, 1).saturating_add(seniority.unwrap_or(0).min(100_000).cast_signed().days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_oldest_is_the_first_and_a_day_has_one_number() {
        let group =
            [('A', date(1990, 1, 2)), ('B', date(1989, 12, 31)), ('C', date(1990, 1, 2)), ('D', date(1999, 1, 1))];
        assert_eq!(order_of_age(group), [('A', 2), ('B', 1), ('C', 2), ('D', 3)]);
        assert!(stand_in(Some(1)) < stand_in(Some(2)));
    }
}
