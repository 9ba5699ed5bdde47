//! Times and legal dates between protobuf and `jiff`.

use contracts::google::r#type::Date as WireDate;
use jiff::{Timestamp, civil::Date};

/// The message is not a full calendar date.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a calendar date with year, month and day")]
pub struct NotADate;

/// The message is missing or not an instant.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a point in time")]
pub struct NotATime;

/// Reads a full date.
pub fn parse(date: Option<&WireDate>) -> Result<Date, NotADate> {
    let date = date.ok_or(NotADate)?;
    let part = |number: i32| i8::try_from(number).map_err(|_| NotADate);
    let year = i16::try_from(date.year).ok().filter(|year| *year > 0).ok_or(NotADate)?;
    Date::new(year, part(date.month)?, part(date.day)?).map_err(|_| NotADate)
}

/// Writes a date.
pub fn render(date: Date) -> WireDate {
    WireDate { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

/// Reads an instant.
pub fn parse_time(time: Option<&prost_types::Timestamp>) -> Result<Timestamp, NotATime> {
    let time = time.ok_or(NotATime)?;
    Timestamp::new(time.seconds, time.nanos).map_err(|_| NotATime)
}

/// Writes an instant.
pub fn render_time(time: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: time.as_second(), nanos: time.subsec_nanosecond() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_dates_are_dates() {
        let date = |year, month, day| parse(Some(&WireDate { year, month, day }));
        assert_eq!(date(2024, 2, 29).map(render), Ok(WireDate { year: 2024, month: 2, day: 29 }));
        for bad in [(2023, 2, 29), (0, 1, 1), (2024, 0, 1), (2024, 300, 1), (99999, 1, 1)] {
            assert_eq!(date(bad.0, bad.1, bad.2), Err(NotADate), "{bad:?}");
        }
        assert_eq!(parse(None), Err(NotADate));
    }
}
