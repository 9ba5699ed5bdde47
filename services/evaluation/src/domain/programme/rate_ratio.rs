//! Complaints for each use of a service before and after a day (*angka pengaduan per layanan*): how the rate changed.
//!
//! Given how many complaints there were in all, those of after are a share of them. The share has Wilson's interval, and the ratio of
//! the rates follows from it. Months that scatter more than chance alone (*overdispersi*) make it as much wider, by Student's t of so
//! many months less two, for their scatter is estimated. Months are taken to be independent of each other.

use crate::domain::quality::ServiceMonth;
use crate::domain::statistics::{Estimate, Quantiles, integer, root};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// How the rate of complaints changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateChange {
    /// Rate of after for each of before; 1 is no change.
    pub ratio: Estimate,
    /// Variance of a month's complaints for each expected one; chance alone is 1.
    pub dispersion: BigRational,
    /// Complaints and transactions of before.
    pub before: ServiceMonth,
    /// Complaints and transactions of after.
    pub after: ServiceMonth,
}

/// How the rate changed from the months before to the months after; none without use or complaints before, or of scattered months too
/// few for Student's t.
pub fn rate_change(
    before: &[ServiceMonth],
    after: &[ServiceMonth],
    (quantile_squared, quantiles): (&BigRational, &Quantiles),
) -> Option<RateChange> {
    let (before, after): (Vec<_>, Vec<_>) = (used(before), used(after));
    let (first, second) = (sum(&before), sum(&after));
    if first.complaints == 0 || second.transactions == 0 {
        return None;
    }
    let dispersion = dispersion((before.as_slice(), first), (after.as_slice(), second))?;
    let count = integer(first.complaints) + integer(second.complaints);
    let share = integer(second.complaints) / &count;
    let quantile_squared = if dispersion > BigRational::one() {
        let quantile = quantiles.at(&(before.len() + after.len()).saturating_sub(2).into())?;
        quantile * quantile
    } else {
        quantile_squared.clone()
    };
    let width = quantile_squared * &dispersion / &count;
    let (one, two) = (BigRational::one(), integer(2));
    let middle = &share + &width / &two;
    let half = root(&(&share * (&one - &share) * &width + &width * &width / integer(4)));
    let below = &one + &width;
    let exposure = BigRational::new(first.transactions.into(), second.transactions.into());
    let ratio = |share: BigRational| &share / (&one - &share) * &exposure;
    let ratio = Estimate {
        value: ratio(share.clone()),
        lower: ratio((&middle - &half) / &below),
        upper: ratio((&middle + &half) / &below),
    };
    Some(RateChange { ratio, dispersion, before: first, after: second })
}

/// A month without use says nothing.
fn used(months: &[ServiceMonth]) -> Vec<ServiceMonth> {
    months.iter().filter(|month| month.transactions > 0).copied().collect()
}

fn sum(months: &[ServiceMonth]) -> ServiceMonth {
    let complaints = months.iter().map(|month| month.complaints).fold(0, u64::saturating_add);
    let transactions = months.iter().map(|month| month.transactions).fold(0, u64::saturating_add);
    ServiceMonth { complaints, transactions }
}

/// Pearson's statistic for each degree of freedom, never less than chance alone; none of two months and fewer.
fn dispersion(before: (&[ServiceMonth], ServiceMonth), after: (&[ServiceMonth], ServiceMonth)) -> Option<BigRational> {
    let months = (before.0.len() + after.0.len()) as u64;
    let degrees = months.checked_sub(2).filter(|degrees| *degrees > 0)?;
    let squares = scatter(before) + scatter(after);
    Some((squares / integer(degrees)).max(BigRational::one()))
}

fn scatter((months, all): (&[ServiceMonth], ServiceMonth)) -> BigRational {
    if all.complaints == 0 {
        return BigRational::zero();
    }
    let squares = months.iter().map(|month| {
        let part = BigInt::from(month.transactions) * all.complaints;
        let expected = BigRational::new(part, all.transactions.into());
        let excess = integer(month.complaints) - &expected;
        &excess * &excess / expected
    });
    squares.fold(BigRational::zero(), |sum, square| sum + square)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn months(complaints: &[u64], transactions: u64) -> Vec<ServiceMonth> {
        complaints.iter().map(|complaints| ServiceMonth { complaints: *complaints, transactions }).collect()
    }

    fn shown(found: &RateChange) -> [String; 3] {
        [&found.ratio.value, &found.ratio.lower, &found.ratio.upper].map(|number| exact::render(number, 4))
    }

    fn change(before: &[ServiceMonth], after: &[ServiceMonth]) -> Option<RateChange> {
        let rows =
            [(4, "2.776"), (6, "2.447"), (10, "2.228")].map(|(degrees, text)| (degrees, exact::parse(text).unwrap()));
        rate_change(before, after, (&exact::parse("3.8416").unwrap(), &Quantiles::new(rows.to_vec()).unwrap()))
    }

    #[test]
    fn a_halved_rate_shows_with_its_interval() {
        // 40 of 4,000 before, 20 of 4,000 after, months all alike: Wilson's interval of 20 in 60.
        let found = change(&months(&[10; 4], 1_000), &months(&[5; 4], 1_000)).unwrap();
        assert_eq!(shown(&found), ["0.5000", "0.2941", "0.8499"]);
        assert_eq!((found.dispersion, found.before.complaints, found.after.complaints), (integer(1), 40, 20));
    }

    #[test]
    fn use_counts_and_not_only_complaints() {
        let found = change(&months(&[10; 4], 1_000), &months(&[20; 4], 2_000)).unwrap();
        assert_eq!(found.ratio.value, integer(1));
        assert!(found.ratio.holds(&integer(1)));
    }

    #[test]
    fn scattered_months_widen_the_interval() {
        let calm = change(&months(&[10; 4], 1_000), &months(&[5; 4], 1_000)).unwrap();
        let wild = change(&months(&[1, 19, 2, 18], 1_000), &months(&[5; 4], 1_000)).unwrap();
        assert_eq!(wild.ratio.value, calm.ratio.value);
        assert_eq!(wild.dispersion, BigRational::new(29.into(), 6.into()));
        // Wilson's interval of 20 in 60 with t of six degrees and 29/6 times the variance.
        assert_eq!(shown(&wild), ["0.5000", "0.1277", "1.9576"]);
        assert!(wild.ratio.lower < calm.ratio.lower && wild.ratio.upper > calm.ratio.upper);
    }

    #[test]
    fn nothing_before_or_no_use_after_shows_nothing() {
        assert_eq!(change(&months(&[0; 6], 1_000), &months(&[5; 6], 1_000)), None);
        assert_eq!(change(&months(&[5; 6], 1_000), &months(&[0; 6], 0)), None);
        assert_eq!(change(&months(&[5], 1_000), &months(&[5], 1_000)), None);
        let none_left = change(&months(&[5; 6], 1_000), &months(&[0; 6], 1_000)).unwrap();
        assert_eq!(none_left.ratio.value, BigRational::zero());
        assert!(none_left.ratio.upper < integer(1));
    }
}
