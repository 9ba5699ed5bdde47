//! A spike of complaints is told once, and so is the way back.

use crate::{
    Evaluation, at_once,
    imports::{complaint, header, volume},
};
use contracts::evaluation::{
    events::v1::{QualityKind, ServiceQualityFell, ServiceQualityRecovered},
    v1::{self as pb, public_service::Quality},
};
use jiff::{ToSpan, civil::date};

/// The `n`th month after June 2024, such as `2024-06`.
pub fn month(n: usize) -> String {
    date(2024, 6, 1).saturating_add((n as i64).months()).strftime("%Y-%m").to_string()
}

/// A usual year of 10 and 14 complaints in turn, then `rest`.
pub fn year_and(rest: &[usize]) -> Vec<usize> {
    [10, 14].into_iter().cycle().take(12).chain(rest.iter().copied()).collect()
}

pub fn uses(service: &pb::PublicService, months: std::ops::Range<usize>) -> Vec<pb::ServiceVolumeRow> {
    months.map(|n| volume(service, &month(n), 1_000)).collect()
}

impl Evaluation {
    /// Receives so many complaints about `service` a month, from June 2024 on.
    pub async fn received(&self, service: &pb::PublicService, counts: &[usize]) {
        let mut rows = Vec::new();
        for (n, count) in counts.iter().enumerate() {
            let time = format!("{}-15T02:00:00Z", month(n));
            rows.extend((0..*count).map(|k| complaint(&format!("{}-{n}-{k}", service.display_name), service, &time)));
        }
        let report = self.import_complaints(header(), &rows).await.unwrap();
        assert_eq!(report.rejected, 0);
    }
}

#[tokio::test]
async fn a_spike_is_one_fall_even_if_volumes_come_twice() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.received(&service, &year_and(&[20, 30])).await;
    let rows = uses(&service, 0..14);
    let report = evaluation.import_volumes(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.services_fell, report.services_recovered), (14, 1, 0));
    assert_eq!(evaluation.quality(&service).await, Quality::Fell);
    let again = evaluation.import_volumes(header(), &rows).await.unwrap();
    assert_eq!((again.accepted, again.services_fell), (14, 0));
    let events = evaluation.harness.published(1).await;
    assert_eq!(events.len(), 1);
    let told = events[0].as_message::<ServiceQualityFell>().unwrap().unwrap();
    let expected = ServiceQualityFell {
        public_service: service.name,
        version: 2,
        display_name: service.display_name,
        unit: service.unit,
        ruleset: "signal-siklus-2".into(),
        month: "2025-07".into(),
        complaints: vec![20, 30],
        transactions: vec![1_000, 1_000],
        kind: QualityKind::Complaints.into(),
        signal: told.signal.clone(),
        periods: vec!["2025-06".into(), "2025-07".into()],
        statistic: "12.2495".into(),
        threshold: "6.907".into(),
        reason: "50 complaints in 2000 transactions from 2025-06 to 2025-07, where 24.0 are usual".into(),
        figures: told.figures.clone(),
    };
    assert_eq!(told, expected);
    let figures: Vec<(&str, &str)> = told.figures.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
    let usual = [
        ("baseline_first", "2024-06"),
        ("baseline_last", "2025-05"),
        ("baseline_months", "12"),
        ("baseline_complaints", "144"),
        ("baseline_transactions", "12000"),
        ("dispersion", "1.000"),
        ("reference", "1.442695"),
        ("margin_squared", "1"),
    ];
    assert_eq!(figures, usual);
}

#[tokio::test]
async fn usual_months_and_too_short_a_history_tell_nothing() {
    let mut evaluation = Evaluation::start().await;
    let (usual, short) = (evaluation.service("Pendaftaran pasien").await, evaluation.service("Farmasi").await);
    evaluation.received(&usual, &year_and(&[14, 24, 14])).await;
    evaluation.received(&short, &[10, 14, 100, 100]).await;
    let rows = [uses(&usual, 0..15), uses(&short, 0..4)].concat();
    let report = evaluation.import_volumes(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.services_fell), (19, 0));
    assert_eq!(evaluation.quality(&usual).await, Quality::Steady);
    assert_eq!(evaluation.quality(&short).await, Quality::Steady);
}

