#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::difference::{Reason, difference};
use crate::domain::integration::Points;
use crate::domain::skd::SkdScore;
use jiff::civil::date;

const MARK: PassMark = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };
const STEPS: [TieBreak; 6] =
    [TieBreak::SkdTotal, TieBreak::Tkp, TieBreak::Tiu, TieBreak::Twk, TieBreak::Gpa, TieBreak::Older];

fn rules(quota: u32) -> RankingRules<'static> {
    RankingRules {
        quota,
        seats: quota,
        multiplier: 3,
        mark: &MARK,
        tie_breaks: &STEPS,
        decides_by: DecidesBy::Exact,
        denominator: 10,
    }
}

/// A participant with final points, as yet unpublished.
fn entrant(id: char, [twk, tiu, tkp]: [u16; 3], points: Option<i64>) -> Entrant<char> {
    Entrant {
        id,
        number: id.to_string(),
        corrected: true,
        skd_corrected: true,
        aside: false,
        eligible: true,
        skd: Some(SkdOutcome::Scored(SkdScore { twk, tiu, tkp })),
        points: points.map(tenths),
        dropped: false,
        gpa: Thousandths(3_500),
        birth_date: Some(date(1999, 5, 12)),
        from: Position::default(),
    }
}

fn tenths(points: i64) -> FinalPoints {
    FinalPoints { points: Points(points), denominator: 10 }
}

fn moved(quota: u32, entrants: &[Entrant<char>]) -> Vec<Moved<char>> {
    rank_again(&rules(quota), entrants).unwrap().moved
}

/// The same as published: what the ranking gives when everything is new.
fn published(quota: u32, entrants: Vec<Entrant<char>>) -> Vec<Entrant<char>> {
    let first = moved(quota, &entrants);
    let publish = |(one, moved): (Entrant<char>, Moved<char>)| Entrant {
        corrected: false,
        skd_corrected: false,
        from: moved.to,
        ..one
    };
    entrants.into_iter().zip(first).map(publish).collect()
}

fn three() -> Vec<Entrant<char>> {
    let scores = [100, 130, 190];
    published(
        1,
        vec![entrant('A', scores, Some(900)), entrant('B', scores, Some(800)), entrant('C', scores, Some(700))],
    )
}

fn places(entrants: &[Entrant<char>]) -> Vec<(char, u32, FinalOutcome)> {
    moved(1, entrants).iter().map(|one| (one.id, one.to.place.unwrap(), one.to.outcome.unwrap())).collect()
}

#[test]
fn nothing_moves_where_nothing_was_corrected() {
    assert!(difference(&moved(1, &three())).is_empty());
}

#[test]
fn a_corrected_mark_moves_its_owner_and_those_who_were_passed() {
    let mut entrants = three();
    entrants[2].corrected = true;
    entrants[2].points = Some(tenths(850));
    let changes = difference(&moved(1, &entrants));
    let told: Vec<_> = changes.iter().map(|one| (one.id, one.reason, one.from.place, one.to.place)).collect();
    let expected = [('C', Reason::Corrected, Some(3), Some(2)), ('B', Reason::Displaced, Some(2), Some(3))];
    assert_eq!(told, expected, "A is ahead of both and is not named");
    assert!(changes.iter().all(|one| one.because_of == ["C"]));
}

#[test]
fn the_seat_follows_the_rank() {
    let mut entrants = three();
    entrants[0].corrected = true;
    entrants[0].points = Some(tenths(750));
    let selected =
        [('A', 2, FinalOutcome::NotSelected), ('B', 1, FinalOutcome::Selected), ('C', 3, FinalOutcome::NotSelected)];
    assert_eq!(places(&entrants), selected);
}

#[test]
fn who_does_not_meet_the_requirements_after_all_leaves_the_list() {
    let mut entrants = three();
    (entrants[0].corrected, entrants[0].eligible) = (true, false);
    let moved = moved(1, &entrants);
    assert_eq!((moved[0].to.code, moved[0].to.place, moved[0].to.outcome), (None, Some(3), None));
    assert_eq!(moved[1].to.outcome, Some(FinalOutcome::Selected));
    assert!(difference(&moved).iter().all(|one| one.because_of == ["A"]));
}

