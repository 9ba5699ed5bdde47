#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::competency_test::{Criterion, JobGroup};
use crate::domain::pppk_score::{PppkLimits, PppkMark};
use jiff::civil::date;

fn scheme(interview: Option<u16>) -> Scheme {
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
        tiers: vec![vec!["R2".into()], vec!["R3".into()]],
        mark: PppkMark { interview, ..PppkMark::default() },
        tie_break: vec![Criterion::Technical, Criterion::Age],
    }
}

fn seats<'a>(scheme: &'a Scheme, education: &'a [String], unit_path: &'a str, free: u32) -> PppkSeats<'a> {
    PppkSeats { title: "Perawat Terampil", unit_path, kind: NeedKind::Umum, education, scheme, free }
}

fn runner_up<'a>(id: char, row: usize, tier: &str, technical: u16) -> PppkRunnerUp<'a, char> {
    let outcome = PppkOutcome::Scored(PppkScore { technical, interview: 20, ..PppkScore::default() });
    let step = if tier == "R2" { 0 } else { 1 };
    let candidate = PppkCandidate { id, tier: tier.into(), step, outcome, birth_date: date(1990, 1, 1) };
    PppkRunnerUp { row, education: "D-III Keperawatan", candidate }
}

fn told(filling: &Filling<char>) -> Vec<(char, usize, u32)> {
    filling.moved.iter().map(|one| (one.id, one.row, one.rank)).collect()
}

#[test]
fn the_best_of_other_places_moves_once_and_the_tier_goes_first() {
    let (scheme, education) = (scheme(None), vec!["D-III Keperawatan".to_owned()]);
    let rows =
        [seats(&scheme, &education, "A", 1), seats(&scheme, &education, "B", 1), seats(&scheme, &education, "C", 0)];
    let people = [runner_up('x', 2, "R3", 440), runner_up('y', 2, "R2", 250), runner_up('z', 0, "R3", 450)];
    let filling = fill_other_places(&rows, &people);
    assert_eq!(told(&filling), [('y', 0, 1), ('z', 1, 1)], "z applied for A, and beats x at B");
    assert!(filling.contested.is_empty() && filling.moved.iter().all(|one| one.code == OptimisationCode::OtherPlace));
}

#[test]
fn education_kind_job_and_mark_have_to_fit() {
    let (scheme, strict) = (scheme(None), scheme(Some(24)));
    let (nurse, midwife) = (vec!["D-III Keperawatan".to_owned()], vec!["D-III Kebidanan".to_owned()]);
    let origin = seats(&scheme, &nurse, "C", 0);
    let open = seats(&scheme, &nurse, "A", 1);
    let cases = [
        (PppkSeats { education: &midwife, ..open.clone() }, 0),
        (PppkSeats { kind: NeedKind::Disabilitas, ..open.clone() }, 0),
        (PppkSeats { title: "Bidan Terampil", ..open.clone() }, 0),
        (PppkSeats { unit_path: "C", ..open.clone() }, 0),
        (PppkSeats { scheme: &strict, ..open.clone() }, 0),
        (open, 1),
    ];
    for (row, moved) in cases {
        let filling = fill_other_places(&[row.clone(), origin.clone()], &[runner_up('x', 1, "R3", 440)]);
        assert_eq!(filling.moved.len(), moved, "{row:?}");
    }
}

#[test]
fn equals_at_the_last_seat_wait_and_move_nowhere_else() {
    let (scheme, education) = (scheme(None), vec!["D-III Keperawatan".to_owned()]);
    let rows =
        [seats(&scheme, &education, "A", 2), seats(&scheme, &education, "B", 1), seats(&scheme, &education, "C", 0)];
    let people = [runner_up('x', 2, "R2", 440), runner_up('y', 2, "R3", 250), runner_up('z', 2, "R3", 250)];
    let filling = fill_other_places(&rows, &people);
    assert_eq!(told(&filling), [('x', 0, 1)]);
    assert_eq!((filling.contested[0].ids.as_slice(), filling.contested[0].rank), (['y', 'z'].as_slice(), 2));
    assert_eq!(filling.contested.len(), 1);
}
