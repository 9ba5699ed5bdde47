#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use exact::{parse, render, whole};

fn working_time(year: u32, month: u32) -> WorkingTime {
    WorkingTime {
        id: "example".to_owned(),
        regulation: "example".to_owned(),
        valid_from: date(2020, 1, 1),
        valid_until: None,
        minutes_per_hour: 60,
        minutes_per_day: 300,
        minutes_per_week: 1_500,
        minutes_per_month: month,
        minutes_per_year: year,
        rounding: Rounding::HalfUp,
    }
}

fn task(volume: u64, period: Period, minutes: u64) -> Task {
    Task {
        description: "verifikasi cuti".to_owned(),
        result_unit: "berkas".to_owned(),
        volume: whole(volume),
        period,
        minutes_per_unit: whole(minutes),
    }
}

fn four_tasks() -> Vec<Task> {
    [(24, 600), (850, 90), (3_200, 15), (540, 45)].map(|(volume, minutes)| task(volume, Period::Year, minutes)).to_vec()
}

#[test]
fn each_task_is_volume_times_time_over_a_year() {
    let rules = working_time(75_000, 6_250);
    let each: Vec<String> =
        four_tasks().iter().map(|task| render(&full_time_equivalent(std::slice::from_ref(task), &rules), 4)).collect();
    assert_eq!(each, ["0.1920", "1.0200", "0.6400", "0.3240"]);
}

#[test]
fn the_sum_is_exact_and_rounded_once() {
    let sum = full_time_equivalent(&four_tasks(), &working_time(75_000, 6_250));
    assert_eq!(sum, parse("2.176").unwrap());
    assert_eq!(posts(&sum, Rounding::HalfUp), 2);
    assert_eq!(posts(&sum, Rounding::Ceil), 3);
    assert_eq!(posts(&sum, Rounding::None), 2);
}

#[test]
fn older_working_times_give_other_needs() {
    let tasks = four_tasks();
    assert_eq!(render(&full_time_equivalent(&tasks, &working_time(72_000, 6_000)), 4), "2.2667");
    assert_eq!(render(&full_time_equivalent(&tasks, &working_time(78_000, 6_500)), 4), "2.0923");
}

#[test]
fn a_half_is_the_edge_of_a_post() {
    let rules = working_time(75_000, 6_250);
    for (minutes, half_up, ceil) in [(37_500, 1, 1), (37_499, 0, 1), (112_500, 2, 2), (112_499, 1, 2)] {
        let sum = full_time_equivalent(&[task(minutes, Period::Year, 1)], &rules);
        assert_eq!(posts(&sum, Rounding::HalfUp), half_up, "{minutes}");
        assert_eq!(posts(&sum, Rounding::Ceil), ceil, "{minutes}");
    }
}

#[test]
fn volumes_per_period_are_scaled_to_a_year() {
    let rules = working_time(75_000, 6_250);
    let expected = [
        (Period::Day, 90_000, "1.2000"),
        (Period::Week, 18_000, "0.2400"),
        (Period::Month, 4_320, "0.0576"),
        (Period::Year, 360, "0.0048"),
    ];
    for (period, yearly, share) in expected {
        let task = task(12, period, 30);
        assert_eq!(minutes_per_year(&task, &rules), whole(yearly), "{period:?}");
        assert_eq!(render(&full_time_equivalent(&[task], &rules), 4), share, "{period:?}");
    }
}

#[test]
fn every_fault_of_a_task_is_listed() {
    let mut broken = task(0, Period::Year, 0);
    broken.description = "  ".to_owned();
    broken.volume = parse("-1").unwrap();
    let expected = [TaskViolation::NoDescription, TaskViolation::NegativeVolume, TaskViolation::NoTime];
    assert_eq!(broken.violations(), expected);
    assert!(task(0, Period::Year, 1).violations().is_empty());
}

#[test]
fn a_working_time_out_of_order_is_refused() {
    assert!(working_time(75_000, 6_250).check().is_ok());
    assert!(working_time(6_000, 6_250).check().is_err());
}

#[test]
fn a_published_derivation_of_the_hours_does_not_hold() {
    assert_eq!(derived_hours(235, 330), parse("1292.5").unwrap());
}

proptest! {
    #[test]
    fn the_order_of_tasks_does_not_matter(mut volumes in proptest::collection::vec((0u64..10_000, 1u64..500), 1..12)) {
        let rules = working_time(75_000, 6_250);
        let sum = |volumes: &[(u64, u64)]| {
            let tasks: Vec<Task> = volumes.iter().map(|&(v, m)| task(v, Period::Year, m)).collect();
            full_time_equivalent(&tasks, &rules)
        };
        let forwards = sum(&volumes);
        volumes.reverse();
        prop_assert_eq!(forwards, sum(&volumes));
    }
}