#[test]
fn who_newly_meets_the_mark_needs_a_field_test() {
    let mut all = vec![entrant('A', [100, 130, 190], Some(900)), entrant('B', [60, 130, 190], None)];
    all = published(1, all);
    assert_eq!(all[1].from.code, Some(SkdCode::Failed));
    (all[1].corrected, all[1].skd_corrected) = (true, true);
    all[1].skd = Some(SkdOutcome::Scored(SkdScore { twk: 65, tiu: 130, tkp: 190 }));
    assert_eq!(rank_again(&rules(1), &all), Err(CannotRank::Missing(1)));
    all[1].points = Some(tenths(950));
    assert_eq!(moved(1, &all)[1].to.outcome, Some(FinalOutcome::Selected));
}

#[test]
fn nobody_else_loses_the_field_test_by_anothers_correction() {
    let scores = [[100, 130, 200], [100, 130, 199], [100, 130, 198], [100, 130, 197]];
    let ids = ['A', 'B', 'C', 'D'];
    let all: Vec<_> = ids.into_iter().zip(scores).map(|(id, scores)| entrant(id, scores, Some(500))).collect();
    let mut all: Vec<_> =
        all.into_iter().map(|one| Entrant { points: one.points.filter(|_| one.id != 'D'), ..one }).collect();
    all = published(1, all);
    assert_eq!((all[2].from.code, all[3].from.code), (Some(SkdCode::PassedToSkb), Some(SkdCode::Passed)));
    (all[3].corrected, all[3].skd_corrected) = (true, true);
    all[3].skd = Some(SkdOutcome::Scored(SkdScore { twk: 110, tiu: 130, tkp: 197 }));
    all[3].points = Some(tenths(100));
    let moved = moved(1, &all);
    assert_eq!((moved[3].to.code, moved[3].to.skd_rank), (Some(SkdCode::PassedToSkb), Some(1)));
    assert_eq!((moved[2].to.code, moved[2].to.skd_rank), (Some(SkdCode::PassedToSkb), Some(4)));
    // Not even who has a correction of the field test at the same time.
    (all[2].corrected, all[2].points) = (true, Some(tenths(600)));
    let moved = self::moved(1, &all);
    assert_eq!((moved[2].to.code, moved[2].to.rank), (Some(SkdCode::PassedToSkb), Some(1)));
}

#[test]
fn a_decided_tie_stays_decided_and_a_new_one_waits() {
    let scores = [100, 130, 190];
    let mut all = published(1, vec![entrant('A', scores, Some(900)), entrant('B', scores, Some(900))]);
    assert_eq!(places(&all), [('A', 1, FinalOutcome::NeedsDecision), ('B', 2, FinalOutcome::NeedsDecision)]);
    all[0].from.outcome = Some(FinalOutcome::NotSelected);
    all[1].from.outcome = Some(FinalOutcome::Selected);
    assert_eq!(places(&all), [('A', 2, FinalOutcome::NotSelected), ('B', 1, FinalOutcome::Selected)]);
    all[0].corrected = true;
    assert!(places(&all).iter().all(|one| one.2 == FinalOutcome::NeedsDecision));
}

/// The second of three has a seat of another vacancy.
fn with_a_seat_elsewhere() -> Vec<Entrant<char>> {
    let mut entrants = three();
    (entrants[1].aside, entrants[1].from.outcome) = (true, Some(FinalOutcome::Moved));
    entrants
}

#[test]
fn who_has_a_seat_elsewhere_keeps_it_and_the_rank() {
    let mut entrants = with_a_seat_elsewhere();
    assert!(difference(&moved(1, &entrants)).is_empty(), "nobody moves up by it");
    (entrants[0].corrected, entrants[0].points) = (true, Some(tenths(100)));
    let ends: Vec<_> = moved(1, &entrants).into_iter().map(|one| (one.to.rank, one.to.outcome)).collect();
    let expected = [
        (Some(3), Some(FinalOutcome::NotSelected)),
        (Some(1), Some(FinalOutcome::Moved)),
        (Some(2), Some(FinalOutcome::Selected)),
    ];
    assert_eq!(ends, expected);
}

#[test]
fn nobody_loses_a_seat_elsewhere_unseen() {
    let mut entrants = with_a_seat_elsewhere();
    (entrants[1].corrected, entrants[1].points) = (true, Some(tenths(990)));
    let kept = &moved(1, &entrants)[1];
    assert_eq!((kept.to.rank, kept.to.outcome), (Some(1), Some(FinalOutcome::Moved)));
    entrants[1].eligible = false;
    assert_eq!(rank_again(&rules(1), &entrants), Err(CannotRank::SeatsElsewhere(vec!["B".into()])));
}

