//! Wilson's interval of a rate (E. B. Wilson, 1927), in whole numbers: exact up to one square root, which is rounded
//! outward like the ends themselves. An interval from here is never narrower than the true one.
//!
//! Wilson and not Katz's log interval, because that one needs logarithms and breaks at nought; not Clopper and Pearson's,
//! because its sums grow with the number of applicants and it is wider than it says.

use num_bigint::BigInt;
use num_integer::Integer;

/// Ten-thousandths.
pub const SCALE: u64 = 10_000;

/// Ends of an interval in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateInterval {
    /// Lower end, rounded down.
    pub low: u64,
    /// Upper end, rounded up.
    pub high: u64,
}

/// The interval of `passed` of `entered` at a standard score in ten-thousandths; all of it when nobody entered.
///
/// With A/B the square of the score the ends are (2·passed·B + A ∓ √(A² + 4AB·passed·(entered − passed)/entered)) /
/// 2(entered·B + A).
pub fn wilson(passed: u64, entered: u64, score: u32) -> RateInterval {
    if entered == 0 {
        return RateInterval { low: 0, high: SCALE };
    }
    let passed = passed.min(entered);
    let failed = BigInt::from(entered - passed);
    let (passed, entered) = (BigInt::from(passed), BigInt::from(entered));
    let (squared, unit) = (BigInt::from(score).pow(2), BigInt::from(SCALE).pow(2));
    let scale = BigInt::from(SCALE);
    let middle: BigInt = (&passed * 2 * &unit + &squared) * &scale;
    let spread: BigInt = &passed * &failed * 4 * &squared * &unit;
    let under_root: BigInt = (&squared * &squared * &entered + spread) * &scale * &scale;
    let root = ceiling_root(&Integer::div_ceil(&under_root, &entered));
    let divisor: BigInt = (&entered * &unit + &squared) * 2;
    let (below, above): (BigInt, BigInt) = (&middle - &root, &middle + &root);
    let (low, high) = (Integer::div_floor(&below, &divisor), Integer::div_ceil(&above, &divisor));
    let within = |end: BigInt| u64::try_from(end.max(BigInt::ZERO)).unwrap_or(SCALE).min(SCALE);
    RateInterval { low: within(low), high: within(high) }
}

/// The smallest whole number whose square is not below `value`.
fn ceiling_root(value: &BigInt) -> BigInt {
    let root = value.sqrt();
    if &root * &root == *value { root } else { root + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By hand, or published: R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    #[test]
    fn known_intervals() {
        let table = [
            // p = ½, n = 10: half the width is 1.96·√(0.025 + 0.009604)/1.38416 = 0.26341.
            ((5, 10), (2_365, 7_635)),
            // Nought: the upper end is z²/(n + z²) = 3.8416/13.8416.
            ((0, 10), (0, 2_776)),
            // All: the lower end is n/(n + z²) = 10/13.8416.
            ((10, 10), (7_224, 10_000)),
            // Newcombe: 0.2553 to 0.3662 (0.36621), 0.0624 to 0.1605, 0 to 0.1611, 0.0061 to 0.1718.
            ((81, 263), (2_552, 3_663)),
            ((15, 148), (623, 1_605)),
            ((0, 20), (0, 1_612)),
            ((1, 29), (61, 1_718)),
            ((0, 0), (0, 10_000)),
        ];
        for ((passed, entered), (low, high)) in table {
            assert_eq!(wilson(passed, entered, 19_600), RateInterval { low, high }, "{passed} of {entered}");
        }
    }

    #[test]
    fn four_million_applicants_are_no_trouble() {
        let interval = wilson(1_000_000, 4_000_000, 22_414);
        assert_eq!(interval, RateInterval { low: 2_495, high: 2_505 });
    }

    proptest! {
        #[test]
        fn the_rate_is_inside_and_the_mirror_holds(entered in 1u64..5_000, part in 0u64..=5_000, score in 1u32..60_000) {
            let passed = part.min(entered);
            let RateInterval { low, high } = wilson(passed, entered, score);
            prop_assert!(low * entered <= passed * SCALE && passed * SCALE <= high * entered);
            let mirrored = wilson(entered - passed, entered, score);
            prop_assert_eq!((mirrored.low, mirrored.high), (SCALE - high, SCALE - low));
        }

        #[test]
        fn a_higher_score_never_narrows(entered in 1u64..5_000, part in 0u64..=5_000, score in 1u32..50_000) {
            let (narrow, wide) =
                (wilson(part.min(entered), entered, score), wilson(part.min(entered), entered, score + 5_000));
            prop_assert!(wide.low <= narrow.low && narrow.high <= wide.high);
        }
    }
}
