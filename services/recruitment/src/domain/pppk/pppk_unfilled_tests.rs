#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::competency_test::{Criterion, JobGroup};
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark};
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
        items: PppkItems { managerial: 25, sociocultural: 20, interview: 10 },
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

#[test]
fn who_does_not_fit_into_one_row_is_found_for_the_next() {
    let (scheme, nurse, midwife) =
        (scheme(None), vec!["D-III Keperawatan".to_owned()], vec!["D-III Kebidanan".to_owned()]);
    let rows = [
        seats(&scheme, &midwife, "A", 1),
        seats(&scheme, &nurse, "B", 1),
        seats(&scheme, &midwife, "C", 1),
        seats(&scheme, &nurse, "D", 0),
    ];
    let also = |person: PppkRunnerUp<'static, char>| PppkRunnerUp { education: "D-III Kebidanan", ..person };
    let people = [
        runner_up('x', 3, "R3", 440),
        also(runner_up('y', 3, "R3", 430)),
        runner_up('z', 3, "R3", 420),
        also(runner_up('w', 3, "R3", 410)),
    ];
    assert_eq!(told(&fill_other_places(&rows, &people)), [('y', 0, 1), ('x', 1, 1), ('w', 2, 1)]);
}

#[test]
fn rivals_are_those_of_one_job_for_each_scheme_with_a_free_seat() {
    let (scheme, strict, education) = (scheme(None), scheme(Some(24)), vec!["D-III Keperawatan".to_owned()]);
    let rows = [
        seats(&scheme, &education, "A", 1),
        seats(&scheme, &education, "B", 1),
        seats(&strict, &education, "C", 0),
        PppkSeats { title: "Bidan Terampil", ..seats(&strict, &education, "D", 2) },
    ];
    let rivals = rivals(&rows, &[runner_up('x', 2, "R3", 440), runner_up('y', 0, "R3", 440)]);
    assert_eq!(rivals.len(), 1, "nobody applied for the other job, and the strict row has no seat");
    assert_eq!(rivals[0].0, &scheme);
    assert_eq!(rivals[0].1.iter().map(|one| one.id).collect::<Vec<_>>(), ['x', 'y']);
}
