#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::difference::{Reason, difference};
use jiff::civil::date;

const MARK: PassMark = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };
const STEPS: [TieBreak; 6] =
    [TieBreak::SkdTotal, TieBreak::Tkp, TieBreak::Tiu, TieBreak::Twk, TieBreak::Gpa, TieBreak::Older];

fn rules(quota: u32) -> RankingRules<'static> {
    RankingRules { quota, seats: quota, multiplier: 3, mark: &MARK, tie_breaks: &STEPS }
}

/// A participant with final points, as yet unpublished.
fn entrant(id: char, [twk, tiu, tkp]: [u16; 3], points: Option<i64>) -> Entrant<char> {
    Entrant {
        id,
        number: id.to_string(),
        corrected: true,
        eligible: true,
        skd: Some(SkdOutcome::Scored(SkdScore { twk, tiu, tkp })),
        points: points.map(|points| FinalPoints { points: Points(points), denominator: 10 }),
        dropped: false,
        gpa: Thousandths(3_500),
        birth_date: Some(date(1999, 5, 12)),
        from: Position::default(),
    }
}

/// The same as published: what the ranking gives when everything is new.
fn published(quota: u32, entrants: Vec<Entrant<char>>) -> Vec<Entrant<char>> {
    let first = rank_again(&rules(quota), &entrants).unwrap();
    let publish = |(one, moved): (Entrant<char>, Moved<char>)| Entrant { corrected: false, from: moved.to, ..one };
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
    let moved = rank_again(&rules(1), entrants).unwrap();
    moved.iter().map(|one| (one.id, one.to.place.unwrap(), one.to.outcome.unwrap())).collect()
}

#[test]
fn nothing_moves_where_nothing_was_corrected() {
    let moved = rank_again(&rules(1), &three()).unwrap();
    assert!(difference(&moved).is_empty());
}

#[test]
fn a_corrected_mark_moves_its_owner_and_those_who_were_passed() {
    let mut entrants = three();
    entrants[2].corrected = true;
    entrants[2].points = Some(FinalPoints { points: Points(850), denominator: 10 });
    let changes = difference(&rank_again(&rules(1), &entrants).unwrap());
    let told: Vec<_> = changes.iter().map(|one| (one.id, one.reason, one.from.place, one.to.place)).collect();
    let expected = [('C', Reason::Corrected, Some(3), Some(2)), ('B', Reason::Displaced, Some(2), Some(3))];
    assert_eq!(told, expected, "A is ahead of both and is not named");
    assert!(changes.iter().all(|one| one.because_of == ["C"]));
}

#[test]
fn the_seat_follows_the_rank() {
    let mut entrants = three();
    entrants[0].corrected = true;
    entrants[0].points = Some(FinalPoints { points: Points(750), denominator: 10 });
    let selected =
        [('A', 2, FinalOutcome::NotSelected), ('B', 1, FinalOutcome::Selected), ('C', 3, FinalOutcome::NotSelected)];
    assert_eq!(places(&entrants), selected);
}

#[test]
fn who_does_not_meet_the_requirements_after_all_leaves_the_list() {
    let mut entrants = three();
    (entrants[0].corrected, entrants[0].eligible) = (true, false);
    let moved = rank_again(&rules(1), &entrants).unwrap();
    assert_eq!((moved[0].to.code, moved[0].to.place, moved[0].to.outcome), (None, Some(3), None));
    assert_eq!(moved[1].to.outcome, Some(FinalOutcome::Selected));
    assert!(difference(&moved).iter().all(|one| one.because_of == ["A"]));
}

#[test]
fn who_newly_meets_the_mark_needs_a_field_test() {
    let mut all = vec![entrant('A', [100, 130, 190], Some(900)), entrant('B', [60, 130, 190], None)];
    all = published(1, all);
    assert_eq!(all[1].from.code, Some(SkdCode::Failed));
    all[1].corrected = true;
    all[1].skd = Some(SkdOutcome::Scored(SkdScore { twk: 65, tiu: 130, tkp: 190 }));
    assert_eq!(rank_again(&rules(1), &all), Err(Missing(1)));
    all[1].points = Some(FinalPoints { points: Points(950), denominator: 10 });
    assert_eq!(rank_again(&rules(1), &all).unwrap()[1].to.outcome, Some(FinalOutcome::Selected));
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
    all[3].corrected = true;
    all[3].skd = Some(SkdOutcome::Scored(SkdScore { twk: 110, tiu: 130, tkp: 197 }));
    all[3].points = Some(FinalPoints { points: Points(100), denominator: 10 });
    let moved = rank_again(&rules(1), &all).unwrap();
    assert_eq!((moved[3].to.code, moved[3].to.skd_rank), (Some(SkdCode::PassedToSkb), Some(1)));
    assert_eq!((moved[2].to.code, moved[2].to.skd_rank), (Some(SkdCode::PassedToSkb), Some(4)));
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
