//! Recorded potential (*uji potensi*).

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// The highest score, in hundredths.
pub const HIGHEST_SCORE: i64 = 10_000;

/// A score that an assessor recorded for one part of the potential. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Potential {
    /// Id of the row.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Part of the ruleset.
    pub part: String,
    /// Hundredths, 0 to 100.
    pub score: i64,
    /// Day of the assessment.
    pub date: Date,
    /// Who assessed.
    pub assessor: String,
    /// Number of the report.
    pub reference: String,
    /// Subject of whoever recorded it.
    pub recorded_by: String,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

/// Hundredths as people write them: `82.50`.
pub fn show_hundredths(score: i64) -> String {
    format!("{}.{:02}", score / 100, score % 100)
}

/// Reads a score of 0 to 100 with at most two decimals.
pub fn parse_hundredths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most: usize| {
        let plain = !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain { part.parse::<i64>().ok() } else { None }
    };
    let parts = if fraction.len() == 1 { digits(fraction, 1)? * 10 } else { digits(fraction, 2)? };
    let score = digits(whole, 3)? * 100 + parts;
    (score <= HIGHEST_SCORE).then_some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_exactly() {
        let table = [
            ("0", Some(0)),
            ("100", Some(10_000)),
            ("79.99", Some(7_999)),
            ("82.5", Some(8_250)),
            ("100.01", None),
            ("-1", None),
            ("1e2", None),
            ("", None),
            ("50.", None),
            ("50.123", None),
            ("9999", None),
        ];
        for (text, score) in table {
            assert_eq!(parse_hundredths(text), score, "{text}");
        }
        assert_eq!(show_hundredths(7_999), "79.99");
        assert_eq!(show_hundredths(8_205), "82.05");
    }
}