#[test]
fn the_order_by_printed_points_is_made_anew() {
    let fine = |points| Some(FinalPoints { points: Points(points), denominator: 100_000 });
    let mut entrants = three();
    for (one, points) in entrants.iter_mut().zip([7_469_094, 7_469_091, 7_000_000]) {
        (one.corrected, one.points) = (true, fine(points));
    }
    // By printed points both have 74.691, and the second is better in the basic test.
    entrants[1].skd = Some(SkdOutcome::Scored(SkdScore { twk: 105, tiu: 130, tkp: 190 }));
    let fine = RankingRules { denominator: 100_000, ..rules(1) };
    let Reranking { moved, printed } = rank_again(&fine, &entrants).unwrap();
    assert_eq!(moved[0].to.outcome, Some(FinalOutcome::Selected));
    let mut told: Vec<_> = printed.iter().map(|one| (one.id, one.rank, one.outcome, one.alert)).collect();
    told.sort_by_key(|one| one.0);
    let expected = [
        ('A', 2, FinalOutcome::NotSelected, true),
        ('B', 1, FinalOutcome::Selected, true),
        ('C', 3, FinalOutcome::NotSelected, false),
    ];
    assert_eq!(told, expected);

    // Where printed points decide, the order beside it is the one by exact points.
    let by_printed = RankingRules { decides_by: DecidesBy::ThreeDecimals, ..fine };
    let Reranking { moved, printed } = rank_again(&by_printed, &entrants).unwrap();
    let outcomes: Vec<_> = moved.iter().map(|one| (one.to.rank, one.to.outcome)).collect();
    let (selected, not) = (Some(FinalOutcome::Selected), Some(FinalOutcome::NotSelected));
    assert_eq!(outcomes, [(Some(2), not), (Some(1), selected), (Some(3), not)]);
    let exact: Vec<_> = printed.iter().map(|one| (one.id, one.rank, one.alert)).collect();
    assert_eq!(exact, [('A', 1, true), ('B', 2, true), ('C', 3, false)]);
}

#[test]
fn a_tie_that_arises_is_told_with_who_caused_it() {
    let mut entrants = three();
    (entrants[2].corrected, entrants[2].points) = (true, Some(tenths(900)));
    let changes = difference(&moved(1, &entrants));
    let told: Vec<_> =
        changes.iter().map(|one| (one.id, one.reason, one.from.outcome, one.to.outcome, one.to.rank)).collect();
    let (selected, not, open) =
        (Some(FinalOutcome::Selected), Some(FinalOutcome::NotSelected), Some(FinalOutcome::NeedsDecision));
    let expected = [
        ('A', Reason::Displaced, selected, open, Some(1)),
        ('C', Reason::Corrected, not, open, Some(1)),
        ('B', Reason::Displaced, not, not, Some(3)),
    ];
    assert_eq!(told, expected);
    assert!(changes.iter().all(|one| one.because_of == ["C"]));
}

#[test]
fn a_place_among_those_without_a_rank_is_no_difference() {
    let failed = |id| entrant(id, [60, 130, 190], None);
    let mut all = published(1, vec![entrant('A', [100, 130, 190], Some(900)), failed('B'), failed('C'), failed('D')]);
    (all[2].corrected, all[2].skd_corrected) = (true, true);
    (all[2].skd, all[2].points) =
        (Some(SkdOutcome::Scored(SkdScore { twk: 65, tiu: 130, tkp: 190 })), Some(tenths(100)));
    let all = moved(1, &all);
    assert_eq!((all[1].from.place, all[1].to.place), (Some(2), Some(3)));
    let told: Vec<char> = difference(&all).iter().map(|one| one.id).collect();
    assert_eq!(told, ['C'], "B stands a place lower only because C has a rank now");
}

#[test]
fn each_is_told_who_passed_in_either_test() {
    let scores = [[100, 130, 190], [95, 130, 190], [90, 130, 190], [85, 130, 190]];
    let all: Vec<_> =
        ['A', 'B', 'C', 'D'].into_iter().zip(scores).map(|(id, scores)| entrant(id, scores, Some(500))).collect();
    let mut all = published(2, all);
    // D passes C in the basic test and stays behind in the end; A falls behind B in the end only.
    (all[3].corrected, all[3].skd_corrected, all[3].points) = (true, true, Some(tenths(400)));
    all[3].skd = Some(SkdOutcome::Scored(SkdScore { twk: 90, tiu: 130, tkp: 191 }));
    (all[0].corrected, all[0].points) = (true, Some(tenths(499)));
    let changes = difference(&moved(2, &all));
    let because = |id: char| changes.iter().find(|one| one.id == id).unwrap().because_of.clone();
    assert_eq!((because('B'), because('C')), (vec!["A".to_owned()], vec!["A".to_owned(), "D".to_owned()]));
}
