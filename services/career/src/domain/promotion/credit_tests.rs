#![allow(clippy::unwrap_used)]

use jiff::civil::date;

use super::*;
use exact::{parse, whole};

fn ruleset() -> CreditRuleset {
    let figures = [
        ("3.75", 15, Some(15)),
        ("5", 20, Some(60)),
        ("12.5", 50, Some(100)),
        ("25", 100, None),
        ("12.5", 50, Some(100)),
        ("25", 100, Some(200)),
        ("37.5", 150, Some(450)),
        ("50", 200, None),
    ];
    let levels = Level::ALL.into_iter().zip(figures).map(|(level, (coefficient, for_rank, for_level))| LevelCredit {
        level,
        coefficient: parse(coefficient).unwrap(),
        for_rank,
        for_level,
    });
    CreditRuleset {
        id: "example".to_owned(),
        regulation: "PermenPANRB 1/2023".to_owned(),
        valid_from: date(2023, 7, 1),
        levels: levels.collect(),
        percentages: Rating::ALL.into_iter().zip([150, 100, 75, 50, 25]).collect(),
    }
}

fn shown(level: Level, rating: Rating, months: u8) -> String {
    render(&ruleset().credit(level, rating, months).unwrap())
}

#[test]
fn a_rating_earns_its_percentage_of_the_coefficient() {
    assert_eq!(shown(Level::AhliPertama, Rating::Baik, 12), "12.50");
    assert_eq!(shown(Level::AhliPertama, Rating::SangatBaik, 12), "18.75");
    assert_eq!(shown(Level::AhliUtama, Rating::Kurang, 12), "25.00");
}

#[test]
fn a_part_of_a_year_earns_its_months() {
    assert_eq!(shown(Level::AhliPertama, Rating::Baik, 2), "2.08");
    assert_eq!(shown(Level::AhliMuda, Rating::SangatBaik, 7), "21.88");
    assert_eq!(ruleset().credit(Level::Mahir, Rating::Baik, 13), Err(CreditError::NotMonths(13)));
    assert_eq!(ruleset().credit(Level::Mahir, Rating::Baik, 0), Err(CreditError::NotMonths(0)));
}

#[test]
fn halves_are_shown_rounded_up() {
    assert_eq!(shown(Level::Pemula, Rating::SangatBaik, 12), "5.63");
    assert_eq!(shown(Level::AhliMadya, Rating::ButuhPerbaikan, 12), "28.13");
    assert_eq!(shown(Level::Mahir, Rating::SangatKurang, 12), "3.13");
}

#[test]
fn points_add_up_to_a_rank_before_a_level() {
    let rules = ruleset();
    let years = [Rating::Baik, Rating::Baik, Rating::SangatBaik, Rating::Baik];
    let years = years.map(|rating| rules.credit(Level::AhliMuda, rating, 12).unwrap());
    let sum: BigRational = years.iter().sum();
    assert_eq!(sum, parse("112.5").unwrap());
    assert_eq!(rules.suffices_for_rank(Level::AhliMuda, &sum), Ok(true));
    assert_eq!(rules.suffices_for_level(Level::AhliMuda, &sum), Ok(false));
    assert_eq!(rules.suffices_for_rank(Level::AhliMadya, &whole(150)), Ok(true));
    assert_eq!(rules.suffices_for_level(Level::AhliUtama, &whole(9_000)), Ok(false));
}

#[test]
fn ratings_and_levels_have_an_order() {
    assert!(Rating::SangatBaik.is_at_least(Rating::Baik) && Rating::Baik.is_at_least(Rating::Baik));
    assert!(!Rating::ButuhPerbaikan.is_at_least(Rating::Baik));
    assert_eq!((Level::Pemula.next(), Level::Penyelia.next()), (Some(Level::Terampil), None));
    assert_eq!((Level::AhliMadya.next(), Level::AhliUtama.next()), (Some(Level::AhliUtama), None));
}

#[test]
fn codes_read_back() {
    for level in Level::ALL {
        assert_eq!(Level::parse(level.as_str()), Some(level));
    }
    assert_eq!(Rating::parse("cukup"), Some(Rating::ButuhPerbaikan));
    assert_eq!(Rating::parse("istimewa"), None);
}

#[test]
fn a_ruleset_without_a_level_is_not_complete() {
    assert!(ruleset().is_complete());
    let mut partial = ruleset();
    partial.levels.pop();
    assert!(!partial.is_complete());
    assert_eq!(partial.level(Level::AhliUtama), Err(CreditError::NoLevel(Level::AhliUtama)));
}
