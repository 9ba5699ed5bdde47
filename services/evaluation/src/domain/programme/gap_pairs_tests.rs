use super::*;
use jiff::civil::date;

const DAYS: PairDays = PairDays { settle: 30, follow: 365, span: 92 };

fn history(measures: &[(Date, i32)], trainings: &[Date]) -> GapHistory {
    let measures =
        measures.iter().map(|(day, achieved)| Measure { day: *day, standard: 3, achieved: *achieved }).collect();
    GapHistory { measures, trainings: trainings.to_vec() }
}

fn pairs(histories: &[GapHistory]) -> Vec<GapPair> {
    let key = |n: usize| ("kamus".to_owned(), "integritas".to_owned(), format!("servant {n}"));
    gap_pairs(&histories.iter().cloned().enumerate().map(|(n, history)| (key(n), history)).collect(), DAYS)
}

fn trained() -> GapHistory {
    history(&[(date(2024, 1, 10), 1), (date(2024, 7, 10), 3)], &[date(2024, 3, 1)])
}

#[test]
fn whoever_was_trained_stands_beside_somebody_who_was_not_over_the_same_days() {
    let waits = history(&[(date(2024, 2, 1), 1), (date(2024, 8, 1), 2)], &[]);
    assert_eq!(pairs(&[trained(), waits.clone()]), [GapPair { before: 2, trained: 0, other: 1 }]);
    assert_eq!(pairs(&[trained(), trained(), waits.clone()]).len(), 1, "nobody stands beside two");
    let later = history(&[(date(2024, 2, 1), 1), (date(2024, 8, 1), 2)], &[date(2024, 9, 1)]);
    assert_eq!(pairs(&[trained(), later]).len(), 1, "whoever is trained later stands beside somebody before");
}

#[test]
fn who_was_trained_in_between_or_measured_at_another_time_is_no_measure() {
    let cases = [
        history(&[(date(2024, 2, 1), 1), (date(2024, 8, 1), 2)], &[date(2024, 6, 1)]),
        history(&[(date(2024, 2, 1), 1), (date(2024, 8, 1), 2)], &[date(2024, 2, 15)]),
        history(&[(date(2024, 2, 1), 1), (date(2024, 12, 1), 2)], &[]),
        history(&[(date(2023, 6, 1), 1), (date(2024, 8, 1), 2)], &[]),
        history(&[(date(2024, 2, 1), 2), (date(2024, 8, 1), 2)], &[]),
        history(&[(date(2024, 3, 2), 1), (date(2024, 8, 1), 2)], &[]),
        history(&[(date(2024, 2, 1), 3), (date(2024, 8, 1), 3)], &[]),
    ];
    for other in cases {
        assert_eq!(pairs(&[trained(), other.clone()]), [], "{other:?}");
    }
    let mut raised = history(&[(date(2024, 2, 1), 1), (date(2024, 8, 1), 2)], &[]);
    raised.measures[1].standard = 4;
    assert_eq!(pairs(&[trained(), raised]), [], "another level is asked for");
}

#[test]
fn what_was_measured_too_soon_or_too_late_after_a_training_is_not_its_effect() {
    let waits = || history(&[(date(2024, 2, 1), 1), (date(2024, 3, 20), 1), (date(2024, 7, 1), 2)], &[]);
    let soon = history(&[(date(2024, 1, 10), 1), (date(2024, 3, 20), 3), (date(2024, 7, 10), 2)], &[date(2024, 3, 1)]);
    assert_eq!(pairs(&[soon, waits()]), [GapPair { before: 2, trained: 1, other: 1 }]);
    let late = history(&[(date(2024, 1, 10), 1), (date(2025, 3, 2), 3)], &[date(2024, 3, 1)]);
    assert_eq!(pairs(&[late, waits()]), []);
    let twice = history(&[(date(2024, 1, 10), 1), (date(2024, 7, 10), 3)], &[date(2024, 3, 1), date(2024, 5, 1)]);
    assert_eq!(pairs(&[twice, waits()]), [], "which of the two it was is not known");
}
