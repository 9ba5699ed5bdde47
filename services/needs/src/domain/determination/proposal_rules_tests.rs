#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;

fn rules(first_year: i32) -> ProposalRules {
    ProposalRules {
        id: format!("proposal-{first_year}"),
        regulation: "test".into(),
        first_year,
        month: 3,
        day: 31,
        years_before: 1,
        statement_required: false,
        verification_required: true,
        consideration_required: true,
        disability_percent: BigRational::from_integer(2.into()),
        disability_rounding: ShareRounding::Ceil,
        twin_kinds: vec![],
        twin_of: vec![],
        twin_in_same_unit: false,
        most_seats: 10_000,
        least_pay: 1_000_000,
        most_pay: 30_000_000,
    }
}

#[test]
fn two_per_cent_are_rounded_up() {
    // 680 seats and 14 of them is what Kota Surabaya published for 2024.
    for (total, least) in [(0, 0), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3), (680, 14)] {
        assert_eq!(rules(2021).least_for_disability(total), least, "{total}");
    }
    let down = ProposalRules { disability_rounding: ShareRounding::Floor, ..rules(2021) };
    assert_eq!(down.least_for_disability(680), 13);
}

#[test]
fn the_last_day_is_the_end_of_march_of_the_year_before() {
    assert_eq!(rules(2021).last_day(2025), date(2024, 3, 31));
    let in_force = |extended| rules(2021).last_day_in_force(2025, extended);
    assert_eq!(in_force(None), date(2024, 3, 31));
    assert_eq!(in_force(Some(date(2024, 4, 2))), date(2024, 4, 2));
    assert_eq!(in_force(Some(date(2024, 3, 2))), date(2024, 3, 31));
}

#[test]
fn the_day_is_that_of_the_instansi() {
    let night = "2024-03-31T16:30:00Z".parse().unwrap();
    let day = |name| Rulebook::new(vec![rules(2021)], TimeZone::get(name).unwrap()).unwrap().day_of(night);
    assert_eq!((day("Asia/Jakarta"), day("Asia/Makassar")), (date(2024, 3, 31), date(2024, 4, 1)));
}

#[test]
fn a_year_has_the_newest_rules_that_begin_before_it() {
    let all = Rulebook::new(vec![rules(2018), rules(2026), rules(2021)], TimeZone::UTC).unwrap();
    let first = |year| all.for_year(year).first_year;
    assert_eq!([2015, 2018, 2020, 2021, 2025, 2026, 2100].map(first), [2018, 2018, 2018, 2021, 2021, 2026, 2026]);
    assert!(Rulebook::new(vec![], TimeZone::UTC).is_none());
}

#[test]
fn a_year_begins_where_the_instansi_is() {
    let book = Rulebook::new(vec![rules(2021)], TimeZone::get("Asia/Jakarta").unwrap()).unwrap();
    let span = ["2023-12-31T17:00:00Z", "2025-12-31T17:00:00Z"].map(|text| text.parse().unwrap());
    assert_eq!(book.span_of((2024, 2025)), span.into());
}

#[test]
fn absurd_pay_is_named() {
    let sane = [(1_000_000, 30_000_000), (3_000_000, 3_000_000)];
    assert!(sane.into_iter().all(|pay| rules(2021).absurd_pay(pay).is_none()));
    for pay in [(1, 2_000_000), (3_000_000, 99_000_000), (4_000_000, 3_000_000)] {
        assert!(rules(2021).absurd_pay(pay).is_some(), "{pay:?}");
    }
}

#[test]
fn rules_that_cannot_be_meant_are_refused() {
    let leap = ProposalRules { month: 2, day: 29, ..rules(2021) };
    assert_eq!(leap.check(), Err(ProposalRulesError::Deadline));
    let percent = ProposalRules { disability_percent: BigRational::from_integer(101.into()), ..rules(2021) };
    assert_eq!(percent.check(), Err(ProposalRulesError::Percent));
    assert_eq!(ProposalRules { most_seats: 0, ..rules(2021) }.check(), Err(ProposalRulesError::Limits));
    assert_eq!(rules(2021).check(), Ok(()));
}
