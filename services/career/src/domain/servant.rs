//! A civil servant (*ASN*) from appointment on.

use crate::domain::nip::Nip;
use jiff::{
    Timestamp,
    civil::Date,
    tz::{self, Offset},
};
use uuid::Uuid;

/// Where a servant's career stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Appointed; the national number has still to come.
    AwaitingNip,
    /// In probation (*CPNS*).
    Probation,
}

/// Western Indonesian Time (*WIB*), by which the national system counts days. Indonesia has no summer time.
const WIB: Offset = tz::offset(7);

/// The day it is at this instant.
pub fn day_of(now: Timestamp) -> Date {
    WIB.to_datetime(now).date()
}

/// A servant's record (*data pegawai*), without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Servant {
    /// Id.
    pub id: Uuid,
    /// Where the career stands.
    pub state: State,
    /// First day of service (*TMT CPNS*).
    pub appointment_date: Date,
    /// Application in the recruitment service.
    pub application: String,
    /// Need in the needs service that made the seat.
    pub need: String,
    /// Latest final rating (*predikat kinerja*); empty before the first.
    pub rating: String,
    /// Year of it; 0 before the first.
    pub rating_year: i32,
    /// Version.
    pub version: i64,
    /// When the record was made.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// A seat of a position held for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Position in the needs service.
    pub position: String,
    /// Seat of the position, from 1.
    pub seat: i32,
    /// First day.
    pub start: Date,
    /// Last day; none while it lasts.
    pub end: Option<Date>,
}

/// Why a servant's record refuses a change.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServantError {
    /// The number was assigned before.
    #[error("the servant has a NIP already")]
    NipAssigned,
    /// The number names another month of appointment.
    #[error("the NIP names another month of appointment than the record")]
    NipDiffers,
    /// No placement, or one that begins after the wanted end.
    #[error("the servant holds no position on that date")]
    NoPlacement,
    /// The last day is still to come.
    #[error("must not lie ahead")]
    NotYet,
}

impl Servant {
    /// Takes the national number, which names the month of appointment.
    pub fn assign_nip(&mut self, nip: &Nip) -> Result<(), ServantError> {
        if self.state != State::AwaitingNip {
            return Err(ServantError::NipAssigned);
        }
        let month = |date: Date| (date.year(), date.month());
        if nip.appointed_on().map(month) != Some(month(self.appointment_date)) {
            return Err(ServantError::NipDiffers);
        }
        self.state = State::Probation;
        Ok(())
    }

    /// Notes a final rating. An older year changes nothing; returns whether anything changed.
    pub fn note_rating(&mut self, year: i32, rating: &str) -> bool {
        if year < self.rating_year {
            return false;
        }
        (self.rating_year, self.rating) = (year, rating.to_owned());
        true
    }
}

impl Placement {
    /// Ends on `last_day`. Whoever hears of it counts the seat as free, so it is not told in advance.
    pub fn end(&mut self, last_day: Date, today: Date) -> Result<(), ServantError> {
        if self.end.is_some() || last_day < self.start {
            return Err(ServantError::NoPlacement);
        }
        if last_day > today {
            return Err(ServantError::NotYet);
        }
        self.end = Some(last_day);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn servant() -> Servant {
        Servant {
            id: Uuid::nil(),
            state: State::AwaitingNip,
            appointment_date: date(2015, 5, 1),
            application: "a".into(),
            need: "n".into(),
            rating: String::new(),
            rating_year: 0,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_nip_is_assigned_once() {
        let nip = Nip::parse("198609262015051001").unwrap();
        let mut servant = servant();
        assert_eq!(servant.assign_nip(&nip), Ok(()));
        assert_eq!(servant.assign_nip(&nip), Err(ServantError::NipAssigned));
    }

    #[test]
    fn a_nip_of_another_month_is_refused() {
        let nip = Nip::parse("198609262015061001").unwrap();
        assert_eq!(servant().assign_nip(&nip), Err(ServantError::NipDiffers));
    }

    #[test]
    fn an_older_rating_changes_nothing() {
        let mut servant = servant();
        assert!(servant.note_rating(2025, "GOOD"));
        assert!(!servant.note_rating(2024, "POOR"));
        assert_eq!(servant.rating, "GOOD");
    }

    #[test]
    fn a_placement_ends_once_and_not_before_it_begins() {
        let mut placement = Placement { position: "p".into(), seat: 1, start: date(2025, 1, 1), end: None };
        let mut end = |last_day| placement.end(last_day, date(2025, 1, 31));
        assert_eq!(end(date(2024, 12, 31)), Err(ServantError::NoPlacement));
        assert_eq!(end(date(2025, 2, 1)), Err(ServantError::NotYet));
        assert_eq!(end(date(2025, 1, 1)), Ok(()));
        assert_eq!(end(date(2025, 1, 2)), Err(ServantError::NoPlacement));
    }
}
