//! A civil servant (*ASN*) from appointment on.

use crate::domain::{
    identity::FullName,
    nip::{self, Nip, Sex},
};
use jiff::{
    Timestamp, ToSpan,
    civil::Date,
    tz::{self, Offset},
};
use uuid::Uuid;

/// Kind of employment (*jenis ASN*, UU 20/2023).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Employment {
    /// *Pegawai negeri sipil*, in the first year on probation (*CPNS*).
    Pns,
    /// *Pegawai pemerintah dengan perjanjian kerja*: with a work agreement, no probation.
    Pppk,
    /// The same, part-time (*PPPK paruh waktu*).
    PppkPartTime,
}

impl Employment {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Pns, "pns"), (Self::Pppk, "pppk"), (Self::PppkPartTime, "pppk_part_time")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

impl Employment {
    /// Whether a national number is one of this kind, and of this beginning: it names the month of a civil servant's
    /// appointment and the year of an agreement.
    pub fn agrees_with(self, number: &Nip, start: Date) -> bool {
        match (self, number.kind()) {
            (Self::Pns, nip::Kind::Pns { month }) => {
                (number.appointment_year(), month) == (start.year(), start.month())
            }
            (Self::Pppk | Self::PppkPartTime, nip::Kind::Pppk { .. }) => number.appointment_year() == start.year(),
            _ => false,
        }
    }

    /// Whether a national number is one of this kind, whatever its beginning.
    pub fn has_kind_of(self, number: &Nip) -> bool {
        matches!(number.kind(), nip::Kind::Pns { .. }) == (self == Self::Pns)
    }
}

/// Where a servant's career stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Appointed; the national number has still to come.
    AwaitingNip,
    /// In probation (*CPNS*).
    Probation,
    /// In service: a civil servant (*PNS*) after probation, or an employee under a work agreement (*PPPK*).
    InService,
    /// Left the service (*berhenti*).
    Left,
}

impl State {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::AwaitingNip, "awaiting_nip"),
        (Self::Probation, "probation"),
        (Self::InService, "in_service"),
        (Self::Left, "left"),
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

/// Western Indonesian Time (*WIB*), by which the national system counts days. Indonesia has no summer time.
const WIB: Offset = tz::offset(7);

/// The day it is at this instant.
pub fn day_of(now: Timestamp) -> Date {
    WIB.to_datetime(now).date()
}

/// A servant's record (*data pegawai*), without what is sealed and without its histories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Servant {
    /// Id.
    pub id: Uuid,
    /// Where the career stands.
    pub state: State,
    /// Kind of employment.
    pub employment: Employment,
    /// Legal standing (*kedudukan hukum*) by BKN's code; `01` is active.
    pub standing: String,
    /// Name and titles; empty before the identity is recorded.
    pub name: FullName,
    /// Sex; none before the identity or the national number is recorded.
    pub sex: Option<Sex>,
    /// Subject of the servant's own tokens; empty where none is linked.
    pub account: String,
    /// First day of service (*TMT CPNS*, or of the first work agreement).
    pub appointment_date: Date,
    /// Application in the recruitment service; empty for those who were there before.
    pub application: String,
    /// Need in the needs service that made the seat; empty for those who were there before.
    pub need: String,
    /// Latest final rating (*predikat kinerja*); empty before the first.
    pub rating: String,
    /// Year of it; 0 before the first.
    pub rating_year: i32,
    /// Last day of service of those who left.
    pub last_day: Option<Date>,
    /// Version.
    pub version: i64,
    /// When the record was made.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a servant's record refuses a change.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServantError {
    /// The number was assigned before.
    #[error("the servant has a NIP already")]
    NipAssigned,
    /// The number names another kind of employment, or another month or year of appointment.
    #[error("the NIP names another employment or month of appointment than the record")]
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
        if !self.employment.agrees_with(nip, self.appointment_date) {
            return Err(ServantError::NipDiffers);
        }
        self.state = match self.employment {
            Employment::Pns => State::Probation,
            Employment::Pppk | Employment::PppkPartTime => State::InService,
        };
        self.sex = Some(nip.sex());
        Ok(())
    }

    /// Corrects the kind of employment. Who turns out to be a civil servant is on probation in the first year; nobody else is.
    pub fn become_employed(&mut self, employment: Employment, today: Date) {
        if self.employment == employment {
            return;
        }
        self.employment = employment;
        if matches!(self.state, State::Probation | State::InService) {
            let year = self.appointment_date.checked_add(1.year());
            let first_year = employment == Employment::Pns && year.is_ok_and(|end| today < end);
            self.state = if first_year { State::Probation } else { State::InService };
        }
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn servant() -> Servant {
        Servant {
            id: Uuid::nil(),
            state: State::AwaitingNip,
            employment: Employment::Pns,
            standing: "01".into(),
            name: FullName::default(),
            sex: None,
            account: String::new(),
            appointment_date: date(2015, 5, 1),
            application: "a".into(),
            need: "n".into(),
            rating: String::new(),
            rating_year: 0,
            last_day: None,
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
    fn an_employee_with_an_agreement_has_no_probation() {
        let mut employee = Servant { employment: Employment::Pppk, ..servant() };
        assert_eq!(employee.assign_nip(&Nip::parse("198609262015051001").unwrap()), Err(ServantError::NipDiffers));
        assert_eq!(employee.assign_nip(&Nip::parse("198609262015211001").unwrap()), Ok(()));
        assert_eq!(employee.state, State::InService);
    }

    #[test]
    fn another_employment_tells_whether_there_is_a_probation() {
        let mut servant = Servant { state: State::Probation, ..servant() };
        servant.become_employed(Employment::Pppk, date(2015, 6, 1));
        assert_eq!((servant.employment, servant.state), (Employment::Pppk, State::InService));
        let mut young = servant.clone();
        young.become_employed(Employment::Pns, date(2016, 4, 30));
        assert_eq!(young.state, State::Probation);
        servant.become_employed(Employment::Pns, date(2016, 5, 1));
        assert_eq!(servant.state, State::InService);
        let mut waiting = super::tests::servant();
        waiting.become_employed(Employment::Pppk, date(2015, 6, 1));
        assert_eq!(waiting.state, State::AwaitingNip);
    }

    #[test]
    fn an_older_rating_changes_nothing() {
        let mut servant = servant();
        assert!(servant.note_rating(2025, "GOOD"));
        assert!(!servant.note_rating(2024, "POOR"));
        assert_eq!(servant.rating, "GOOD");
    }
}
