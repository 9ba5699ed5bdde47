use super::*;
use crate::domain::signal::{Recovery, SignalKind, SignalState};
use jiff::{Timestamp, ToSpan, civil::date};
use uuid::Uuid;

fn threshold() -> ComplaintTest {
    ComplaintTest::Threshold(SignalRuleset {
        id: "example".to_owned(),
        baseline_months: 12,
        run_months: 2,
        sigmas: 2,
        minimum_complaints: 10,
        sample_sigma: false,
        recovery_sigmas: 1,
    })
}

fn cusum() -> ComplaintTest {
    let decimal = |text: &str| exact::parse(text).unwrap();
    ComplaintTest::Cusum(Box::new(CusumRules {
        reference: decimal("1.442695"),
        threshold: decimal("6.907"),
        recovery_threshold: decimal("4.585"),
        margin_squared: decimal("1"),
        scatter_noticed: decimal("1.645"),
        scatter_margin: decimal("1.2816"),
        least_months: 12,
        most_months: 36,
        window_months: 12,
        minimum_complaints: 10,
        recovery_months: 2,
    }))
}

/// The `n`th month after January 2024.
fn month(n: i64) -> Date {
    date(2024, 1, 1).saturating_add(n.months())
}

/// A usual year from January 2024 (mean 12), then the given months.
fn history(then: &[u64]) -> History {
    let complaints = [10, 14].into_iter().cycle().take(12).chain(then.iter().copied());
    complaints.zip(0..).map(|(complaints, n)| (month(n), ServiceMonth { complaints, transactions: 1_000 })).collect()
}

fn signal(fell: Finding) -> Signal {
    Signal {
        id: Uuid::nil(),
        service: Uuid::nil(),
        kind: SignalKind::Complaints,
        state: SignalState::Open,
        ruleset: "example".into(),
        fell,
        event: None,
        decision: None,
        recovery: None,
        settled: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

fn recovery(found: Finding) -> Recovery {
    Recovery {
        last: found.last,
        statistic: found.statistic,
        threshold: found.threshold,
        reason: found.reason,
        figures: found.figures,
        event: Uuid::nil(),
        time: Timestamp::UNIX_EPOCH,
    }
}

/// Judges every month in order and tells the months of falls and recoveries.
fn judged(test: &ComplaintTest, history: &History) -> Vec<Date> {
    let mut signals: Vec<Signal> = Vec::new();
    let mut changes = Vec::new();
    for month in history.months_from(None, Date::MAX) {
        let settled = signals.last().and_then(|last| last.settled);
        match signals.last_mut().filter(|last| last.state.is_fallen()) {
            Some(last) => {
                if let Some(found) = test.recovery(history, last, month) {
                    last.recover(recovery(found));
                    changes.push(month);
                }
            }
            None => {
                if let Some(found) = test.fall(history, &signals, settled, month) {
                    signals.push(signal(found));
                    changes.push(month);
                }
            }
        }
    }
    changes
}

#[test]
fn both_tests_tell_a_spike_once() {
    for test in [threshold(), cusum()] {
        assert_eq!(judged(&test, &history(&[20, 30, 40])), [month(13)], "{test:?}");
        assert!(judged(&test, &history(&[12, 13, 12])).is_empty(), "{test:?}");
    }
}

#[test]
fn both_tests_tell_the_way_back() {
    for test in [threshold(), cusum()] {
        assert_eq!(judged(&test, &history(&[20, 30, 40, 14, 13, 12])), [month(13), month(16)], "{test:?}");
    }
}

#[test]
fn an_office_that_looks_at_nothing_any_more_does_not_recover() {
    for test in [threshold(), cusum()] {
        let mut months = history(&[20, 30]);
        for n in 14..20 {
            months.note(month(n), ServiceMonth { complaints: 0, transactions: 1_000 }, 30);
        }
        assert_eq!(judged(&test, &months), [month(13)], "{test:?}");
        for n in 14..20 {
            months.note(month(n), ServiceMonth { complaints: 0, transactions: 1_000 }, 5);
        }
        assert_eq!(judged(&test, &months).len(), 2, "{test:?}");
    }
}

#[test]
fn what_nobody_looked_at_proves_no_fall() {
    for test in [threshold(), cusum()] {
        let mut months = history(&[]);
        for n in 12..16 {
            months.note(month(n), ServiceMonth { complaints: 12, transactions: 1_000 }, 90);
        }
        assert!(judged(&test, &months).is_empty(), "{test:?}");
    }
}

#[test]
fn a_service_that_recovered_can_fall_again_and_the_fall_is_not_usual() {
    let mut months = vec![20, 30, 12, 12];
    months.extend([10, 14].repeat(6));
    months.extend([30, 30]);
    for test in [threshold(), cusum()] {
        assert_eq!(judged(&test, &history(&months)).len(), 3, "{test:?}");
    }
    let months: Vec<u64> = [90; 12].into_iter().chain([12; 12]).chain([24; 3]).collect();
    let changes = judged(&cusum(), &history(&months));
    assert_eq!(changes, [month(12), month(25), month(37)], "a year of trouble does not make the double usual");
}

#[test]
fn a_gap_in_the_history_ends_it() {
    for test in [threshold(), cusum()] {
        let whole = history(&[20, 30]);
        let gap: History = whole.ending(month(13), 14).into_iter().filter(|(day, _)| *day != month(5)).collect();
        assert!(judged(&test, &gap).is_empty(), "{test:?}");
        assert_eq!(judged(&test, &whole).len(), 1, "{test:?}");
    }
}

#[test]
fn a_fall_shows_its_figures() {
    let found = cusum().fall(&history(&[20, 30]), &[], None, month(13)).unwrap();
    assert_eq!(found.periods, ["2025-01", "2025-02"]);
    assert_eq!((found.complaints.as_slice(), found.transactions.as_slice()), (&[20, 30][..], &[1_000, 1_000][..]));
    assert_eq!((found.statistic.as_str(), found.threshold.as_str()), ("12.2495", "6.907"));
    assert_eq!(found.reason, "50 complaints in 2000 transactions from 2025-01 to 2025-02, where 24.0 are usual");
    let figure = |name: &str| found.figures.iter().find(|one| one.name == name).map(|one| one.value.as_str());
    assert_eq!(figure("baseline_first"), Some("2024-01"));
    assert_eq!(figure("baseline_last"), Some("2024-12"));
    assert_eq!(figure("baseline_complaints"), Some("144"));
    assert_eq!(figure("dispersion"), Some("1.000"));
    let found = threshold().fall(&history(&[20, 30]), &[], None, month(13)).unwrap();
    assert_eq!((found.statistic.as_str(), found.threshold.as_str()), ("30.0000", "12.0000 + 2 * sqrt(4.0000)"));
    assert_eq!(found.usual, None);
}

#[test]
fn months_that_are_not_over_are_not_judged() {
    let history = history(&[20, 30]);
    assert_eq!(history.months_from(None, month(13)).len(), 13);
    assert_eq!(history.months_from(Some(month(12)), month(13)), [month(12)]);
}
