//! Retirement (*pensiun*): the day it takes effect and the length of service until then (UU 20/2023, PP 11/2017).
//! The retirement age itself (*batas usia pensiun*, BUP) belongs to the post and comes from reference data.

use jiff::civil::{Date, DateDifference};
use jiff::{ToSpan, Unit};
use thiserror::Error;

/// Why a retirement cannot be computed (*pensiun tidak dapat dihitung*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RetirementError {
    #[error("the date lies outside the calendar")]
    OutsideTheCalendar,
    #[error("the service ends before it begins")]
    EndsBeforeItBegins,
}

/// The day retirement takes effect (*TMT pensiun*): the first of the month after the birthday of the retirement age.
pub fn retirement_date(birth_date: Date, retirement_age: u8) -> Result<Date, RetirementError> {
    let next_month = 1.month().years(i64::from(retirement_age));
    let first = birth_date.first_of_month().checked_add(next_month);
    first.map_err(|_| RetirementError::OutsideTheCalendar)
}

/// A length of service (*masa kerja*) in completed years and months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceLength {
    pub years: u16,
    pub months: u8,
}

/// The completed years and months (*masa kerja*) from the first day of service to the first day without it.
pub fn service_length(start: Date, end: Date) -> Result<ServiceLength, RetirementError> {
    if end < start {
        return Err(RetirementError::EndsBeforeItBegins);
    }
    let difference = DateDifference::new(end).largest(Unit::Year);
    let span = start.until(difference).map_err(|_| RetirementError::OutsideTheCalendar)?;
    let years = u16::try_from(span.get_years()).map_err(|_| RetirementError::OutsideTheCalendar)?;
    let months = u8::try_from(span.get_months()).map_err(|_| RetirementError::OutsideTheCalendar)?;
    Ok(ServiceLength { years, months })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn retirement_begins_on_the_first_of_the_next_month() {
        let cases = [
            (date(1966, 7, 15), 58, date(2024, 8, 1)),
            (date(1966, 12, 31), 58, date(2025, 1, 1)),
            (date(1964, 2, 29), 60, date(2024, 3, 1)),
            (date(1964, 2, 29), 58, date(2022, 3, 1)),
            (date(1965, 1, 1), 60, date(2025, 2, 1)),
            (date(1970, 12, 1), 65, date(2036, 1, 1)),
        ];
        for (birth_date, age, expected) in cases {
            assert_eq!(retirement_date(birth_date, age).unwrap(), expected, "{birth_date}");
        }
    }

    #[test]
    fn only_completed_months_count() {
        let length = |start, end| service_length(start, end).map(|length| (length.years, length.months));
        assert_eq!(length(date(2010, 12, 1), date(2027, 5, 1)), Ok((16, 5)));
        assert_eq!(length(date(2010, 12, 1), date(2027, 4, 30)), Ok((16, 4)));
        assert_eq!(length(date(2010, 12, 1), date(2010, 12, 1)), Ok((0, 0)));
        assert_eq!(length(date(2010, 12, 2), date(2010, 12, 1)), Err(RetirementError::EndsBeforeItBegins));
    }

    proptest! {
        #[test]
        fn nobody_retires_before_the_age_is_reached(year in 1930i16..2010, day_of_year in 1i16..=365, age in 50u8..71) {
            let birth_date = date(year, 1, 1).with().day_of_year(day_of_year).build().unwrap();
            let retirement = retirement_date(birth_date, age).unwrap();
            prop_assert_eq!(retirement.day(), 1);
            let length = service_length(birth_date, retirement).unwrap();
            prop_assert!(length.years == u16::from(age) && length.months <= 1);
        }
    }
}
