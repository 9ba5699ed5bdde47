use super::*;
use proptest::prelude::*;

const ENOUGH: u64 = 20_000_000;

fn group(weight: i64, cost: i64, most: i64) -> Group {
    Group { weight, cost, most }
}

fn ceilings(posts: impl Into<Option<i64>>, rupiah: impl Into<Option<i64>>) -> Ceilings {
    Ceilings { posts: posts.into(), rupiah: rupiah.into() }
}

/// The weight of the best choice, by trying all.
fn brute_force(groups: &[Group], posts: i64, rupiah: i64) -> i64 {
    let Some((group, rest)) = groups.split_first() else { return 0 };
    let tried = (0..=group.most.min(posts).min(rupiah / group.cost))
        .map(|taken| taken * group.weight + brute_force(rest, posts - taken, rupiah - taken * group.cost));
    tried.max().unwrap_or(0)
}

fn used(groups: &[Group], seats: &[i64]) -> (i64, i64, i64) {
    let pairs = || groups.iter().zip(seats);
    let sum = |part: fn(&Group) -> i64| pairs().map(|(group, seats)| part(group) * seats).sum::<i64>();
    (seats.iter().sum(), sum(|group| group.cost), sum(|group| group.weight))
}

#[test]
fn posts_alone_go_to_the_heaviest() {
    let groups = [group(1, 5, 10), group(7, 90, 2), group(3, 1, 4)];
    let choice = choose(&groups, ceilings(5, None), 0);
    assert_eq!(choice, Choice { seats: vec![0, 2, 3], value: 23, bound: 23 });
    assert_eq!(choose(&groups, ceilings(100, None), 0).seats, [10, 2, 4]);
    assert_eq!(choose(&groups, ceilings(0, None), 0).value, 0);
    assert_eq!(choose(&[], ceilings(5, 5), 0), Choice { seats: vec![], value: 0, bound: 0 });
}

/// The best for a rupiah first would take 6 and leave 4 unspent.
#[test]
fn money_is_not_spent_on_the_best_ratio_blindly() {
    let groups = [group(7, 6, 1), group(5, 5, 2)];
    let choice = choose(&groups, ceilings(None, 10), ENOUGH);
    assert_eq!(choice, Choice { seats: vec![0, 2], value: 10, bound: 10 });
}

#[test]
fn both_ceilings_hold_at_once() {
    let groups = [group(10, 10, 5), group(9, 2, 5), group(1, 1, 5)];
    let choice = choose(&groups, ceilings(4, 24), ENOUGH);
    assert_eq!((choice.seats, choice.value), (vec![2, 2, 0], 38));
}

#[test]
fn without_steps_the_gap_is_stated() {
    let groups = [group(60, 100, 1), group(50, 90, 9), group(49, 89, 7), group(31, 60, 8)];
    let choice = choose(&groups, ceilings(None, 500), 0);
    let best = brute_force(&groups, 1000, 500);
    assert!(choice.value <= best && best <= choice.bound, "{choice:?} {best}");
}

/// A province: 100,000 positions make no more groups than classes times weights.
#[test]
fn large_sums_stay_exact() {
    let groups: Vec<Group> = (0..360).map(|n| group(1 + n % 20 * 50_000, 54_000_000 + n * 1_000_003, 300)).collect();
    let choice = choose(&groups, ceilings(20_000, 2_000_000_000_000), 2_000_000);
    let (posts, rupiah, value) = used(&groups, &choice.seats);
    assert!(posts <= 20_000 && rupiah <= 2_000_000_000_000);
    assert_eq!(value, choice.value);
    // Less than a thousandth is open.
    assert!((choice.bound - choice.value) * 1000 <= choice.bound, "{} of {}", choice.value, choice.bound);
}

/// More than any region has, at the edge of what requests may say.
#[test]
fn absurd_sums_stay_exact() {
    let groups = [group(100_000_000, 100_000_000_000, 5_000_000_000), group(99_999_999, 1, 4_999_999_999)];
    let choice = choose(&groups, ceilings(None, 1_000_000_000_000_000), ENOUGH);
    assert_eq!((choice.seats, choice.value == choice.bound), (vec![9_999, 4_999_999_999], true));
}

fn small() -> impl Strategy<Value = Vec<Group>> {
    prop::collection::vec(
        (1i64..30, 1i64..40, 0i64..5).prop_map(|(weight, cost, most)| group(weight, cost, most)),
        0..6,
    )
}

proptest! {
    #[test]
    fn the_choice_is_the_best_within_the_ceilings(
        groups in small(), posts in prop::option::of(0i64..15), rupiah in prop::option::of(0i64..250),
    ) {
        let choice = choose(&groups, Ceilings { posts, rupiah }, ENOUGH);
        let (posts, rupiah) = (posts.unwrap_or(1_000), rupiah.unwrap_or(100_000));
        let (used_posts, used_rupiah, value) = used(&groups, &choice.seats);
        prop_assert!(used_posts <= posts && used_rupiah <= rupiah);
        prop_assert!(choice.seats.iter().zip(&groups).all(|(seats, group)| (0..=group.most).contains(seats)));
        prop_assert_eq!((value, choice.bound), (choice.value, choice.value));
        prop_assert_eq!(value, brute_force(&groups, posts, rupiah));
    }

    #[test]
    fn a_stated_bound_is_never_passed(
        groups in small(), posts in 0i64..15, rupiah in 0i64..250, steps in 0u64..40,
    ) {
        let choice = choose(&groups, Ceilings { posts: Some(posts), rupiah: Some(rupiah) }, steps);
        let (used_posts, used_rupiah, value) = used(&groups, &choice.seats);
        prop_assert!(used_posts <= posts && used_rupiah <= rupiah && value == choice.value);
        let best = brute_force(&groups, posts, rupiah);
        prop_assert!(value <= best && best <= choice.bound);
    }
}
