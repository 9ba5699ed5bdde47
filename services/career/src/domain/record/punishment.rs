//! Disciplinary punishments (*hukuman disiplin*, PP 94/2021). The days are plain, because promotion asks whether one runs;
//! what and why is sealed.

use super::sealed_fields::{join, split};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::fmt;
use uuid::Uuid;

/// How long a punishment of a kind runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// It is over with the day it is given: a reprimand.
    Day,
    /// Months from the first day.
    Months(i32),
    /// Without an end: a dismissal.
    Open,
}

impl Term {
    /// The last day of a punishment that begins on `start`; none without an end.
    pub fn last_day(self, start: Date) -> Option<Date> {
        match self {
            Self::Day => Some(start),
            Self::Months(months) => start.checked_add(months.months()).and_then(Date::yesterday).ok(),
            Self::Open => None,
        }
    }
}

/// What and why. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PunishmentDetail {
    /// BKN's code.
    pub code: String,
    /// Number of the decree.
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Option<Date>,
    /// Why.
    pub reason: String,
}

impl PunishmentDetail {
    /// As it is sealed.
    pub fn to_record(&self) -> String {
        let decree_date = self.decree_date.map(|date| date.to_string()).unwrap_or_default();
        join(&[&self.code, &self.decree_number, &decree_date, &self.reason])
    }

    /// Reads such a record.
    pub fn from_record(text: &str) -> Option<Self> {
        let [code, decree_number, decree_date, reason] = split(text)?;
        let decree_date = if decree_date.is_empty() { None } else { Some(decree_date.parse::<Date>().ok()?) };
        Some(Self { code, decree_number, decree_date, reason })
    }
}

impl fmt::Debug for PunishmentDetail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PunishmentDetail(sealed)")
    }
}

/// One punishment of one servant. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Punishment {
    /// Id of the row.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// What and why.
    pub detail: PunishmentDetail,
    /// First day.
    pub start: Date,
    /// Last day; none without an end.
    pub end: Option<Date>,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_term_ends_the_day_before_its_months_are_over() {
        assert_eq!(Term::Day.last_day(date(2025, 1, 31)), Some(date(2025, 1, 31)));
        assert_eq!(Term::Months(6).last_day(date(2025, 1, 1)), Some(date(2025, 6, 30)));
        assert_eq!(Term::Months(12).last_day(date(2024, 3, 1)), Some(date(2025, 2, 28)));
        assert_eq!(Term::Months(9).last_day(date(2025, 5, 31)), Some(date(2026, 2, 27)));
        assert_eq!(Term::Open.last_day(date(2025, 1, 1)), None);
    }

    #[test]
    fn a_detail_reads_back_and_shows_nothing() {
        let mut detail = PunishmentDetail {
            code: "23".into(),
            decree_number: "800/1".into(),
            decree_date: Some(date(2025, 1, 2)),
            reason: "absent".into(),
        };
        assert_eq!(PunishmentDetail::from_record(&detail.to_record()).unwrap(), detail);
        detail.decree_date = None;
        assert_eq!(PunishmentDetail::from_record(&detail.to_record()).unwrap(), detail);
        assert_eq!(format!("{detail:?}"), "PunishmentDetail(sealed)");
    }
}
