use proptest::prelude::*;

use super::*;

const GENERAL: PassMark = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };

fn scored(twk: u16, tiu: u16, tkp: u16) -> SkdOutcome {
    SkdOutcome::Scored(SkdScore { twk, tiu, tkp })
}

const A: (char, [u16; 3]) = ('A', [100, 130, 190]);
const B: (char, [u16; 3]) = ('B', [90, 140, 180]);

fn ranked(quota: u32, candidates: &[(char, [u16; 3])]) -> Vec<(char, &'static str)> {
    let outcomes: Vec<_> = candidates.iter().map(|&(id, [twk, tiu, tkp])| (id, scored(twk, tiu, tkp))).collect();
    rank_skd(quota, 3, &GENERAL, &outcomes).into_iter().map(|(id, code, _)| (id, code.as_str())).collect()
}

#[test]
fn the_best_three_per_seat_go_on() {
    let ranking = ranked(1, &[('D', [90, 120, 190]), A, ('C', [95, 125, 185]), B]);
    assert_eq!(ranking, [('A', "P/L"), ('B', "P/L"), ('C', "P/L"), ('D', "P")]);
}

#[test]
fn equal_totals_are_decided_by_tkp() {
    let ranking = ranked(1, &[A, B, ('D', [95, 125, 185]), ('C', [90, 125, 190])]);
    assert_eq!(ranking[2..], [('C', "P/L"), ('D', "P")]);
}

#[test]
fn equal_tkp_is_decided_by_tiu() {
    let ranking = ranked(1, &[A, B, ('D', [95, 120, 190]), ('C', [90, 125, 190])]);
    assert_eq!(ranking[2..], [('C', "P/L"), ('D', "P")]);
}

#[test]
fn all_who_equal_the_last_place_go_on() {
    let ranking = ranked(1, &[A, B, ('C', [90, 125, 190]), ('D', [90, 125, 190])]);
    assert!(ranking.iter().all(|&(_, code)| code == "P/L"));
}

#[test]
fn a_tie_above_the_cut_changes_nothing() {
    let twins = [('A', A.1), ('B', A.1), ('C', [95, 125, 185]), ('D', [90, 120, 190])];
    assert_eq!(ranked(1, &twins)[2..], [('C', "P/L"), ('D', "P")]);
}

#[test]
fn free_places_stay_free_when_few_meet_the_mark() {
    let low = [60, 80, 200];
    let ranking = ranked(2, &[A, B, ('C', A.1), ('D', B.1), ('E', low), ('F', low), ('G', low)]);
    let count = |wanted: &str| ranking.iter().filter(|&&(_, code)| code == wanted).count();
    assert_eq!((count("P/L"), count("P"), count("TL")), (4, 0, 3));
}

#[test]
fn the_absent_and_the_disqualified_have_no_rank() {
    let outcomes = [(2, SkdOutcome::Disqualified), (1, SkdOutcome::Absent), (3, scored(65, 80, 166))];
    let expected = [(3, SkdCode::PassedToSkb, Some(1)), (1, SkdCode::Absent, None), (2, SkdCode::Disqualified, None)];
    assert_eq!(rank_skd(1, 3, &GENERAL, &outcomes), expected);
}

#[test]
fn without_seats_nobody_goes_on() {
    assert_eq!(ranked(0, &[A]), [('A', "P")]);
    assert_eq!(ranked(1, &[]), []);
}

#[test]
fn equal_candidates_share_a_rank() {
    let outcomes = [('A', A.1), ('B', A.1), ('C', B.1)].map(|(id, [twk, tiu, tkp])| (id, scored(twk, tiu, tkp)));
    let ranks: Vec<_> = rank_skd(1, 3, &GENERAL, &outcomes).into_iter().map(|(_, _, rank)| rank).collect();
    assert_eq!(ranks, [Some(1), Some(1), Some(3)]);
}

proptest! {
    #[test]
    fn the_order_of_the_input_does_not_matter(
        scores in proptest::collection::vec((12u16..16, 15u16..18, 164u16..169), 0..20),
        quota in 0u32..4,
        turn in 0usize..20,
    ) {
        let outcome = |&(twk, tiu, tkp): &(u16, u16, u16)| scored(twk * 5, tiu * 5, tkp);
        let mut outcomes: Vec<_> = scores.iter().map(outcome).enumerate().collect();
        let ranking = rank_skd(quota, 3, &GENERAL, &outcomes);
        outcomes.rotate_left(turn % scores.len().max(1));
        outcomes.reverse();
        prop_assert_eq!(&ranking, &rank_skd(quota, 3, &GENERAL, &outcomes));

        let passed = ranking.iter().filter(|(_, _, rank)| rank.is_some()).count();
        let chosen = ranking.iter().filter(|&&(_, code, _)| code == SkdCode::PassedToSkb).count();
        prop_assert!(quota == 0 || chosen >= passed.min(3 * quota as usize));
        prop_assert_eq!(ranking.len(), scores.len());
    }
}
