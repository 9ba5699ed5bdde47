#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const HIDDEN: Option<u64> = None;

#[test]
fn large_groups_are_shown_whole() {
    let groups = [[100, 80, 60, 60, 30, 10], [90, 70, 60, 50, 20, 20]];
    for (shown, counts) in withhold(&groups, 5).iter().zip(&groups) {
        assert_eq!(*shown, counts.map(Some));
    }
}

#[test]
fn of_two_groups_both_are_withheld_where_one_is_small() {
    let groups = [[100, 80, 60, 60, 30, 30], [90, 70, 40, 30, 2, 0]];
    let shown = withhold(&groups, 5);
    assert_eq!(shown[1], [Some(90), Some(70), Some(40), Some(30), HIDDEN, Some(0)]);
    assert_eq!(shown[0], [Some(100), Some(80), Some(60), Some(60), HIDDEN, Some(30)]);
}

#[test]
fn a_small_difference_is_withheld_like_a_small_number() {
    // Two women fell out at the first step; the next step that is far enough is shown again.
    let groups = [[50, 48, 30, 30, 10, 10], [60, 40, 30, 20, 10, 10]];
    let shown = withhold(&groups, 5);
    assert_eq!(shown[0], [Some(50), HIDDEN, Some(30), Some(30), Some(10), Some(10)]);
    assert_eq!(shown[1][1], HIDDEN);
}

#[test]
fn nobody_is_no_small_number() {
    let groups = [[50, 30, 0, 0, 0, 0], [60, 40, 30, 20, 10, 10]];
    assert_eq!(withhold(&groups, 5)[0], groups[0].map(Some));
}

#[test]
fn a_small_group_is_withheld_whole_with_another() {
    let groups = [[3, 2, 1, 1, 1, 0], [60, 40, 30, 20, 10, 10], [70, 50, 30, 20, 10, 10]];
    let shown = withhold(&groups, 5);
    assert_eq!(shown[0], [HIDDEN; STEPS], "that none of the three was appointed tells of each of them");
    let also = (1..3).filter(|group| shown[*group][0].is_none()).count();
    assert!(also >= 1, "or the total would tell");
}

#[test]
fn one_group_is_everybody() {
    assert_eq!(withhold(&[[50, 49, 3, 1, 1, 1]], 5), [[50, 49, 3, 1, 1, 1].map(Some)]);
    assert_eq!(withhold(&[[4, 4, 3, 1, 1, 1]], 5), [[HIDDEN; STEPS]]);
}

/// Every table of three groups and two steps after the first that fits the shown numbers and the totals.
fn readings(shown: &[Shown], totals: [u64; STEPS]) -> Vec<Vec<[u64; 3]>> {
    let fits = |shown: Option<u64>, count: u64| shown.is_none_or(|shown| shown == count);
    let mut of_steps: Vec<Vec<[u64; 3]>> = Vec::new();
    for step in 0..3 {
        let mut rows = Vec::new();
        for one in (0..=totals[step]).filter(|one| fits(shown[0][step], *one)) {
            for two in (0..=totals[step] - one).filter(|two| fits(shown[1][step], *two)) {
                let three = totals[step] - one - two;
                if fits(shown[2][step], three) {
                    rows.push([one, two, three]);
                }
            }
        }
        of_steps.push(rows);
    }
    let below = |upper: &[u64; 3], lower: &[u64; 3]| upper.iter().zip(lower).all(|(upper, lower)| upper >= lower);
    let mut readings = Vec::new();
    for first in &of_steps[0] {
        for second in of_steps[1].iter().filter(|second| below(first, second)) {
            let third = of_steps[2].iter().filter(|third| below(second, third));
            readings.extend(third.map(|third| vec![*first, *second, *third]));
        }
    }
    readings
}

fn group() -> impl Strategy<Value = Reached> {
    (0u64..9, 0u64..9, 0u64..9).prop_map(|(out_first, out_second, left)| {
        let second = out_second + left;
        [out_first + second, second, left, 0, 0, 0]
    })
}

proptest! {
    /// The oracle: all tables that a reader has to think possible. No small number is the same in all of them.
    #[test]
    fn nothing_small_can_be_told(groups in prop::array::uniform3(group())) {
        let mut totals = [0; STEPS];
        for (step, total) in totals.iter_mut().enumerate() {
            *total = groups.iter().map(|counts| counts[step]).sum();
        }
        let shown = withhold(&groups, 3);
        let readings = readings(&shown, totals);
        prop_assert!(!readings.is_empty());
        if shown.iter().all(|shown| shown[..3].iter().all(Option::is_none)) {
            return Ok(());
        }
        for (group, counts) in groups.iter().enumerate() {
            let is_small = |count: u64| (1..3).contains(&count);
            for step in 0..3 {
                let possible: BTreeSet<u64> = readings.iter().map(|reading| reading[step][group]).collect();
                let nobody = is_small(counts[0]) && totals[step] > 0;
                let secret = is_small(counts[step]) || nobody;
                prop_assert!(!secret || shown[group][step].is_none());
                prop_assert!(!secret || possible.len() > 1, "{:?} {:?}", groups, shown);
                // How many fell out between two steps, whichever, is as secret as how many came.
                for later in step + 1..3 {
                    let out = |reading: &Vec<[u64; 3]>| reading[step][group] - reading[later][group];
                    let possible: BTreeSet<u64> = readings.iter().map(out).collect();
                    let secret = is_small(counts[step] - counts[later]);
                    prop_assert!(!secret || possible.len() > 1, "{:?} {:?} {}..{}", groups, shown, step, later);
                }
            }
        }
    }
}