#[tokio::test]
async fn a_service_recovers_month_by_month_and_old_months_tell_nothing_new() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.received(&service, &year_and(&[20, 30, 40, 14, 13])).await;
    let mut recovered = 0;
    for n in 0..17 {
        let report = evaluation.import_volumes(header(), &uses(&service, n..n + 1)).await.unwrap();
        assert_eq!(report.services_fell, i64::from(n == 13), "month {n}");
        recovered += report.services_recovered;
    }
    assert_eq!((recovered, evaluation.quality(&service).await), (1, Quality::Steady));
    let again = evaluation.import_volumes(header(), &uses(&service, 0..17)).await.unwrap();
    assert_eq!((again.services_fell, again.services_recovered), (0, 0));
    let events = evaluation.harness.published(2).await;
    let told: ServiceQualityRecovered = events[1].as_message().unwrap().unwrap();
    assert_eq!((told.month.as_str(), told.version, told.ruleset.as_str()), ("2025-10", 3, "signal-siklus-2"));
    assert_eq!((told.periods.as_slice(), told.complaints.as_slice()), (&[month(15), month(16)][..], &[14, 13][..]));
    assert_eq!(
        (told.kind(), told.statistic.as_str(), told.threshold.as_str()),
        (QualityKind::Complaints, "7.6247", "4.585")
    );
    let fell: ServiceQualityFell = events[0].as_message().unwrap().unwrap();
    assert_eq!((events.len(), told.unit, told.signal), (2, service.unit, fell.signal));
}

#[tokio::test]
async fn fall_and_recovery_in_one_import_are_both_told_in_whatever_order_the_rows_come() {
    let mut evaluation = Evaluation::start().await;
    let mut rows = Vec::new();
    for title in ["Pendaftaran pasien", "Farmasi"] {
        let service = evaluation.service(title).await;
        evaluation.received(&service, &year_and(&[20, 30, 12, 12])).await;
        rows.reverse();
        rows.extend(uses(&service, 0..16));
    }
    let report = evaluation.import_volumes(header(), &rows).await.unwrap();
    assert_eq!((report.services_fell, report.services_recovered), (2, 2));
    let events = evaluation.harness.published(4).await;
    for both in events.chunks(2) {
        assert!(both[0].as_message::<ServiceQualityFell>().is_some());
        assert!(both[1].as_message::<ServiceQualityRecovered>().is_some());
    }
}

#[tokio::test]
async fn a_month_that_closes_a_gap_lets_the_later_ones_be_judged() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.received(&service, &year_and(&[20, 30])).await;
    let mut rows = uses(&service, 0..14);
    let missing = rows.remove(5);
    let report = evaluation.import_volumes(header(), &rows).await.unwrap();
    assert_eq!(report.services_fell, 0);
    let report = evaluation.import_volumes(header(), &[missing]).await.unwrap();
    assert_eq!(report.services_fell, 1);
}

#[tokio::test]
async fn two_imports_at_once_tell_a_fall_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.received(&service, &year_and(&[20, 30])).await;
    let evaluation = std::sync::Arc::new(evaluation);
    let calls = (0..4).map(|_| {
        let (evaluation, rows) = (evaluation.clone(), uses(&service, 0..14));
        tokio::spawn(async move { evaluation.import_volumes(header(), &rows).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(good.iter().map(|report| report.services_fell).sum::<i64>(), 1);
    assert_eq!(evaluation.harness.published(1).await.len(), 1);
}

#[tokio::test]
async fn two_months_imported_at_once_are_judged_together() {
    let mut evaluation = Evaluation::start().await;
    for n in 0..5 {
        let service = evaluation.service(&format!("Loket {n}")).await;
        evaluation.received(&service, &year_and(&[20, 30])).await;
        evaluation.import_volumes(header(), &uses(&service, 0..12)).await.unwrap();
        let halves = [uses(&service, 12..13), uses(&service, 13..14)];
        let (first, second) = tokio::join!(
            evaluation.import_volumes(header(), &halves[0]),
            evaluation.import_volumes(header(), &halves[1]),
        );
        assert_eq!(first.unwrap().services_fell + second.unwrap().services_fell, 1);
    }
}
