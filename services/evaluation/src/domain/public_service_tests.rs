use super::*;
use jiff::civil::date;

fn rules() -> SignalRuleset {
    SignalRuleset {
        id: "example".to_owned(),
        baseline_months: 12,
        run_months: 2,
        sigmas: 2,
        minimum_complaints: 10,
        sample_sigma: false,
        recovery_sigmas: 1,
    }
}

fn service() -> PublicService {
    PublicService {
        id: Uuid::nil(),
        display_name: "Pendaftaran pasien".into(),
        unit: "u".into(),
        quality: Quality::Steady { since: None, ruleset: String::new() },
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

/// A usual year from January 2024 (mean 12, deviation 2), then the given months.
fn history(then: &[u64]) -> History {
    let complaints = [10, 14].into_iter().cycle().take(12).chain(then.iter().copied());
    complaints.zip(0..).map(|(complaints, n)| (month(n), ServiceMonth { complaints, transactions: 1_000 })).collect()
}

/// The `n`th month after January 2024.
fn month(n: i64) -> Date {
    date(2024, 1, 1).saturating_add(n.months())
}

/// Judges every month in order and tells the changes with their months.
fn judged(service: &mut PublicService, history: &History) -> Vec<(Date, Change)> {
    let months: Vec<_> = history.months_from(month(0)).collect();
    months.into_iter().filter_map(|month| Some((month, service.judge(&rules(), history, month)?))).collect()
}

#[test]
fn a_spike_is_one_fall_with_its_evidence() {
    let mut service = service();
    let history = history(&[20, 30, 40]);
    let run = [20, 30].map(|complaints| ServiceMonth { complaints, transactions: 1_000 });
    assert_eq!(judged(&mut service, &history), [(month(13), Change::Fell(run.to_vec()))]);
    assert_eq!(service.quality, Quality::Fell { since: month(13), ruleset: "example".into() });
    assert_eq!(judged(&mut service, &history), []);
}

#[test]
fn usual_months_change_nothing() {
    let mut service = service();
    assert_eq!(judged(&mut service, &history(&[12, 30, 12])), []);
    assert_eq!(service.quality, Quality::Steady { since: None, ruleset: String::new() });
}

#[test]
fn a_service_recovers_after_a_usual_run_and_the_past_is_not_told_again() {
    let mut service = service();
    let history = history(&[20, 30, 40, 14, 13, 12]);
    let changes = judged(&mut service, &history);
    assert_eq!(changes.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [month(13), month(16)]);
    assert_eq!(changes[1].1, Change::Recovered);
    assert_eq!(judged(&mut service, &history), []);
}

#[test]
fn a_service_does_not_recover_while_one_of_its_last_months_is_high() {
    let mut service = service();
    assert_eq!(judged(&mut service, &history(&[20, 30, 14, 15, 14, 15])).len(), 1);
    assert!(matches!(service.quality, Quality::Fell { .. }));
}

#[test]
fn a_service_that_recovered_can_fall_again() {
    let mut service = service();
    let mut months = vec![20, 30, 12, 12];
    months.extend([10, 14].repeat(6));
    months.extend([30, 30]);
    assert_eq!(judged(&mut service, &history(&months)).len(), 3);
    assert!(matches!(service.quality, Quality::Fell { since, .. } if since == month(29)));
}

#[test]
fn a_gap_in_the_history_ends_it() {
    let mut history = history(&[20, 30]);
    history.0.remove(&month(5));
    let mut service = service();
    assert_eq!(judged(&mut service, &history), []);
    history.0.insert(month(5), ServiceMonth { complaints: 14, transactions: 1_000 });
    assert_eq!(judged(&mut service, &history).len(), 1);
}
