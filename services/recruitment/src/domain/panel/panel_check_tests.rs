#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::bloc;

fn rules() -> CheckRules {
    CheckRules {
        permutations: 199,
        seed: 7,
        severity_points: 15_000,
        spread_low: 200,
        spread_high: 4_000,
        agreement: 250,
        agreement_chance: 200,
        opposition: 600,
        bloc_points: 10_000,
        bloc_chance: 10,
    }
}

/// Points of members by candidate; -1 is a conflict of interest.
fn points(rows: &[&[i64]]) -> Points {
    let cell = |points: &i64| (*points >= 0).then_some(points * 1000);
    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

#[test]
fn severity_is_the_mean_distance_from_the_others() {
    let panel = points(&[&[80, 70, 60], &[82, 72, 62], &[60, 50, 40]]);
    assert_eq!(severity(&panel, 2), Some(-21_000));
    assert_eq!(severity(&panel, 0), Some(9_000));
    // The conflict leaves two candidates, and one with no other member leaves none.
    assert_eq!(severity(&points(&[&[80, -1, 60], &[70, 70, 50]]), 0), Some(10_000));
    assert_eq!(severity(&points(&[&[80, -1], &[-1, 70]]), 0), None);
}

#[test]
fn spread_is_against_the_middle_one_of_the_others() {
    let panel = points(&[&[70, 70, 71], &[60, 70, 80], &[50, 70, 90], &[65, 70, 75]]);
    // 2 of three pairs differ by one: 0.667; the others' are 13.333, 26.667 and 6.667.
    assert_eq!(relative_spread(&panel, 0), Some(50));
    assert_eq!(relative_spread(&points(&[&[70, 71], &[60, 70], &[50, 70]]), 0), None);
}

#[test]
fn concordance_is_kendalls_w_with_its_correction_for_ties() {
    let same = [80, 70, 60, 50].as_slice();
    assert_eq!(concordance(&points(&[same, same, same])), Some(1000));
    // Rank sums 9, 8, 7, 6 of ranks (4,3,2,1) twice and (1,2,3,4) once: S = 5, W = 12·5 ÷ (9·60).
    let panel = points(&[same, same, &[50, 60, 70, 80]]);
    assert_eq!(concordance(&panel), Some(111));
    // One tie: ranks 1, 2.5, 2.5, 4 of one judge. T = 6; S = 42.5, W = 12·42.5 ÷ (9·60 − 3·6).
    let tied = points(&[same, same, &[80, 65, 65, 50]]);
    assert_eq!(concordance(&tied), Some(12 * 425 * 100 / (540 - 18)));
    assert_eq!(concordance(&points(&[&[1, 1, 1], &[1, 1, 1], &[1, 1, 1]])), Some(0));
    assert_eq!(concordance(&points(&[same, same])), None);
}

#[test]
fn who_orders_against_the_others_is_told() {
    let honest: [&[i64]; 3] = [&[80, 70, 60, 50, 40], &[82, 71, 61, 52, 44], &[81, 70, 62, 53, 42]];
    let panel = points(&[honest[0], honest[1], &[40, 50, 60, 70, 80], honest[2]]);
    assert_eq!((opposition(&panel, 2), opposition(&panel, 0)), (Some(1000), Some(-1000)));
}

#[test]
fn findings_name_members_and_those_about_all_name_everybody() {
    let severe = Finding::about(Check::Severity, 3, 20_000, 14_000);
    let short = Finding::of_all(Check::Quorum, 3, 4);
    let found = [severe, short];
    assert_eq!((names(&found, 3), names(&found, 4), names(&found[1..], 3)), (true, false, false));
    assert!(names(&[Finding::of_all(Check::Agreement, 100, 250)], 4));
}

const HONEST: [&[i64]; 7] = [
    &[80, 74, 70, 66, 60, 55],
    &[79, 75, 68, 67, 61, 54],
    &[82, 73, 71, 64, 62, 56],
    &[78, 76, 69, 65, 59, 57],
    &[81, 72, 72, 66, 60, 53],
    &[80, 75, 70, 68, 58, 55],
    &[77, 74, 71, 65, 61, 56],
];

#[test]
fn three_who_lift_one_candidate_together_are_a_bloc() {
    assert_eq!(bloc::find(&points(&HONEST), &rules()), None);
    let mut rows: Vec<Vec<i64>> = HONEST.iter().map(|row| row.to_vec()).collect();
    for member in [1, 4, 6] {
        rows[member][3] += 20;
    }
    let lifted: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
    let bloc = bloc::find(&points(&lifted), &rules()).unwrap();
    assert_eq!((bloc.candidate, bloc.members.as_slice()), (3, &[1, 4, 6][..]));
    assert!(bloc.contrast > 10_000 && bloc.as_strange <= 2, "{bloc:?}");
    for member in [1, 4, 6] {
        rows[member][3] -= 40;
    }
    let sunk: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
    let bloc = bloc::find(&points(&sunk), &rules()).unwrap();
    assert_eq!((bloc.candidate, bloc.members.as_slice(), bloc.contrast < 0), (3, &[1, 4, 6][..], true));
}

#[test]
fn a_panel_of_chance_is_told_and_one_that_agrees_is_not() {
    assert_eq!(disagreement(&points(&HONEST), &rules()), None);
    let chance = points(&[
        &[80, 70, 60, 50, 40],
        &[40, 50, 60, 70, 80],
        &[60, 80, 40, 70, 50],
        &[50, 40, 80, 60, 70],
        &[70, 60, 50, 40, 80],
    ]);
    let found = disagreement(&chance, &rules()).unwrap();
    assert_eq!((found.check, found.permutations), (Check::Agreement, 200));
    assert!(found.as_strange > 40, "{found:?}");
    assert_eq!(disagreement(&chance, &rules()), Some(found), "the draw is stated: the same again");
}
