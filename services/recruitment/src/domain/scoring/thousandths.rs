//! Marks with at most three decimals (*nilai tiga desimal*), as whole thousandths.

use std::fmt;

use thiserror::Error;

/// A mark in thousandths (*perseribu*): 3.25 is 3,250. Official lists print no more than three decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thousandths(pub u32);

/// Why a text is no mark (*nilai tidak terbaca*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a number from 0 to 9999 with at most three decimals")]
pub struct ThousandthsError(pub String);

impl Thousandths {
    /// Reads a plain decimal (*desimal*) such as `82`, `3.5` or `88.125`.
    pub fn parse(text: &str) -> Result<Self, ThousandthsError> {
        let error = || ThousandthsError(text.to_owned());
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(error()),
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if !all_digits || whole.is_empty() || whole.len() > 4 || fraction.len() > 3 {
            return Err(error());
        }
        format!("{whole}{fraction:0<3}").parse().map(Self).map_err(|_| error())
    }
}

impl From<u16> for Thousandths {
    fn from(whole: u16) -> Self {
        Self(u32::from(whole) * 1_000)
    }
}

impl fmt::Display for Thousandths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:03}", self.0 / 1_000, self.0 % 1_000)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn up_to_three_decimals_are_read() {
        assert_eq!(Thousandths::parse("82").unwrap(), Thousandths(82_000));
        assert_eq!(Thousandths::parse("3.5").unwrap(), Thousandths(3_500));
        assert_eq!(Thousandths::parse("88.125").unwrap().to_string(), "88.125");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", ".5", "5.", "1.2345", "-1", "1e3", "10000", "1,5", " 1"] {
            assert!(Thousandths::parse(text).is_err(), "{text:?}");
        }
    }
}
