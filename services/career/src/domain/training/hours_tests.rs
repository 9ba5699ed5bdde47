use super::*;
use crate::domain::training_rules::OverCap;
use jiff::civil::date;

fn rules() -> TrainingRules {
    TrainingRules::sample()
}

/// Seminar 9 and e-learning 16 of a civil servant in 2025.
#[test]
fn a_civil_servant_owes_twenty_hours_a_year() {
    for (bookings, missing, met) in [
        (vec![(9, 8), (16, 12)], 0, true),
        (vec![(9, 8), (16, 11)], 1, false),
        (vec![], 20, false),
        (vec![(16, 30)], 0, true),
    ] {
        let hours: i64 = bookings.iter().map(|(_, hours)| hours).sum();
        let standing = Standing::of(hours, Employment::Pns, &rules());
        assert_eq!((standing.missing, standing.met(), standing.cap), (missing, met, None), "{bookings:?}");
    }
}

#[test]
fn an_employee_under_an_agreement_owes_none_and_has_a_cap() {
    let standing = Standing::of(0, Employment::Pppk, &rules());
    assert_eq!((standing.required, standing.missing, standing.met(), standing.cap), (0, 0, true, Some(24)));
    for (taken, hours, expected) in [
        (0, 26, Err(OverCap { over: 2, cap: 24 })),
        (0, 24, Ok(())),
        (20, 4, Ok(())),
        (20, 5, Err(OverCap { over: 1, cap: 24 })),
        (i64::MAX, i64::MAX, Err(OverCap { over: i64::MAX - 24, cap: 24 })),
    ] {
        assert_eq!(rules().must_fit(Employment::Pppk, taken, hours), expected, "{taken} and {hours}");
        assert_eq!(rules().must_fit(Employment::PppkPartTime, taken, hours), expected, "{taken} and {hours}");
        assert_eq!(rules().must_fit(Employment::Pns, taken, hours), Ok(()));
    }
    assert_eq!(OverCap { over: 2, cap: 24 }.to_string(), "2 hours over the cap of 24 a year");
}

#[test]
fn an_hour_is_45_minutes_and_only_full_ones_count() {
    for (minutes, hours) in [(44, 0), (45, 1), (89, 1), (90, 2), (900, 20), (-45, 0), (0, 0)] {
        assert_eq!(rules().hours_of(minutes), hours, "{minutes} minutes");
    }
}

#[test]
fn twelve_months_are_counted_by_the_calendar() {
    for (today, day) in [
        (date(2025, 5, 2), date(2024, 5, 2)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 1, 31), date(2024, 1, 31)),
    ] {
        assert_eq!(rules().forgotten_until(today), day);
    }
}

#[test]
fn four_of_five_days_are_enough_and_three_are_not() {
    for (present, held, enough) in
        [(4, 5, true), (3, 5, false), (0, 0, true), (1, 1, true), (0, 1, false), (8, 10, true)]
    {
        assert_eq!(rules().attended(present, held), enough, "{present} of {held}");
    }
}

#[test]
fn activities_are_bkns_twenty_five() {
    let ids: Vec<i32> = ACTIVITIES.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, (1..=25).collect::<Vec<_>>());
    assert_eq!(
        (activity_title(9), activity_title(16), activity_title(26)),
        (Some("seminar"), Some("e-learning"), None)
    );
}

#[test]
fn the_standing_says_how_it_arose() {
    let says = |hours, employment| Standing::of(hours, employment, &rules()).explanation();
    assert_eq!(
        says(19, Employment::Pns),
        "19 hours, and 20 are owed in the year: 1 are missing; pre-service training (Latsar, orientation) counts"
    );
    assert!(says(20, Employment::Pns).starts_with("20 hours, and 20 are owed in the year: met;"));
    let without = TrainingRules { counts_pre_service: false, ..rules() };
    let said = Standing::of(19, Employment::Pns, &without).explanation();
    assert!(said.ends_with("pre-service training (Latsar, orientation) does not count"), "{said}");
    assert!(says(20, Employment::Pppk).starts_with("20 hours of at most 24"));
}
