//! Exact decimal numbers: text in, a rational inside, rounded text out.
//! Nothing here or above it is a float; rounding happens once, when a number is shown.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use thiserror::Error;

/// The most digits a number from outside may have (*batas digit*); longer ones are a mistake or an attack.
pub const MAX_DIGITS: usize = 40;

/// Why a text is not an exact decimal number (*bilangan desimal*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExactError {
    /// The text is not of the form `-12.5`.
    #[error("{0:?} is not a plain decimal number such as 12 or 2.5")]
    NotADecimal(String),
    /// The text has too many digits.
    #[error("the number has more than {MAX_DIGITS} digits")]
    TooLong,
}

/// Reads a plain decimal (*desimal*) such as `2.5` or `1250`: no exponent, no separators, no plus sign.
pub fn parse(text: &str) -> Result<BigRational, ExactError> {
    // Before anything is repeated in an error: sign, point and digits.
    if text.len() > MAX_DIGITS + 2 {
        return Err(ExactError::TooLong);
    }
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(ExactError::NotADecimal(text.to_owned())),
        None => (unsigned, ""),
    };
    if whole.len() + fraction.len() > MAX_DIGITS {
        return Err(ExactError::TooLong);
    }
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ExactError::NotADecimal(text.to_owned()));
    }
    let number: BigInt = digits.parse().map_err(|_| ExactError::NotADecimal(text.to_owned()))?;
    let value = BigRational::new(number, power_of_ten(fraction.len()));
    Ok(if unsigned.len() < text.len() { -value } else { value })
}

/// Rounds to the nearest whole number (*pembulatan*), halves away from zero.
pub fn round_half_up(value: &BigRational) -> BigInt {
    let doubled: BigInt = value.numer().abs() * 2 + value.denom();
    let rounded = doubled.div_floor(&(value.denom() * 2));
    if value.is_negative() { -rounded } else { rounded }
}

/// Shows a number with a fixed count of decimals (*angka desimal*), rounded half up.
pub fn render(value: &BigRational, decimals: usize) -> String {
    let scaled = rounded_at(value, decimals);
    let digits = format!("{:0>width$}", scaled.abs().to_string(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let sign = if scaled.is_negative() { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// The number times a power of ten, rounded half up. Nearly every number shown is small, and machine integers spare it the common
/// divisor that a rational product looks for.
fn rounded_at(value: &BigRational, decimals: usize) -> BigInt {
    let small = || {
        let (above, below) = (i128::from(value.numer().to_i64()?), i128::from(value.denom().to_i64()?));
        let power = 10_i128.checked_pow(u32::try_from(decimals).ok()?)?;
        let doubled = above.abs().checked_mul(power)?.checked_mul(2)?.checked_add(below)?;
        let rounded = doubled / (below * 2);
        Some(BigInt::from(if above < 0 { -rounded } else { rounded }))
    };
    small().unwrap_or_else(|| round_half_up(&(value * BigRational::from(power_of_ten(decimals)))))
}

/// A whole number (*bilangan bulat*) as a rational.
pub fn whole(number: u64) -> BigRational {
    BigRational::from(BigInt::from(number))
}

fn power_of_ten(exponent: usize) -> BigInt {
    let mut power = BigInt::one();
    for _ in 0..exponent {
        power *= 10;
    }
    debug_assert!(!power.is_zero());
    power
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_decimals_are_read_exactly() {
        assert_eq!(parse("2.5").unwrap(), BigRational::new(5.into(), 2.into()));
        assert_eq!(parse("1250").unwrap(), whole(1250));
        assert_eq!(parse("-0.10").unwrap(), BigRational::new((-1).into(), 10.into()));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "-", ".", "5.", ".5", "+1", "1e3", "1,5", "1_000", " 1", "NaN", "٣"] {
            assert_eq!(parse(text), Err(ExactError::NotADecimal(text.to_owned())), "{text:?}");
        }
        assert_eq!(parse(&"9".repeat(41)), Err(ExactError::TooLong));
    }

    #[test]
    fn halves_are_rounded_up() {
        let half = |text: &str, decimals| render(&parse(text).unwrap(), decimals);
        assert_eq!(half("5.625", 2), "5.63");
        assert_eq!(half("0.5", 0), "1");
        assert_eq!(half("-0.125", 2), "-0.13");
        assert_eq!(half("-0.001", 2), "0.00");
        assert_eq!(half("88.304", 2), "88.30");
    }

    #[test]
    fn numbers_that_no_machine_integer_holds_are_shown_alike() {
        let long = "123456789012345678901234567890.005";
        assert_eq!(render(&parse(long).unwrap(), 2), "123456789012345678901234567890.01");
        assert_eq!(render(&parse("1.5").unwrap(), 40), format!("1.5{}", "0".repeat(39)));
    }

    proptest! {
        #[test]
        fn small_numbers_are_rounded_as_large_ones_are(
            above in i64::MIN..=i64::MAX, below in 1..=i64::MAX, decimals in 0usize..25
        ) {
            let value = BigRational::new(above.into(), below.into());
            let scaled = &value * BigRational::from(power_of_ten(decimals));
            prop_assert_eq!(rounded_at(&value, decimals), round_half_up(&scaled));
        }

        #[test]
        fn what_is_rendered_reads_back(whole in 0u64.., cents in 0u8..100) {
            let text = format!("{whole}.{cents:02}");
            prop_assert_eq!(render(&parse(&text).unwrap(), 2), text);
        }
    }
}
