//! The mean difference of pairs (*selisih rata-rata berpasangan*) with Student's interval.

use crate::domain::statistics::{Estimate, Moments, Quantiles, integer, root};
use num_traits::Zero;

/// The mean of differences; none of fewer than two, too few for the table, or where all differences are alike.
pub fn mean_difference(differences: &Moments, quantiles: &Quantiles) -> Option<Estimate> {
    let (value, variance) = (differences.mean()?, differences.variance()?);
    if variance.is_zero() {
        return None;
    }
    let half = quantiles.at(&(differences.count() - 1).into())? * root(&(variance / integer(differences.count())));
    Some(Estimate { lower: &value - &half, upper: &value + &half, value })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn quantiles() -> Quantiles {
        let rows = [(4, "2.776"), (10, "2.228")];
        Quantiles::new(rows.map(|(degrees, text)| (degrees, exact::parse(text).unwrap())).to_vec()).unwrap()
    }

    #[test]
    fn the_interval_is_students() {
        // Mean 2 and variance 1 of five: 2.776 / √5.
        let found = mean_difference(&[1, 1, 2, 3, 3].into_iter().collect(), &quantiles()).unwrap();
        let shown = [&found.value, &found.lower, &found.upper].map(|number| exact::render(number, 4));
        assert_eq!(shown, ["2.0000", "0.7585", "3.2415"]);
    }

    #[test]
    fn too_few_or_without_any_spread_have_none() {
        for few in [&[1][..], &[2, 2, 2, 2, 2, 2], &[1, 2, 1, 2]] {
            assert_eq!(mean_difference(&few.iter().copied().collect(), &quantiles()), None, "{few:?}");
        }
    }
}
