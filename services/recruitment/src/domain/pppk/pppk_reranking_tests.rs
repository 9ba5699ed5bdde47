#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::competency_test::{Criterion, JobGroup};
use crate::domain::difference::{Reason, difference};
use crate::domain::pppk_ranking::PppkOutcome;
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark};
use jiff::civil::date;

fn scheme() -> Scheme {
    Scheme {
        group: JobGroup::Technical,
        limits: PppkLimits {
            technical_max: 450,
            managerial_max: 100,
            sociocultural_max: 80,
            interview_max: 40,
            points_per_item: 5,
            certificate_percent: 10,
        },
        items: PppkItems { managerial: 25, sociocultural: 20, interview: 10 },
        tiers: vec![vec!["R2".into()], vec!["R3".into()]],
        mark: PppkMark::default(),
        tie_break: vec![Criterion::Technical, Criterion::Age],
    }
}

fn score(technical: u16) -> PppkOutcome {
    PppkOutcome::Scored(PppkScore { technical, ..PppkScore::default() })
}

fn entrant(id: char, tier: &str, outcome: PppkOutcome) -> PppkEntrant<char> {
    let step = scheme().step(tier).unwrap();
    let candidate = PppkCandidate { id, tier: tier.into(), step, outcome, birth_date: date(1990, 1, 1) };
    let from = Position::default();
    PppkEntrant { id, number: id.to_string(), corrected: false, aside: false, candidate: Some(candidate), from }
}

/// The same as published: what the ranking gives when everything is new.
fn published(quota: u32, entrants: Vec<PppkEntrant<char>>) -> Vec<PppkEntrant<char>> {
    let first = rank_pppk_again(quota, &scheme(), &entrants).unwrap();
    entrants.into_iter().zip(first).map(|(one, moved)| PppkEntrant { from: moved.to, ..one }).collect()
}

fn three() -> Vec<PppkEntrant<char>> {
    let out = PppkEntrant { candidate: None, ..entrant('D', "R3", PppkOutcome::Absent) };
    let all = [entrant('A', "R2", score(300)), entrant('B', "R3", score(400)), entrant('C', "R3", score(350)), out];
    published(1, all.to_vec())
}

fn correct(entrants: &mut [PppkEntrant<char>], index: usize, tier: &str, outcome: PppkOutcome) {
    let own = entrant(entrants[index].id, tier, outcome);
    entrants[index] = PppkEntrant { corrected: true, from: entrants[index].from.clone(), ..own };
}

#[test]
fn nothing_moves_where_nothing_was_corrected() {
    assert!(difference(&rank_pppk_again(1, &scheme(), &three()).unwrap()).is_empty());
}

#[test]
fn a_corrected_tier_moves_its_owner_and_those_who_were_passed() {
    let mut entrants = three();
    correct(&mut entrants, 1, "R2", score(400));
    let changes = difference(&rank_pppk_again(1, &scheme(), &entrants).unwrap());
    let told: Vec<_> = changes.iter().map(|one| (one.id, one.reason, one.from.rank, one.to.rank)).collect();
    assert_eq!(told, [('B', Reason::Corrected, Some(2), Some(1)), ('A', Reason::Displaced, Some(1), Some(2))]);
    let code = |one: &Position| (one.pppk_code.clone().unwrap(), one.outcome.unwrap());
    assert_eq!(code(&changes[0].from), ("R3".into(), FinalOutcome::NotSelected));
    assert_eq!(code(&changes[0].to), ("R2".into(), FinalOutcome::Selected));
    assert!(changes.iter().all(|one| one.because_of == ["B"]));
}

#[test]
fn who_does_not_meet_the_requirements_after_all_stays_in_the_list_without_a_rank() {
    let mut entrants = three();
    correct(&mut entrants, 0, "R2", PppkOutcome::Ineligible);
    let moved = rank_pppk_again(1, &scheme(), &entrants).unwrap();
    assert_eq!((moved[0].to.pppk_code.as_deref(), moved[0].to.rank), (Some("TMS"), None));
    assert_eq!((moved[1].to.rank, moved[1].to.outcome), (Some(1), Some(FinalOutcome::Selected)));
    assert_eq!(moved[3].to.pppk_code, None, "who took no part is not in the list");
}

#[test]
fn a_decided_tie_stays_decided_and_a_new_one_waits() {
    let mut all = published(1, vec![entrant('A', "R3", score(400)), entrant('B', "R3", score(400))]);
    all[0].from.outcome = Some(FinalOutcome::NotSelected);
    all[1].from.outcome = Some(FinalOutcome::Selected);
    let outcomes = |all: &[PppkEntrant<char>]| -> Vec<_> {
        rank_pppk_again(1, &scheme(), all).unwrap().into_iter().map(|one| one.to.outcome.unwrap()).collect()
    };
    assert_eq!(outcomes(&all), [FinalOutcome::NotSelected, FinalOutcome::Selected]);
    all[0].corrected = true;
    assert_eq!(outcomes(&all), [FinalOutcome::NeedsDecision; 2]);
}

#[test]
fn who_has_a_seat_elsewhere_keeps_it_and_takes_none_here() {
    let mut entrants = three();
    (entrants[1].from.outcome, entrants[1].aside) = (Some(FinalOutcome::Moved), true);
    let mut ousted = entrants.clone();
    correct(&mut entrants, 0, "R2", PppkOutcome::Ineligible);
    let moved = rank_pppk_again(1, &scheme(), &entrants).unwrap();
    assert_eq!((moved[1].to.rank, moved[1].to.outcome), (Some(1), Some(FinalOutcome::Moved)));
    assert_eq!((moved[2].to.rank, moved[2].to.outcome), (Some(2), Some(FinalOutcome::Selected)));
    correct(&mut ousted, 1, "R3", PppkOutcome::Disqualified);
    assert_eq!(rank_pppk_again(1, &scheme(), &ousted), Err(CannotRank::SeatsElsewhere(vec!["B".into()])));
}
