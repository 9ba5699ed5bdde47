//! The servant's number (*nomor induk pegawai*, NIP; Perka BKN 22/2007) of civil servants (PNS) and of employees
//! with a work agreement (PPPK), for the domains of those who record it and of those who keep it. It holds a date of birth;
//! its `Debug` shows nothing of it. Beside it the citizen number (*NIK*), for the same readers.

pub mod nik;

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use thiserror::Error;

/// The least age at appointment (*batas usia terendah*).
const YOUNGEST: i16 = 18;
/// The highest retirement age of any post (*batas usia pensiun tertinggi*): research professors.
const HIGHEST_RETIREMENT_AGE: i16 = 70;
/// The digits of a first agreement; smaller ones are a month.
const FIRST_AGREEMENT: u8 = 21;

/// The sex a number tells (*jenis kelamin*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    Male,
    Female,
}

/// What kind of servant the number belongs to (*PNS* or *PPPK*), told by its digits 13 and 14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A civil servant, with the month of the first appointment (*TMT CPNS*).
    Pns { month: i8 },
    /// An employee with a work agreement, with the number of the agreement, the first is 21 (*perjanjian kerja*).
    Pppk { agreement: u8 },
}

/// A servant's number (*NIP* or *NI PPPK*) whose parts are possible.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nip {
    digits: String,
    birth_date: Date,
    year: i16,
    kind: Kind,
    sex: Sex,
}

/// Why a text is no servant's number (*NIP tidak sah*); says where, never what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NipError {
    #[error("a NIP has eighteen digits")]
    NotEighteenDigits,
    #[error("the NIP begins with no date of birth")]
    NoSuchDate,
    #[error("digits 13 and 14 of the NIP are neither a month nor an agreement")]
    NeitherMonthNorAgreement,
    #[error("digit 15 of the NIP is neither 1 nor 2")]
    NoSuchSex,
    #[error("the NIP ends in the sequence 000")]
    NoSequence,
    #[error("the NIP tells an age at appointment below {YOUNGEST}")]
    TooYoung,
    #[error("the NIP tells an appointment after every retirement age")]
    TooOld,
}

impl Nip {
    /// Reads a servant's number (*NIP*), with or without its printed spaces.
    pub fn parse(text: &str) -> Result<Self, NipError> {
        let digits: String = text.chars().filter(|character| *character != ' ').collect();
        if digits.len() != 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NipError::NotEighteenDigits);
        }
        let number = |from: usize, to: usize| digits[from..to].parse::<i16>().unwrap_or(i16::MAX);
        let small = |from: usize| i8::try_from(number(from, from + 2)).unwrap_or(i8::MAX);
        let birth_date = Date::new(number(0, 4), small(4), small(6)).map_err(|_| NipError::NoSuchDate)?;
        let kind = match small(12) {
            month @ 1..=12 => Kind::Pns { month },
            agreement if agreement.unsigned_abs() >= FIRST_AGREEMENT => {
                Kind::Pppk { agreement: agreement.unsigned_abs() }
            }
            _ => return Err(NipError::NeitherMonthNorAgreement),
        };
        let sex = match &digits[14..15] {
            "1" => Sex::Male,
            "2" => Sex::Female,
            _ => return Err(NipError::NoSuchSex),
        };
        if digits.ends_with("000") {
            return Err(NipError::NoSequence);
        }
        let nip = Self { birth_date, year: number(8, 12), kind, sex, digits };
        nip.check_age()?;
        Ok(nip)
    }

    /// The date of birth (*tanggal lahir*).
    pub fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// The year of the first appointment (*tahun pengangkatan pertama*).
    pub fn appointment_year(&self) -> i16 {
        self.year
    }

    /// The day a civil servant was first appointed (*TMT CPNS*), always the first of a month; PPPK numbers tell none.
    pub fn appointed_on(&self) -> Option<Date> {
        match self.kind {
            Kind::Pns { month } => Date::new(self.year, month, 1).ok(),
            Kind::Pppk { .. } => None,
        }
    }

    /// Whether it is a PNS or a PPPK number (*jenis pegawai*).
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The sex (*jenis kelamin*).
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The sequence among equal first fifteen digits (*nomor urut*), three digits.
    pub fn sequence(&self) -> &str {
        &self.digits[15..]
    }

    /// The number itself (*NIP*), to store it; never to log it.
    pub fn expose(&self) -> &str {
        &self.digits
    }

    fn check_age(&self) -> Result<(), NipError> {
        // A PPPK number tells only the year: any day of it may be the first.
        let (first, last) = match self.appointed_on() {
            Some(day) => (day, day),
            None => (self.day_of_year(1, 1)?, self.day_of_year(12, 31)?),
        };
        if self.birthday(YOUNGEST.years())? > last {
            Err(NipError::TooYoung)
        } else if self.birthday(HIGHEST_RETIREMENT_AGE.years())? <= first {
            Err(NipError::TooOld)
        } else {
            Ok(())
        }
    }

    fn birthday(&self, age: Span) -> Result<Date, NipError> {
        self.birth_date.checked_add(age).map_err(|_| NipError::NoSuchDate)
    }

    fn day_of_year(&self, month: i8, day: i8) -> Result<Date, NipError> {
        Date::new(self.year, month, day).map_err(|_| NipError::NoSuchDate)
    }
}

