//! Who applies: personal data that is sealed on arrival. Its `Debug` shows nothing.

use crate::domain::nik::Nik;
use jiff::civil::Date;
use std::fmt;

/// The person behind an application (*identitas pelamar*).
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Citizen number.
    pub nik: Nik,
    /// Full name.
    pub full_name: String,
    /// Stated date of birth: it counts. The number's may differ, since a correction does not change the number.
    pub birth_date: Date,
}

impl Identity {
    /// The text to be sealed: number, date of birth and name, a line each; the name last, for it may hold anything.
    pub fn to_record(&self) -> String {
        format!("{}\n{}\n{}", self.nik.expose(), self.birth_date, self.full_name)
    }
}

/// The date of birth in an opened record, which decides ties (*usia pelamar*).
pub fn birth_date_of(record: &str) -> Option<Date> {
    record.lines().nth(1)?.parse().ok()
}

/// The last four digits of the citizen number in an opened record: enough to tell which number was given, for who knows it.
pub fn nik_ending_of(record: &str) -> Option<&str> {
    let nik = record.lines().next()?;
    nik.get(nik.len().checked_sub(4)?..)
}

/// The full name in an opened record.
pub fn full_name_of(record: &str) -> Option<&str> {
    record.splitn(3, '\n').nth(2)
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Identity(redacted)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn identity() -> Identity {
        let nik = Nik::parse("9900001205990001", date(2024, 9, 1)).unwrap();
        Identity { nik, full_name: "Contoh\n2000-01-01".into(), birth_date: date(1999, 5, 12) }
    }

    #[test]
    fn the_date_of_birth_is_read_back_from_the_record() {
        assert_eq!(birth_date_of(&identity().to_record()), Some(date(1999, 5, 12)));
        assert_eq!(birth_date_of("9900001205990001"), None);
        assert_eq!((nik_ending_of(&identity().to_record()), nik_ending_of("99")), (Some("0001"), None));
        assert_eq!(full_name_of(&identity().to_record()), Some("Contoh\n2000-01-01"));
    }

    #[test]
    fn debug_shows_nothing_of_the_person() {
        assert_eq!(format!("{:?}", identity()), "Identity(redacted)");
    }
}
