//! Whole seats in proportion to weights.

/// Gives `total` out in proportion to `weights`, by largest remainder; equal remainders are served in order. All of it is
/// given unless all weights are 0, and nobody gets more than his weight while `total` is not more than their sum.
pub fn apportion(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let quota =
        |weight: u64| (u128::from(total) * u128::from(weight) / sum, u128::from(total) * u128::from(weight) % sum);
    // A share is never more than `total`, which is a u64.
    let mut shares: Vec<u64> = weights.iter().map(|weight| quota(*weight).0 as u64).collect();
    let left = total - shares.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(quota(weights[*index]).1));
    for index in order.into_iter().take(left as usize) {
        shares[index] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn remainders_go_to_the_largest_first() {
        assert_eq!(apportion(9, &[1, 1, 1, 1, 1]), [2, 2, 2, 2, 1]);
        assert_eq!(apportion(10, &[5, 0, 0, 3, 2]), [5, 0, 0, 3, 2]);
        assert_eq!(apportion(7, &[5, 3, 2]), [4, 2, 1]);
        assert_eq!(apportion(3, &[0, 0]), [0, 0]);
        assert_eq!(apportion(0, &[1, 2]), [0, 0]);
    }

    proptest! {
        #[test]
        fn everything_is_given_and_nobody_gets_more_than_his_weight(
            weights in prop::collection::vec(0u64..1000, 1..8),
            share in 0u64..=1000,
        ) {
            let sum: u64 = weights.iter().sum();
            let total = sum * share / 1000;
            let given = apportion(total, &weights);
            prop_assert_eq!(given.iter().sum::<u64>(), total);
            prop_assert!(given.iter().zip(&weights).all(|(given, weight)| given <= weight));
        }
    }
}
