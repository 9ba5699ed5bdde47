#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;

fn number(text: &str) -> BigRational {
    exact::parse(text).unwrap()
}

fn rules() -> SignalRules {
    SignalRules {
        id: "signals-test".into(),
        valid_from: date(2026, 1, 1),
        growth_percent: number("5"),
        province_bounds: vec![2_000_000, 4_000_000, 6_000_000, 8_000_000],
        regency_bounds: vec![100_000, 500_000, 1_000_000, 1_500_000],
        volume_percent: number("10"),
        survey_least: number("76.61"),
        survey_run: 2,
        survey_drop: number("5"),
        overdue_percent: number("10"),
        staffing_least: number("0.8"),
        minimum_exits: 0,
        exit_months: 12,
    }
}

fn people(total: i64) -> Population {
    Population { date: date(2025, 12, 31), total }
}

fn value<'f>(fired: &'f Fired, name: &str) -> Option<&'f str> {
    fired.evidence.iter().find(|one| one.name == name).map(|one| one.value.as_str())
}

#[test]
fn the_population_fires_at_five_percent_and_not_below() {
    for (before, now, fires) in [
        (200_000, 209_999, false),
        (200_000, 210_000, true),
        (200_000, 210_001, true),
        (200_000, 150_000, false),
        (0, 1_000, false),
    ] {
        assert_eq!(rules().population("35.78", before, &people(now)).is_some(), fires, "{before} → {now}");
    }
    let fired = rules().population("35.78", 200_000, &people(210_000)).unwrap();
    assert_eq!((value(&fired, "population_old"), value(&fired, "population_new")), (Some("200000"), Some("210000")));
    assert_eq!((value(&fired, "growth_percent"), value(&fired, "class_new")), (Some("5.0000"), None));
}

#[test]
fn a_class_bound_fires_whatever_the_growth() {
    for (region, before, now, classes) in [
        ("35.78", 499_999, 500_000, None),
        ("35.78", 500_000, 500_001, Some(("2", "3"))),
        ("35.78", 500_001, 500_000, Some(("3", "2"))),
        ("35", 2_000_000, 2_000_001, Some(("1", "2"))),
        ("35", 500_000, 500_001, None),
        ("35", 8_000_001, 8_100_000, None),
        ("35.78.10", 100_000, 100_001, None),
    ] {
        let fired = rules().population(region, before, &people(now));
        let found =
            fired.as_ref().map(|fired| (value(fired, "class_old").unwrap(), value(fired, "class_new").unwrap()));
        assert_eq!(found, classes, "{region}: {before} → {now}");
    }
}

#[test]
fn the_population_in_force_is_the_newest_not_after_a_day() {
    let known = [(2020, 1), (2022, 2), (2024, 3)].map(|(year, total)| Population { date: date(year, 12, 31), total });
    let on = |day| in_force(&known, day).unwrap().total;
    assert_eq!(
        (on(date(2019, 1, 1)), on(date(2022, 12, 30)), on(date(2022, 12, 31)), on(date(2030, 1, 1))),
        (1, 1, 2, 3)
    );
    assert_eq!(in_force(&[], date(2030, 1, 1)), None);
}

#[test]
fn volumes_fire_together_at_ten_percent() {
    let pair = |code: &str, before: &str, now: &str| VolumePair {
        code: code.into(),
        measure: "pasien".into(),
        before: number(before),
        now: number(now),
    };
    for (before, now, fires) in [
        ("1000", "1099.9", false),
        ("1000", "1100", true),
        ("1000", "1100.1", true),
        ("0", "50", false),
        ("10", "1", false),
    ] {
        assert_eq!(rules().volumes(&[pair("a", before, now)]).is_some(), fires, "{before} → {now}");
    }
    let fired = rules().volumes(&[pair("a", "10", "20"), pair("b", "10", "10"), pair("c", "2.5", "5")]).unwrap();
    assert_eq!(fired.evidence.len(), 6);
    let reason =
        "volume of service grew: a went from 10 to 20 pasien (100.0000 %); c went from 2.5 to 5 pasien (100.0000 %)";
    assert_eq!(fired.reason, reason);
    assert_eq!(rules().volumes(&[]), None);
}

fn survey(month: i8, overall: &str, elements: &[&str]) -> Survey {
    let elements = elements.iter().map(|index| number(index)).collect();
    Survey { period: date(2025, month, 30), overall: number(overall), elements }
}

