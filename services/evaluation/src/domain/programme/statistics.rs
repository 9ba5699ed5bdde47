//! Arithmetic of intervals, without floating point: rationals, and roots that are rounded down at twelve places. Nothing is rounded
//! in between; what is shown is rounded once.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Places that a root is kept to.
const PLACES: u32 = 12;
/// Levels of the continued fraction of tanh; its error at 2 is far below the last place of a root.
const LEVELS: u32 = 12;

/// An estimate with its interval (*selang kepercayaan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The estimate.
    pub value: BigRational,
    /// Lower end.
    pub lower: BigRational,
    /// Upper end.
    pub upper: BigRational,
}

/// Where an interval lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// All of it above.
    Above,
    /// All of it below.
    Below,
    /// On both sides: no signal.
    Open,
}

impl Estimate {
    /// Where the interval lies as seen from the value that means nothing.
    pub fn direction(&self, neutral: &BigRational) -> Direction {
        if self.lower > *neutral {
            Direction::Above
        } else if self.upper < *neutral {
            Direction::Below
        } else {
            Direction::Open
        }
    }

    /// Whether the interval holds this value.
    pub fn holds(&self, value: &BigRational) -> bool {
        self.lower <= *value && *value <= self.upper
    }
}

/// A whole number.
pub fn integer(number: u64) -> BigRational {
    BigRational::from_integer(number.into())
}

/// The root of a number, rounded down at twelve places; 0 of what is not positive.
pub fn root(square: &BigRational) -> BigRational {
    if !square.is_positive() {
        return BigRational::zero();
    }
    let scale = BigInt::from(10).pow(PLACES);
    let scaled = square.numer() * &scale * &scale / square.denom();
    BigRational::new(scaled.sqrt(), scale)
}

/// tanh of the root of a number, rounded down at twelve places, by Lambert's continued fraction
/// `d / (1 + d² / (3 + d² / (5 + …)))`. The fraction is carried as two integers, for reducing it at every level costs the most.
pub fn tanh_of_root(square: &BigRational) -> BigRational {
    let (mut above, mut below) = (BigInt::from(2 * LEVELS + 1), BigInt::one());
    for level in (0..LEVELS).rev() {
        let shared = square.denom() * &above;
        above = &shared * (2 * level + 1) + square.numer() * &below;
        below = shared;
    }
    let (root, scale) = (root(square), BigInt::from(10).pow(PLACES));
    let scaled = root.numer() * &scale * below / (root.denom() * above);
    BigRational::new(scaled, scale)
}

/// How many values there are, their sum and the sum of their squares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    count: u64,
    sum: BigInt,
    squares: BigInt,
}

impl Moments {
    /// Moments that were summed elsewhere.
    pub fn of(count: u64, sum: BigInt, squares: BigInt) -> Self {
        Self { count, sum, squares }
    }

    /// How many values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; none of nothing.
    pub fn mean(&self) -> Option<BigRational> {
        (self.count > 0).then(|| BigRational::new(self.sum.clone(), self.count.into()))
    }

    /// Their variance, unbiased; none of fewer than two.
    pub fn variance(&self) -> Option<BigRational> {
        if self.count < 2 {
            return None;
        }
        let count = BigInt::from(self.count);
        let spread = &count * &self.squares - &self.sum * &self.sum;
        let below = &count * (&count - BigInt::one());
        Some(BigRational::new(spread, below))
    }
}

impl FromIterator<i64> for Moments {
    fn from_iter<T: IntoIterator<Item = i64>>(values: T) -> Self {
        let mut moments = Self::default();
        for value in values {
            moments.count += 1;
            moments.sum += BigInt::from(value);
            moments.squares += BigInt::from(i128::from(value) * i128::from(value));
        }
        moments
    }
}

/// Quantiles of Student's t by degrees of freedom (*tabel t*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantiles(Vec<(u64, BigRational)>);

impl Quantiles {
    /// Rows, fewest degrees first; none where they are not in order, or a quantile grows.
    pub fn new(rows: Vec<(u64, BigRational)>) -> Option<Self> {
        let in_order = rows.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 >= pair[1].1);
        let sound = !rows.is_empty() && rows.iter().all(|(_, quantile)| quantile.is_positive());
        (in_order && sound).then_some(Self(rows))
    }

    /// The quantile of the row with the most degrees that are no more than these: never too short an interval.
    pub fn at(&self, degrees: &BigInt) -> Option<&BigRational> {
        self.0.iter().rev().find(|(least, _)| BigInt::from(*least) <= *degrees).map(|(_, quantile)| quantile)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn number(text: &str) -> BigRational {
        exact::parse(text).unwrap()
    }

    #[test]
    fn roots_are_exact_where_they_can_be_and_rounded_down_elsewhere() {
        for (square, found) in [("0", "0"), ("4", "2"), ("0.25", "0.5"), ("2", "1.414213562373"), ("-1", "0")] {
            assert_eq!(root(&number(square)), number(found), "{square}");
        }
        for square in ["0.000001", "3", "12345.678"] {
            let (square, found) = (number(square), root(&number(square)));
            let next = &found + BigRational::new(1.into(), BigInt::from(10).pow(PLACES));
            assert!(&found * &found <= square && square < &next * &next, "{square}");
        }
    }

    #[test]
    fn tanh_is_that_of_the_tables() {
        let table = [("0", "0.0000000000"), ("0.01", "0.0996679946"), ("0.25", "0.4621171573"), ("1", "0.7615941560")];
        for (square, tanh) in table.into_iter().chain([("4", "0.9640275801")]) {
            assert_eq!(exact::render(&tanh_of_root(&number(square)), 10), tanh, "{square}");
        }
    }

    #[test]
    fn mean_and_variance_are_exact() {
        let moments: Moments = [2, 4, 4, 4, 5, 5, 7, 9].into_iter().collect();
        assert_eq!((moments.count(), moments.mean().unwrap()), (8, integer(5)));
        assert_eq!(moments.variance().unwrap(), BigRational::new(32.into(), 7.into()));
        assert_eq!(moments, Moments::of(8, 40.into(), 232.into()));
        assert_eq!((Moments::default().mean(), [1].into_iter().collect::<Moments>().variance()), (None, None));
    }

    #[test]
    fn a_quantile_between_two_rows_is_the_wider_one() {
        let rows = vec![(4, number("2.776")), (10, number("2.228")), (60, number("2.000"))];
        let quantiles = Quantiles::new(rows.clone()).unwrap();
        let at = |degrees: u64| quantiles.at(&degrees.into()).map(|found| exact::render(found, 3));
        let found: Vec<_> = [3, 4, 9, 10, 59, 1_000].map(at).into_iter().flatten().collect();
        assert_eq!(found, ["2.776", "2.776", "2.228", "2.228", "2.000"]);
        assert_eq!(at(3), None);
        assert_eq!(Quantiles::new(rows.into_iter().rev().collect()), None);
        assert_eq!(Quantiles::new(Vec::new()), None);
    }

    #[test]
    fn an_interval_that_holds_the_neutral_value_is_no_signal() {
        let estimate =
            |lower: &str, upper: &str| Estimate { value: number(lower), lower: number(lower), upper: number(upper) };
        let zero = BigRational::zero();
        assert_eq!(estimate("0.1", "0.2").direction(&zero), Direction::Above);
        assert_eq!(estimate("-0.2", "-0.1").direction(&zero), Direction::Below);
        assert_eq!(estimate("0", "0.1").direction(&zero), Direction::Open);
        assert!(estimate("0", "0.1").holds(&zero));
    }
}
