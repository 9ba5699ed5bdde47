#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    credit::Rating,
    salary::tests::{facts, rules, tables},
    welfare_facts::{PunishedOn, RaiseOn},
};
use jiff::civil::date;

const TODAY: Date = date(2025, 5, 2);

fn rated(years: &[(i32, Rating)]) -> Vec<YearRating> {
    years.iter().map(|(year, rating)| YearRating { year: *year, rating: *rating }).collect()
}

fn good() -> Vec<YearRating> {
    rated(&[(2022, Rating::Baik), (2023, Rating::Baik), (2024, Rating::SangatBaik)])
}

fn next(facts: &WelfareFacts) -> NextRaise {
    next_raise(&rules(), &tables(), facts, TODAY)
}

fn told(next: &NextRaise) -> Vec<(&str, Option<Date>)> {
    next.conditions.iter().map(|one| (one.rule.as_str(), one.until)).collect()
}

#[test]
fn every_two_years_in_grade_with_good_work() {
    let held = WelfareFacts { ratings: good(), ..facts("III/a", date(2023, 5, 1), 0) };
    let due = next(&held);
    assert_eq!((due.from_years, due.to_years, due.date), (0, 2, Some(date(2025, 5, 1))));
    assert_eq!((due.from_rupiah, due.to_rupiah), (Some(2_785_700), Some(2_873_500)));
    assert!(due.conditions.is_empty() && due.is_due(TODAY));
    assert_eq!(due.must_be_due(date(2025, 5, 1)), Ok(()));
    assert!(matches!(due.must_be_due(date(2025, 4, 1)), Err(RaiseRefusal::TooEarly { .. })));
}

#[test]
fn why_not_sooner_is_told() {
    let later = WelfareFacts { ratings: good(), ..facts("III/a", date(2024, 9, 15), 0) };
    let waiting = next(&later);
    assert_eq!(waiting.date, Some(date(2026, 10, 1)), "the first of the month after");
    assert_eq!(told(&waiting), [("years_in_grade", Some(date(2026, 10, 1)))]);
    assert_eq!(waiting.expected_ratings, [2025]);
    assert!(!waiting.is_due(date(2026, 10, 1)), "the rating is still to come");
    let after = RaiseOn { years: 2, effective: date(2025, 5, 1), decree_number: "1".into() };
    let raised = WelfareFacts { ratings: good(), raise: Some(after), ..facts("III/a", date(2023, 5, 1), 0) };
    assert_eq!((next(&raised).to_years, next(&raised).date), (4, Some(date(2027, 5, 1))));
}

#[test]
fn a_low_rating_puts_it_off_by_a_year_and_a_missing_one_stops_it() {
    let low = rated(&[(2024, Rating::ButuhPerbaikan)]);
    let held = WelfareFacts { ratings: low, ..facts("III/a", date(2023, 5, 1), 0) };
    let put_off = next(&held);
    assert_eq!((put_off.date, put_off.expected_ratings.as_slice()), (Some(date(2026, 5, 1)), [2025].as_slice()));
    assert_eq!(told(&put_off), [("rating", Some(date(2026, 5, 1)))]);
    let unknown = next(&WelfareFacts { ratings: Vec::new(), ..held });
    assert_eq!((unknown.date, told(&unknown)), (None, vec![("rating", None)]));
    assert!(matches!(unknown.must_be_due(TODAY), Err(RaiseRefusal::Refused { .. })));
}

#[test]
fn a_punishment_puts_it_off_only_where_the_ruleset_says_so() {
    let punishment = Some(PunishedOn { over: Some(date(2025, 8, 15)) });
    let held = WelfareFacts { ratings: good(), punishment, ..facts("III/a", date(2023, 5, 1), 0) };
    assert_eq!(next(&held).date, Some(date(2025, 5, 1)));
    let mut strict = rules();
    strict.raise.punishment_postpones = true;
    let put_off = next_raise(&strict, &tables(), &held, TODAY);
    assert_eq!((put_off.date, told(&put_off)), (Some(date(2025, 9, 1)), vec![("punishment", Some(date(2025, 9, 1)))]));
    let open = WelfareFacts { punishment: Some(PunishedOn { over: None }), ..held };
    assert_eq!(next_raise(&strict, &tables(), &open, TODAY).date, None);
}

#[test]
fn who_has_no_raise_is_told_why() {
    let held = WelfareFacts { ratings: good(), ..facts("III/a", date(2023, 5, 1), 0) };
    let rules_of = |facts: WelfareFacts| next(&facts).conditions.iter().map(|one| one.rule).collect::<Vec<_>>();
    let employee = WelfareFacts { employment: Employment::Pppk, ..facts("IX", date(2023, 5, 1), 0) };
    assert_eq!(rules_of(employee), [RaiseRule::Employment, RaiseRule::Rank]);
    assert_eq!(rules_of(WelfareFacts { state: State::Probation, ..held.clone() }), [RaiseRule::State]);
    assert_eq!(rules_of(WelfareFacts { standing: "02".into(), ..held.clone() }), [RaiseRule::State]);
    assert_eq!(rules_of(WelfareFacts { rank: None, ..held.clone() }), [RaiseRule::Rank]);
    assert_eq!(rules_of(facts("III/a", date(2023, 5, 1), 40)), [RaiseRule::Table]);
    assert!(rules().raise.sources.len() == RaiseRule::ALL.len());
}

/// The published case of `kgb_rapel`: III/a from 0 to 2 years, three months late.
#[test]
fn back_pay_is_the_difference_of_every_month() {
    let grade = Grade::parse("III/a").unwrap();
    let owed = |end, from, until| back_pay(&tables(), (grade, end), (0, 2), (from, until));
    let three = owed(None, date(2025, 2, 1), date(2025, 5, 1)).unwrap();
    assert_eq!(three, BackPay { months: 3, rupiah: 263_400 });
    assert_eq!(owed(None, date(2025, 2, 1), date(2025, 2, 1)).unwrap(), BackPay::default());
    let ended = owed(Some(date(2025, 3, 31)), date(2025, 2, 1), date(2025, 5, 1)).unwrap();
    assert_eq!(ended, BackPay { months: 2, rupiah: 175_600 }, "as long as the rank is held");
    let unknown = owed(None, date(2023, 12, 1), date(2025, 5, 1));
    assert_eq!(unknown, Err(SalaryRefusal::NoTable(date(2023, 12, 1))));
}

#[test]
fn a_new_table_counts_from_its_month_on() {
    let mut tables = tables();
    let mut later = tables[0].clone();
    later.id = "later".into();
    later.valid_from = date(2025, 4, 1);
    let grade = Grade::parse("III/a").unwrap();
    later.rows.get_mut(&grade).unwrap().insert(2, 2_885_700);
    tables.push(later);
    let owed = back_pay(&tables, (grade, None), (0, 2), (date(2025, 2, 1), date(2025, 5, 1))).unwrap();
    assert_eq!(owed, BackPay { months: 3, rupiah: 87_800 * 2 + 100_000 });
}
