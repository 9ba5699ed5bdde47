//! The number that BKN gives a candidate (*NIP*, *NI PPPK*), checked before it is noted. The number itself is kept by the
//! career service, which reads it by the same rules; its `Debug` shows nothing of it.

use crate::domain::filing::Stated;
use crate::domain::programme::Programme;
use nip::{Kind, Nip, NipError, Sex};
use std::fmt;

/// A number whose parts are possible.
#[derive(Clone, PartialEq, Eq)]
pub struct ServantNumber(Nip);

impl ServantNumber {
    /// Reads a number, with or without its printed spaces.
    pub fn parse(text: &str) -> Result<Self, NipError> {
        Nip::parse(text).map(Self)
    }

    /// What the number is for: civil servants have a month in it, employees with a work agreement the agreement's number.
    pub fn programme(&self) -> Programme {
        match self.0.kind() {
            Kind::Pns { .. } => Programme::Cpns,
            Kind::Pppk { .. } => Programme::Pppk,
        }
    }

    /// Where the number differs from what the candidate stated: warnings only, for a NIK is never corrected.
    pub fn warnings(&self, stated: &Stated) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if self.0.birth_date() != stated.birth_date {
            warnings.push("the date of birth differs from the stated one");
        }
        // Women add forty to the day in a NIK.
        let day = stated.nik.get(6..8).and_then(|day| day.parse::<u8>().ok());
        if day.is_some_and(|day| (day > 40) != (self.0.sex() == Sex::Female)) {
            warnings.push("the sex differs from that of the NIK");
        }
        warnings
    }

    /// The number itself, for its blind index; never to store or log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
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
        use NipError as No;
        let cases = [
            ("198609262015051001", Ok(())),                            // Q1
            ("199608182022042001", Ok(())),                            // Q2
            ("199001012024211001", Ok(())),                            // Q3
            ("199002302015051001", Err(No::NoSuchDate)),               // Q4
            ("198609262015131001", Err(No::NeitherMonthNorAgreement)), // Q5
            ("198609262015053001", Err(No::NoSuchSex)),                // Q6
            ("200901012015051001", Err(No::TooYoung)),                 // Q7
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
