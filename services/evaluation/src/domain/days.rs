//! Which day and month it is: those of the place, never those of UTC.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The day on which something happened, where it happened.
pub fn day_of(time: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(time).date()
}

/// First day of the month in which something happened, where it happened.
pub fn month_of(time: Timestamp, zone: &TimeZone) -> Date {
    day_of(time, zone).first_of_month()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_and_the_month_are_those_of_the_place() {
        let evening: Timestamp = "2025-09-30T17:30:00Z".parse().unwrap();
        let zone = |name| TimeZone::get(name).unwrap();
        assert_eq!(month_of(evening, &TimeZone::UTC), date(2025, 9, 1));
        assert_eq!(month_of(evening, &zone("Asia/Jakarta")), date(2025, 10, 1));
        assert_eq!(day_of(evening, &zone("Asia/Jakarta")), date(2025, 10, 1));
    }
}
