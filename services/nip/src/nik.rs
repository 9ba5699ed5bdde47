//! The citizen number (*nomor induk kependudukan*, NIK; UU 23/2006 jo UU 24/2013): sixteen digits that are
//! personal data. Its `Debug` shows nothing of them.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

use crate::Sex;

impl Sex {
    /// How a day of birth is written in a NIK (*kode tanggal lahir*): women add forty.
    pub fn day_code(self, day: u8) -> u8 {
        match self {
            Self::Male => day,
            Self::Female => day.saturating_add(40),
        }
    }
}

/// A citizen number (*NIK*) whose form and date of birth are possible.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nik {
    digits: String,
    birth_date: Date,
    sex: Sex,
}

/// Why a text is no citizen number (*NIK tidak sah*); says where, never what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NikError {
    #[error("a NIK has sixteen digits")]
    NotSixteenDigits,
    #[error("the NIK contains no date of birth")]
    NoSuchDate,
    #[error("the NIK ends in the sequence 0000")]
    NoSequence,
}

impl Nik {
    /// Reads a citizen number (*NIK*); spaces are dropped. Two-digit years mean the last such year up to `pivot`.
    pub fn parse(text: &str, pivot: Date) -> Result<Self, NikError> {
        let digits: String = text.chars().filter(|character| *character != ' ').collect();
        if digits.len() != 16 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NikError::NotSixteenDigits);
        }
        let number = |from: usize| digits[from..from + 2].parse::<i8>().map_err(|_| NikError::NotSixteenDigits);
        let (day, month, year) = (number(6)?, number(8)?, number(10)?);
        let (day, sex) = if day > 40 { (day - 40, Sex::Female) } else { (day, Sex::Male) };
        let birth_date = latest_date(year.into(), month, day, pivot).ok_or(NikError::NoSuchDate)?;
        if digits.ends_with("0000") {
            return Err(NikError::NoSequence);
        }
        Ok(Self { digits, birth_date, sex })
    }

    /// The province of first registration (*kode provinsi*), two digits.
    pub fn province(&self) -> &str {
        &self.digits[..2]
    }

    /// The regency or city of first registration (*kode kabupaten/kota*), four digits.
    pub fn regency(&self) -> &str {
        &self.digits[..4]
    }

    /// The district of first registration (*kode kecamatan*), six digits.
    pub fn district(&self) -> &str {
        &self.digits[..6]
    }

    /// The date of birth (*tanggal lahir*); a later correction does not change the number.
    pub fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// The sex (*jenis kelamin*).
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The sequence number (*nomor urut*), four digits.
    pub fn sequence(&self) -> &str {
        &self.digits[12..]
    }

    /// The number itself (*NIK*), to store it; never to log it.
    pub fn expose(&self) -> &str {
        &self.digits
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Nik(redacted)")
    }
}

fn latest_date(two_digit_year: i16, month: i8, day: i8, pivot: Date) -> Option<Date> {
    let century = pivot.year() - pivot.year() % 100;
    let candidates = [century + two_digit_year, century - 100 + two_digit_year];
    candidates.into_iter().filter_map(|year| Date::new(year, month, day).ok()).find(|date| *date <= pivot)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn parse(text: &str) -> Result<Nik, NikError> {
        Nik::parse(text, date(2025, 1, 1))
    }

    #[test]
    fn a_number_tells_place_birth_and_sex() {
        let nik = parse("3602041211870001").unwrap();
        assert_eq!((nik.province(), nik.regency(), nik.district()), ("36", "3602", "360204"));
        assert_eq!((nik.birth_date(), nik.sex(), nik.sequence()), (date(1987, 11, 12), Sex::Male, "0001"));
    }

    #[test]
    fn women_add_forty_to_the_day() {
        let nik = parse("3515144508680002").unwrap();
        assert_eq!((nik.birth_date(), nik.sex()), (date(1968, 8, 5), Sex::Female));
        assert_eq!(parse("3273056010900009").unwrap().birth_date(), date(1990, 10, 20));
        assert_eq!(Sex::Female.day_code(15), 55);
    }

    #[test]
    fn impossible_numbers_are_refused() {
        assert_eq!(parse("3515147208680002"), Err(NikError::NoSuchDate));
        assert_eq!(parse("3515143202680002"), Err(NikError::NoSuchDate));
        assert_eq!(parse("3515144002680002"), Err(NikError::NoSuchDate));
        assert_eq!(parse("3515140508680000"), Err(NikError::NoSequence));
        assert_eq!(parse("351514050868000"), Err(NikError::NotSixteenDigits));
        assert_eq!(parse("351514050868000X"), Err(NikError::NotSixteenDigits));
    }

    #[test]
    fn the_vectors_q10_to_q15_hold() {
        use Sex::{Female, Male};
        let vectors = [
            ("Q10", "3602041211870001", Ok(("360204", date(1987, 11, 12), Male, "0001"))),
            ("Q11", "3515144508680002", Ok(("351514", date(1968, 8, 5), Female, "0002"))),
            ("Q12", "3273056010900009", Ok(("327305", date(1990, 10, 20), Female, "0009"))),
            ("Q13", "3515147208680002", Err(NikError::NoSuchDate)),
            ("Q14", "3515143202680002", Err(NikError::NoSuchDate)),
            ("Q15", "3515140508680000", Err(NikError::NoSequence)),
        ];
        for (label, text, expected) in vectors {
            let parsed = parse(text);
            let told = parsed.as_ref().map(|nik| (nik.district(), nik.birth_date(), nik.sex(), nik.sequence()));
            assert_eq!(told.map_err(|error| *error), expected, "{label}");
        }
    }

    #[test]
    fn the_year_is_the_last_one_before_the_pivot() {
        assert_eq!(parse("9900000112240001").unwrap().birth_date(), date(2024, 12, 1));
        assert_eq!(parse("9900000112250001").unwrap().birth_date(), date(1925, 12, 1));
        assert_eq!(parse("9900002902000001").unwrap().birth_date(), date(2000, 2, 29));
    }

    #[test]
    fn debug_shows_nothing_of_the_number() {
        assert_eq!(format!("{:?}", parse("3602041211870001").unwrap()), "Nik(redacted)");
    }
}
