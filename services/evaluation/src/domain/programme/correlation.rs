//! The correlation of two figures (*korelasi*, Pearson) with its interval.
//!
//! The interval is Fisher's: `z = artanh r` lies within `q / √(n − 3)` of the truth. Back from `z`, the ends are
//! `(r ± t) / (1 ± r·t)` with `t = tanh(q / √(n − 3))`, so no logarithm is needed. It assumes that the two lie about a line; for
//! ratings of five steps the simulations of `rulesets/programme_tests.rs` show what it holds.

use crate::domain::statistics::{Estimate, integer, root, tanh_of_root};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// The fewest pairs that have an interval.
const LEAST: usize = 4;

/// The correlation of pairs; none of too few, or where one of the two never differs.
pub fn correlation(pairs: &[(i64, i64)], quantile_squared: &BigRational) -> Option<Estimate> {
    if pairs.len() < LEAST {
        return None;
    }
    let count = i128::try_from(pairs.len()).ok()?;
    let (mut x, mut y, mut xx, mut yy, mut xy) = (0_i128, 0_i128, 0_i128, 0_i128, 0_i128);
    for (one, other) in pairs {
        let (one, other) = (i128::from(*one), i128::from(*other));
        (x, y, xx, yy, xy) = (x + one, y + other, xx + one * one, yy + other * other, xy + one * other);
    }
    let spread = BigInt::from(count * xx - x * x) * BigInt::from(count * yy - y * y);
    if spread.is_zero() {
        return None;
    }
    let shared = BigInt::from(count * xy - x * y);
    let size = root(&BigRational::new(&shared * &shared, spread));
    let value = if shared.is_negative() { -size } else { size };
    let step = tanh_of_root(&(quantile_squared / BigRational::from_integer(BigInt::from(count - 3))));
    let one = integer(1);
    let lower = (&value - &step) / (&one - &value * &step);
    let upper = (&value + &step) / (&one + &value * &step);
    Some(Estimate { value, lower, upper })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn quantile_squared() -> BigRational {
        exact::parse("3.8416").unwrap()
    }

    fn shown(found: &Estimate) -> [String; 3] {
        [&found.value, &found.lower, &found.upper].map(|number| exact::render(number, 4))
    }

    #[test]
    fn a_correlation_is_that_of_the_textbook() {
        // Anscombe's first set, in hundredths of y: r = 0.8164, Fisher's interval 0.4244 to 0.9507.
        let (x, y) = ([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], [804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568]);
        let pairs: Vec<(i64, i64)> = x.into_iter().zip(y).collect();
        let found = correlation(&pairs, &quantile_squared()).unwrap();
        assert_eq!(shown(&found), ["0.8164", "0.4244", "0.9507"]);
        let mirrored: Vec<(i64, i64)> = pairs.iter().map(|(x, y)| (*x, -y)).collect();
        let mirrored = correlation(&mirrored, &quantile_squared()).unwrap();
        assert_eq!(shown(&mirrored), ["-0.8164", "-0.9507", "-0.4244"]);
    }

    #[test]
    fn too_few_pairs_or_no_spread_have_none() {
        assert_eq!(correlation(&[(1, 1), (2, 2), (3, 3)], &quantile_squared()), None);
        assert_eq!(correlation(&[(1, 1), (1, 2), (1, 3), (1, 4)], &quantile_squared()), None);
        assert_eq!(correlation(&[(1, 5), (2, 5), (3, 5), (4, 5)], &quantile_squared()), None);
    }

    #[test]
    fn a_line_is_one() {
        let pairs: Vec<(i64, i64)> = (1..=10).map(|x| (x, 2 * x + 3)).collect();
        let found = correlation(&pairs, &quantile_squared()).unwrap();
        assert_eq!(shown(&found), ["1.0000", "1.0000", "1.0000"]);
    }
}
