#![allow(clippy::unwrap_used)]

use super::*;
use crate::rulesets;
use jiff::civil::date;

fn credit() -> CreditRuleset {
    rulesets::credit_ruleset("credit-permenpanrb-1-2023").unwrap()
}

fn converted(level: Level, rating: Rating, months: u8) -> i64 {
    convert(&credit(), level, rating, months).unwrap().0
}

/// Vectors C1 to C7.
#[test]
fn ratings_become_points() {
    use Rating::{Baik, SangatBaik};
    let table = [
        ("C1", Level::AhliPertama, Baik, 12, "12.50"),
        ("C2", Level::AhliPertama, SangatBaik, 12, "18.75"),
        ("C3", Level::AhliPertama, Baik, 2, "2.08"),
        ("C4", Level::AhliMuda, SangatBaik, 7, "21.88"),
        ("C5", Level::AhliMadya, Baik, 12, "37.50"),
        ("C7", Level::Terampil, Baik, 12, "5.00"),
        ("half up", Level::Pemula, SangatBaik, 12, "5.63"),
    ];
    for (id, level, rating, months, shown) in table {
        assert_eq!(show_parts(converted(level, rating, months)), shown, "{id}");
    }
    assert_eq!(4 * converted(Level::AhliPertama, Baik, 12), 50 * PARTS, "C1: a rank in four years");
    assert_eq!(show_parts(3 * converted(Level::AhliPertama, SangatBaik, 12)), "56.25", "C2: a rank in three");
    assert_eq!(4 * converted(Level::AhliMadya, Baik, 12), 150 * PARTS, "C5: met exactly");
    let years = 3 * converted(Level::AhliMuda, Baik, 12) + converted(Level::AhliMuda, SangatBaik, 12);
    assert_eq!(show_parts(years), "112.50", "C6");
    assert_eq!(12 * converted(Level::Terampil, Baik, 12), 60 * PARTS, "C7");
}

#[test]
fn every_month_of_every_rating_is_a_whole_number_of_parts() {
    for level in Level::ALL {
        for rating in Rating::ALL {
            let months: i64 = (0..12).map(|_| converted(level, rating, 1)).sum();
            assert_eq!(months, converted(level, rating, 12), "{} {}", level.as_str(), rating.as_str());
        }
    }
    assert!(convert(&credit(), Level::Mahir, Rating::Baik, 13).is_err());
}

#[test]
fn the_basis_says_how_the_figure_arose() {
    let (_, basis) = convert(&credit(), Level::AhliMuda, Rating::SangatBaik, 7).unwrap();
    assert_eq!(basis, "7/12 × 150 % (sangat_baik) × 25.00 (ahli_muda)");
}

#[test]
fn old_points_lose_the_base_of_their_level() {
    let rules = rulesets::promotion::find("promotion-bkn-4-2025").unwrap();
    let old = |points: &str| exact::parse(points).unwrap();
    let table = [
        (Level::AhliPertama, "150", "50.00"),
        (Level::AhliMuda, "212.345", "12.35"),
        (Level::AhliMadya, "600", "200.00"),
        (Level::AhliUtama, "850", "0.00"),
    ];
    for (level, points, shown) in table {
        assert_eq!(show_parts(integrate(&rules, level, &old(points)).unwrap().0), shown, "{}", level.as_str());
    }
    let below = CreditRefusal::BelowBase { level: Level::AhliMadya, base: 400 };
    assert_eq!(integrate(&rules, Level::AhliMadya, &old("399.999")), Err(below));
    assert_eq!(integrate(&rules, Level::Mahir, &old("150")), Err(CreditRefusal::NoBase(Level::Mahir)));
    assert_eq!(integrate(&rules, Level::AhliMuda, &old("200.0001")), Err(CreditRefusal::NotPoints));
    assert_eq!(stated_parts(&old("10000.001")), Err(CreditRefusal::NotPoints));
    assert_eq!(stated_parts(&old("-1")), Err(CreditRefusal::NotPoints));
}

#[test]
fn months_are_of_one_year() {
    let months = Months { year: 2025, first: 2, last: 2 };
    assert_eq!((months.count(), months.days()), (1, Some((date(2025, 2, 1), date(2025, 2, 28)))));
    assert_eq!(Months { year: 2025, first: 3, last: 2 }.days(), None);
    assert_eq!(Months { year: 2025, first: 0, last: 2 }.days(), None);
    assert!(is_over(date(2025, 2, 28), date(2025, 3, 1)) && !is_over(date(2025, 2, 28), date(2025, 2, 28)));
}
