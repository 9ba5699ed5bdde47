//! The number that BKN gives a candidate (*NIP*, Perka BKN 22/2007; *NI PPPK*), checked before it is noted. The number
//! itself is kept by the career service; its `Debug` shows nothing of it.

use crate::domain::filing::Stated;
use crate::domain::programme::Programme;
use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;
use thiserror::Error;

/// The least age at appointment.
const YOUNGEST: i32 = 18;
/// The highest retirement age of any post.
const HIGHEST_RETIREMENT_AGE: i32 = 70;
/// The digits of a first agreement (*PPPK*); smaller ones are a month.
const FIRST_AGREEMENT: i8 = 21;

/// A number whose parts are possible.
#[derive(Clone, PartialEq, Eq)]
pub struct ServantNumber {
    digits: String,
    birth_date: Date,
    female: bool,
    programme: Programme,
}

/// Why a text is no number; says where, never what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ServantNumberError {
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
    #[error("the NIP tells no possible age at appointment")]
    Age,
}

impl ServantNumber {
    /// Reads a number, with or without its printed spaces.
    pub fn parse(text: &str) -> Result<Self, ServantNumberError> {
        let digits: String = text.chars().filter(|character| *character != ' ').collect();
        if digits.len() != 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ServantNumberError::NotEighteenDigits);
        }
        let number = |from: usize, to: usize| digits[from..to].parse::<i16>().unwrap_or(i16::MAX);
        let small = |from: usize| i8::try_from(number(from, from + 2)).unwrap_or(i8::MAX);
        let birth_date = Date::new(number(0, 4), small(4), small(6)).map_err(|_| ServantNumberError::NoSuchDate)?;
        let year = number(8, 12);
        // A number with an agreement tells only the year: any day of it may be the first.
        let (programme, days) = match small(12) {
            month @ 1..=12 => (Programme::Cpns, (Date::new(year, month, 1), Date::new(year, month, 1))),
            agreement if agreement >= FIRST_AGREEMENT => {
                (Programme::Pppk, (Date::new(year, 1, 1), Date::new(year, 12, 31)))
            }
            _ => return Err(ServantNumberError::NeitherMonthNorAgreement),
        };
        let female = match &digits[14..15] {
            "1" => false,
            "2" => true,
            _ => return Err(ServantNumberError::NoSuchSex),
        };
        if digits.ends_with("000") {
            return Err(ServantNumberError::NoSequence);
        }
        let (Ok(first), Ok(last)) = days else { return Err(ServantNumberError::Age) };
        let birthday = |age: i32| birth_date.saturating_add(age.years());
        if birthday(YOUNGEST) > last || birthday(HIGHEST_RETIREMENT_AGE) <= first {
            return Err(ServantNumberError::Age);
        }
        Ok(Self { digits, birth_date, female, programme })
    }

    /// What the number is for: civil servants have a month in it, employees with a work agreement the agreement's number.
    pub fn programme(&self) -> Programme {
        self.programme
    }

    /// Where the number differs from what the candidate stated: warnings only, for a NIK is never corrected.
    pub fn warnings(&self, stated: &Stated) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if self.birth_date != stated.birth_date {
            warnings.push("the date of birth differs from the stated one");
        }
        // Women add forty to the day in a NIK.
        let day = stated.nik.get(6..8).and_then(|day| day.parse::<u8>().ok());
        if day.is_some_and(|day| (day > 40) != self.female) {
            warnings.push("the sex differs from that of the NIK");
        }
        warnings
    }

    /// The number itself, for its blind index; never to store or log it.
    pub fn expose(&self) -> &str {
        &self.digits
    }
}

impl fmt::Debug for ServantNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServantNumber(redacted)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_vectors_of_the_rules_hold() {
        use ServantNumberError as No;
        let cases = [
            ("198609262015051001", Ok(())),                            // Q1
            ("199608182022042001", Ok(())),                            // Q2
            ("199001012024211001", Ok(())),                            // Q3
            ("199002302015051001", Err(No::NoSuchDate)),               // Q4
            ("198609262015131001", Err(No::NeitherMonthNorAgreement)), // Q5
            ("198609262015053001", Err(No::NoSuchSex)),                // Q6
            ("200901012015051001", Err(No::Age)),                      // Q7
            ("198609262015051000", Err(No::NoSequence)),               // Q8
            ("19860926 201505 1 001", Ok(())),                         // Q9
            ("19860926201505100", Err(No::NotEighteenDigits)),
        ];
        for (text, expected) in cases {
            assert_eq!(ServantNumber::parse(text).map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn a_number_tells_the_programme() {
        for (text, expected) in [("198609262015051001", Programme::Cpns), ("199001012024211001", Programme::Pppk)] {
            assert_eq!(ServantNumber::parse(text).unwrap().programme(), expected);
        }
    }

    #[test]
    fn what_differs_from_the_statement_is_warned_of() {
        let number = ServantNumber::parse("199905122025052001").unwrap();
        let stated = |nik: &str, birth_date| Stated { birth_date, nik: nik.into(), full_name: "Siti".into() };
        assert!(number.warnings(&stated("9900005205990001", date(1999, 5, 12))).is_empty());
        assert_eq!(number.warnings(&stated("9900001205990001", date(1999, 5, 13))).len(), 2);
        assert_eq!(format!("{number:?}"), "ServantNumber(redacted)");
    }
}