impl fmt::Debug for Nip {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Nip(redacted)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_civil_servant_s_number_tells_its_parts() {
        let nip = Nip::parse("198609262015051001").unwrap();
        assert_eq!((nip.birth_date(), nip.appointed_on()), (date(1986, 9, 26), Some(date(2015, 5, 1))));
        assert_eq!((nip.kind(), nip.sex(), nip.sequence()), (Kind::Pns { month: 5 }, Sex::Male, "001"));
        assert_eq!(Nip::parse("199608182022042001").unwrap().sex(), Sex::Female);
    }

    #[test]
    fn an_agreement_number_tells_the_year_and_the_agreement() {
        let nip = Nip::parse("199001012024211001").unwrap();
        assert_eq!((nip.kind(), nip.appointment_year()), (Kind::Pppk { agreement: 21 }, 2024));
        assert_eq!(nip.appointed_on(), None);
    }

    #[test]
    fn printed_spaces_do_not_matter() {
        assert_eq!(Nip::parse("19860926 201505 1 001"), Nip::parse("198609262015051001"));
    }

    #[test]
    fn impossible_numbers_are_refused() {
        let refused = [
            ("199002302015051001", NipError::NoSuchDate),
            ("200013312024121001", NipError::NoSuchDate),
            ("198609262015131001", NipError::NeitherMonthNorAgreement),
            ("198609262015001001", NipError::NeitherMonthNorAgreement),
            ("198609262015053001", NipError::NoSuchSex),
            ("198609262015051000", NipError::NoSequence),
            ("200901012015051001", NipError::TooYoung),
            ("192501012015051001", NipError::TooOld),
            ("20001231202412100", NipError::NotEighteenDigits),
            ("19860926201505100A", NipError::NotEighteenDigits),
        ];
        for (text, error) in refused {
            assert_eq!(Nip::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_vectors_q1_to_q9_hold() {
        let q1 = Ok((date(1986, 9, 26), Kind::Pns { month: 5 }, 2015, Sex::Male, "001"));
        let vectors = [
            ("Q1", "198609262015051001", q1),
            ("Q2", "199608182022042001", Ok((date(1996, 8, 18), Kind::Pns { month: 4 }, 2022, Sex::Female, "001"))),
            ("Q3", "199001012024211001", Ok((date(1990, 1, 1), Kind::Pppk { agreement: 21 }, 2024, Sex::Male, "001"))),
            ("Q4", "199002302015051001", Err(NipError::NoSuchDate)),
            ("Q5", "198609262015131001", Err(NipError::NeitherMonthNorAgreement)),
            ("Q6", "198609262015053001", Err(NipError::NoSuchSex)),
            ("Q7", "200901012015051001", Err(NipError::TooYoung)),
            ("Q8", "198609262015051000", Err(NipError::NoSequence)),
            ("Q9", "19860926 201505 1 001", q1),
        ];
        for (label, text, expected) in vectors {
            let parsed = Nip::parse(text);
            let told = parsed
                .as_ref()
                .map(|nip| (nip.birth_date(), nip.kind(), nip.appointment_year(), nip.sex(), nip.sequence()));
            assert_eq!(told.map_err(|error| *error), expected, "{label}");
        }
    }

    #[test]
    fn eighteen_is_old_enough() {
        assert!(Nip::parse("200612012024121001").is_ok());
        assert_eq!(Nip::parse("200612022024121001"), Err(NipError::TooYoung));
    }

    #[test]
    fn debug_shows_nothing_of_the_number() {
        assert_eq!(format!("{:?}", Nip::parse("198609262015051001").unwrap()), "Nip(redacted)");
    }
}
