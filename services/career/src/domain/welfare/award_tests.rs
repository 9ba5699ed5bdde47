#![allow(clippy::unwrap_used)]

use super::*;
use crate::rulesets;

fn rules() -> AwardRules {
    rulesets::welfare::find("welfare-2024").unwrap().award
}

fn person(number: u128, unit: &str, ratings: [Rating; 2]) -> AwardInput {
    let ratings = [(2023, ratings[0]), (2024, ratings[1])];
    AwardInput {
        servant: Uuid::from_u128(number),
        unit: unit.into(),
        ratings: ratings.into_iter().map(|(year, rating)| YearRating { year, rating }).collect(),
        punished: false,
    }
}

fn awarded(outcomes: &[AwardOutcome]) -> Vec<bool> {
    outcomes.iter().map(|one| one.awarded).collect()
}

#[test]
fn the_best_share_of_each_unit_with_all_who_are_equal() {
    use Rating::{Baik, SangatBaik};
    let mut people: Vec<AwardInput> = (0..20).map(|number| person(number, "a", [Baik, Baik])).collect();
    people[3] = person(3, "a", [SangatBaik, SangatBaik]);
    people[7] = person(7, "a", [SangatBaik, Baik]);
    people[9] = person(9, "a", [Baik, SangatBaik]);
    let outcomes = rules().decide(2024, &people);
    // 10 % of 20 are two; two are equal at the second place, so three are awarded.
    let winners: Vec<usize> = (0..20).filter(|number| outcomes[*number].awarded).collect();
    assert_eq!(winners, [3, 7, 9]);
    let places: Vec<i32> = [3, 7, 9, 0].iter().map(|number| outcomes[*number].place).collect();
    assert_eq!(places, [1, 2, 2, 4]);
}

#[test]
fn each_unit_has_at_least_one_who_fulfils_the_conditions() {
    use Rating::{Baik, ButuhPerbaikan};
    let people = [
        person(1, "a", [Baik, Baik]),
        person(2, "b", [Baik, ButuhPerbaikan]),
        AwardInput { punished: true, ..person(3, "b", [Baik, Baik]) },
        AwardInput { ratings: Vec::new(), ..person(4, "", [Baik, Baik]) },
    ];
    let outcomes = rules().decide(2024, &people);
    assert_eq!(awarded(&outcomes), [true, false, false, false]);
    let why: Vec<&str> = outcomes.iter().map(|one| one.explanation.as_str()).collect();
    let expected = [
        "8 points, place 1 of 1, 1 to give",
        "rated butuh_perbaikan in 2024",
        "a punishment ran in these years",
        "no closed evaluation of 2023",
    ];
    assert_eq!(why, expected);
}

#[test]
fn the_order_of_the_people_changes_nothing() {
    use Rating::{Baik, SangatBaik};
    let people = [person(1, "a", [Baik, SangatBaik]), person(2, "a", [Baik, Baik]), person(3, "b", [Baik, Baik])];
    let mut reversed = people.to_vec();
    reversed.reverse();
    let text = |people: &[AwardInput]| canonical("r", 2024, people, &rules().decide(2024, people));
    assert_eq!(text(&people), text(&reversed));
    let mut other = people.to_vec();
    other[1].ratings[0].rating = SangatBaik;
    assert_ne!(text(&people), text(&other));
}

#[test]
fn a_run_is_approved_once_and_within_its_budget() {
    let mut run = AwardRun {
        id: Uuid::nil(),
        year: 2024,
        award_rupiah: 1_000_000,
        budget_rupiah: 2_999_999,
        considered: 20,
        awarded: 3,
        cost_rupiah: 3_000_000,
        ruleset: "r".into(),
        fingerprint: Vec::new(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        approve_time: None,
    };
    assert_eq!(run.approve(Timestamp::UNIX_EPOCH), Err(AwardRefusal::OverBudget { gap: 1 }));
    run.budget_rupiah = 3_000_000;
    assert_eq!((run.gap(), run.approve(Timestamp::UNIX_EPOCH)), (0, Ok(())));
    assert_eq!(run.approve(Timestamp::UNIX_EPOCH), Err(AwardRefusal::Approved));
}

#[test]
fn ratings_read_back() {
    let ratings = person(1, "a", [Rating::Baik, Rating::SangatBaik]).ratings;
    assert_eq!(ratings_text(&ratings), "2023=baik,2024=sangat_baik");
    assert_eq!(parse_ratings(&ratings_text(&ratings)), Some(ratings));
    assert_eq!((parse_ratings(""), parse_ratings("x")), (Some(Vec::new()), None));
}
