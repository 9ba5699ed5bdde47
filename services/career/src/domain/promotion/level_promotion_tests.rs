#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{
        promotion_facts::{PostFact, PunishmentFact, RankFact},
        rank::Rank,
        servant::{Employment, State},
    },
    rulesets,
};
use jiff::{Timestamp, civil::date};
use uuid::Uuid;

const DAY: Date = date(2025, 11, 3);

fn specialist(level: &str, rank: &str, points: i64) -> PromotionFacts {
    let job = Job::parse("fungsional", level);
    PromotionFacts {
        servant: Uuid::nil(),
        employment: Employment::Pns,
        state: State::InService,
        standing: "01".into(),
        rank: Some(RankFact { rank: Rank::parse(rank).unwrap(), since: date(2021, 4, 1) }),
        post: Some(PostFact { job, since: date(2020, 1, 1), title: title("analis", level), unit: String::new() }),
        ratings: Vec::new(),
        educations: Vec::new(),
        punishment: None,
        exams: Vec::new(),
        parts: points * PARTS,
    }
}

fn test(level: Level, date: Date, passed: bool) -> ExamTaken {
    ExamTaken {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        kind: ExamKind::LevelTest,
        level: Some(level),
        passed,
        date,
        number: "1/UKOM".into(),
        issuer: "BKN".into(),
        record_time: Timestamp::UNIX_EPOCH,
        superseded_time: None,
    }
}

fn place(level: &str, seat_free: bool, formation: &str) -> LevelPlace {
    let title = title("Analis", level);
    LevelPlace { job: Job::parse("fungsional", level), title, seat_free, formation: formation.into() }
}

/// A title as needs writes it: `Analis Ahli Muda`.
fn title(profession: &str, level: &str) -> String {
    format!("{profession} {}", level.replace('_', " "))
}

#[test]
fn another_profession_is_no_next_level() {
    let tests = [test(Level::AhliMuda, date(2025, 5, 1), true)];
    let analyst = specialist("ahli_pertama", "III/b", 100);
    for (profession, expected) in [("ANALIS", vec![]), ("Dokter", vec![Rule::Formation]), ("", vec![Rule::Formation])] {
        let place = LevelPlace { title: title(profession, "ahli_muda"), ..place("ahli_muda", true, "") };
        assert_eq!(against(&analyst, &tests, Some(&place)), expected, "{profession}");
    }
    let mut untitled = analyst;
    untitled.post.as_mut().unwrap().title = String::new();
    assert_eq!(against(&untitled, &tests, Some(&place("ahli_muda", true, ""))), [Rule::Formation]);
}

#[test]
fn a_test_after_the_day_hides_none_before_it() {
    let tests = [test(Level::AhliMuda, date(2025, 5, 1), true), test(Level::AhliMuda, date(2025, 12, 1), true)];
    let analyst = specialist("ahli_pertama", "III/b", 100);
    assert_eq!(against(&analyst, &tests, Some(&place("ahli_muda", true, ""))), []);
}

fn against(facts: &PromotionFacts, tests: &[ExamTaken], place: Option<&LevelPlace>) -> Vec<Rule> {
    let rules = rulesets::promotion::find("promotion-bkn-4-2025").unwrap();
    let credit = rulesets::credit_ruleset("credit-permenpanrb-1-2023").unwrap();
    let view = rules.level_promotion_on(&credit, facts, tests, place, DAY);
    view.findings.obstacles.into_iter().map(|one| one.rule).collect()
}

#[test]
fn points_test_rank_and_place_lead_to_the_next_level() {
    let facts = specialist("ahli_pertama", "III/b", 100);
    let (passed, open) = (test(Level::AhliMuda, date(2025, 6, 1), true), place("ahli_muda", true, ""));
    assert_eq!(against(&facts, std::slice::from_ref(&passed), Some(&open)), []);
    let determined = place("ahli_muda", false, "B/1234/M.SM.01.00/2025");
    assert_eq!(against(&facts, &[passed], Some(&determined)), []);
}

#[test]
fn each_condition_is_told() {
    let (passed, open) = (test(Level::AhliMuda, date(2025, 6, 1), true), place("ahli_muda", true, ""));
    let sound = specialist("ahli_pertama", "III/b", 100);
    let punished = PromotionFacts { punishment: Some(PunishmentFact { over: None }), ..sound.clone() };
    let agreement = PromotionFacts { employment: Employment::Pppk, ..sound.clone() };
    let table = [
        ("points", specialist("ahli_pertama", "III/b", 99), &passed, Some(&open), vec![Rule::Points]),
        ("rank", specialist("ahli_pertama", "III/a", 100), &passed, Some(&open), vec![Rule::Level]),
        ("C8", specialist("ahli_utama", "IV/e", 900), &passed, Some(&open), vec![Rule::Level]),
        ("no level", specialist("", "III/b", 100), &passed, Some(&open), vec![Rule::Post]),
        ("no place", sound.clone(), &passed, None, vec![Rule::Formation]),
        ("punished", punished, &passed, Some(&open), vec![Rule::Punishment]),
        ("PPPK", agreement, &passed, Some(&open), vec![Rule::Employment]),
    ];
    for (what, facts, test, place, expected) in table {
        assert_eq!(against(&facts, std::slice::from_ref(test), place), expected, "{what}");
    }
    let nothing = against(&specialist("ahli_pertama", "III/a", 0), &[], None);
    assert_eq!(nothing, [Rule::Points, Rule::Test, Rule::Level, Rule::Formation], "all at once");
}

#[test]
fn only_a_passed_test_of_the_level_counts_and_not_for_ever() {
    let (facts, open) = (specialist("ahli_pertama", "III/b", 100), place("ahli_muda", true, ""));
    let table = [
        (test(Level::AhliMuda, date(2023, 11, 4), true), true),
        (test(Level::AhliMuda, date(2023, 11, 3), true), false),
        (test(Level::AhliMuda, date(2025, 6, 1), false), false),
        (test(Level::AhliMadya, date(2025, 6, 1), true), false),
        (test(Level::AhliMuda, date(2025, 11, 4), true), false),
    ];
    for (test, counts) in table {
        let expected = if counts { vec![] } else { vec![Rule::Test] };
        assert_eq!(against(&facts, std::slice::from_ref(&test), Some(&open)), expected, "{test:?}");
    }
}

#[test]
fn a_held_position_or_one_of_another_level_is_no_open_place() {
    let facts = specialist("ahli_pertama", "III/b", 100);
    let passed = [test(Level::AhliMuda, date(2025, 6, 1), true)];
    for place in [place("ahli_muda", false, ""), place("ahli_madya", true, ""), place("", true, "")] {
        assert_eq!(against(&facts, &passed, Some(&place)), [Rule::Formation], "{place:?}");
    }
}

/// Vector C7: the points are there, test and place are not yet.
#[test]
fn points_alone_are_not_enough() {
    let facts = specialist("terampil", "II/d", 60);
    assert_eq!(against(&facts, &[], None), [Rule::Test, Rule::Formation]);
}