#[test]
fn an_element_fires_when_it_is_bad_twice_in_a_row() {
    let judge = |first: &str, second: &str| {
        rules().survey(&[survey(6, "80", &["90", first]), survey(12, "80", &["90", second])])
    };
    for (first, second, fires) in
        [("76.60", "76.60", true), ("76.60", "76.61", false), ("76.61", "76.60", false), ("25", "76.609", true)]
    {
        assert_eq!(judge(first, second).is_some(), fires, "{first} {second}");
    }
    assert_eq!(value(&judge("76.6", "70").unwrap(), "element_2"), Some("76.6, 70"));
    assert_eq!(rules().survey(&[survey(6, "80", &["30"])]), None);
    assert_eq!(rules().survey(&[]), None);
}

#[test]
fn the_whole_index_fires_when_it_falls_five_points() {
    for (before, now, fires) in [("85", "80.01", false), ("85", "80", true), ("85", "79.99", true), ("80", "85", false)]
    {
        let fired = rules().survey(&[survey(6, before, &["90"]), survey(12, now, &["90"])]);
        assert_eq!(fired.is_some(), fires, "{before} → {now}");
    }
}

#[test]
fn overdue_complaints_fire_above_ten_percent() {
    for (complaints, overdue, fires) in
        [(100, 9, false), (100, 10, false), (100, 11, true), (1000, 101, true), (0, 0, false)]
    {
        assert_eq!(rules().overdue(2025, 3, complaints, overdue).is_some(), fires, "{overdue} of {complaints}");
    }
}

#[test]
fn exits_fire_below_four_fifths() {
    let staffing = |incumbents, required, exits| Staffing { incumbents, required, exits };
    for (incumbents, required, fires) in [(9, 10, false), (8, 10, false), (7, 10, true), (0, 1, true), (0, 0, false)] {
        assert_eq!(rules().exits(staffing(incumbents, required, 0)).is_some(), fires, "{incumbents} of {required}");
    }
    let strict = SignalRules { minimum_exits: 1, ..rules() };
    assert_eq!(strict.exits(staffing(7, 10, 0)), None);
    assert_eq!(value(&strict.exits(staffing(7, 10, 1)).unwrap(), "ratio_exact"), Some("7/10"));
}

#[test]
fn the_class_of_a_population_follows_pp_18_2016() {
    // Points of the population of provinces: 200, 400, 600, 800, 1000.
    for (total, class) in
        [(1, 1), (2_000_000, 1), (2_000_001, 2), (4_000_000, 2), (6_000_000, 3), (8_000_000, 4), (8_000_001, 5)]
    {
        assert_eq!(rules().class("35", total), class, "{total}");
    }
}

#[test]
fn volumes_grow_exactly_with_the_population() {
    use crate::domain::workload::{Period, Rounding, Task, WorkingTime, full_time_equivalent, posts};
    let rules = WorkingTime {
        id: "example".into(),
        regulation: "PermenPANRB 1/2020".into(),
        valid_from: date(2020, 1, 1),
        valid_until: None,
        minutes_per_hour: 60,
        minutes_per_day: 300,
        minutes_per_week: 1_500,
        minutes_per_month: 6_250,
        minutes_per_year: 75_000,
        rounding: Rounding::HalfUp,
    };
    // Vector R1: a need of one more post appears only past about +14.9 %.
    for (now, people, need) in [
        (1_000_000, "2.1760", 2),
        (1_100_000, "2.3936", 2),
        (1_148_897, "2.5000", 2),
        (1_148_898, "2.5000", 3),
        (1_149_000, "2.5002", 3),
        (1_160_000, "2.5242", 3),
    ] {
        let factor = growth_factor(1_000_000, now);
        let tasks = [(24, 600), (850, 90), (3_200, 15), (540, 45)].map(|(volume, minutes)| Task {
            description: "verifikasi cuti".into(),
            result_unit: "berkas".into(),
            volume: exact::whole(volume) * &factor,
            period: Period::Year,
            minutes_per_unit: exact::whole(minutes),
        });
        let sum = full_time_equivalent(&tasks, &rules);
        assert_eq!((exact::render(&sum, 4).as_str(), posts(&sum, rules.rounding)), (people, need), "{now}");
    }
}
