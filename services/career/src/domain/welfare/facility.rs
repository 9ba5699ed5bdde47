//! Something granted to a servant to use (*fasilitas*), and whether it came back.

use jiff::{Timestamp, civil::Date};
use thiserror::Error;
use uuid::Uuid;

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacilityKind {
    /// *Kendaraan dinas*.
    Vehicle,
    /// *Rumah dinas*.
    House,
    /// Computer, telephone, tool.
    Device,
    /// Insurance beyond what everybody has.
    Insurance,
    /// Anything else.
    Other,
}

impl FacilityKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Vehicle, "vehicle"),
        (Self::House, "house"),
        (Self::Device, "device"),
        (Self::Insurance, "insurance"),
        (Self::Other, "other"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// A facility of a servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Id.
    pub id: Uuid,
    /// Who uses it.
    pub servant: Uuid,
    /// What it is.
    pub kind: FacilityKind,
    /// What it is in words.
    pub display_name: String,
    /// Inventory number; empty where there is none.
    pub inventory_number: String,
    /// First day.
    pub start: Date,
    /// Last day of the grant; none where it has none.
    pub end: Option<Date>,
    /// Day on which it was given back.
    pub returned: Option<Date>,
    /// Number of the decree.
    pub decree_number: String,
    /// Version.
    pub version: i64,
    /// When the row was written.
    pub create_time: Timestamp,
}

/// Why a facility refuses a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FacilityRefusal {
    /// Given back before.
    #[error("the facility was given back on {0}")]
    Returned(Date),
    /// A day before the first one.
    #[error("must not lie before the first day")]
    BeforeStart,
    /// A day of the future.
    #[error("must not lie ahead")]
    NotYet,
}

impl Facility {
    /// Notes that it was given back.
    pub fn give_back(&mut self, day: Date, today: Date) -> Result<(), FacilityRefusal> {
        if let Some(returned) = self.returned {
            return Err(FacilityRefusal::Returned(returned));
        }
        if day < self.start {
            return Err(FacilityRefusal::BeforeStart);
        }
        if day > today {
            return Err(FacilityRefusal::NotYet);
        }
        self.returned = Some(day);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn car() -> Facility {
        Facility {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            kind: FacilityKind::Vehicle,
            display_name: "Mobil dinas".into(),
            inventory_number: "1".into(),
            start: date(2025, 1, 10),
            end: None,
            returned: None,
            decree_number: "1".into(),
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_facility_is_given_back_once_and_not_before_it_is_granted_nor_ahead() {
        let (mut car, today) = (car(), date(2025, 5, 2));
        assert_eq!(car.give_back(date(2025, 1, 9), today), Err(FacilityRefusal::BeforeStart));
        assert_eq!(car.give_back(date(2025, 5, 3), today), Err(FacilityRefusal::NotYet));
        assert_eq!(car.give_back(today, today), Ok(()));
        assert_eq!(car.give_back(today, today), Err(FacilityRefusal::Returned(today)));
    }

    #[test]
    fn kinds_read_back() {
        assert!(FacilityKind::ALL.into_iter().all(|(kind, text)| FacilityKind::parse(text) == Some(kind)));
        assert_eq!(FacilityKind::parse("yacht"), None);
    }
}
