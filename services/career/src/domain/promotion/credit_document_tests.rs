#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{
        credit::Rating,
        credit_row::{CreditKind, convert},
    },
    rulesets,
};
use jiff::{Timestamp, civil::date};
use uuid::Uuid;

fn credit() -> CreditRuleset {
    rulesets::credit_ruleset("credit-permenpanrb-1-2023").unwrap()
}

fn row(level: Level, rating: Rating, months: u8) -> CreditRow {
    let (parts, basis) = convert(&credit(), level, rating, months).unwrap();
    CreditRow {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        kind: CreditKind::Conversion,
        level,
        first: date(2024, 1, 1),
        last: date(2024, 12, 31),
        rating: Some(rating),
        parts,
        basis,
        ruleset: credit().id,
        document_number: "1/PAK".into(),
        document_date: date(2025, 1, 10),
        record_time: Timestamp::UNIX_EPOCH,
        superseded_time: None,
    }
}

fn document(rounds: bool, level: Level, grade: &str, rows: Vec<CreditRow>) -> CreditDocument {
    let mut rules = rulesets::promotion::find("promotion-bkn-4-2025").unwrap();
    rules.document_rounds_each_row = rounds;
    CreditDocument::draw_up(&rules, &credit(), level, Some(Grade::parse(grade).unwrap()), rows)
}

/// Vectors C1, C2, C5 to C8: what points suffice for.
#[test]
fn points_suffice_for_a_rank_before_a_level() {
    use Rating::{Baik, SangatBaik};
    let years = |level, ratings: &[Rating]| ratings.iter().map(|rating| row(level, *rating, 12)).collect::<Vec<_>>();
    let table = [
        ("C1", Level::AhliPertama, "III/a", years(Level::AhliPertama, &[Baik; 4]), "50.00", true, false),
        ("C1 less", Level::AhliPertama, "III/a", years(Level::AhliPertama, &[Baik; 3]), "37.50", false, false),
        ("C2", Level::AhliPertama, "III/a", years(Level::AhliPertama, &[SangatBaik; 3]), "56.25", true, false),
        ("C5", Level::AhliMadya, "IV/a", years(Level::AhliMadya, &[Baik; 4]), "150.00", true, false),
        (
            "C6",
            Level::AhliMuda,
            "III/c",
            years(Level::AhliMuda, &[Baik, Baik, SangatBaik, Baik]),
            "112.50",
            true,
            false,
        ),
        ("C7", Level::Terampil, "II/d", years(Level::Terampil, &[Baik; 12]), "60.00", false, true),
        ("C8", Level::AhliUtama, "IV/e", years(Level::AhliUtama, &[SangatBaik; 9]), "675.00", false, false),
    ];
    for (id, level, grade, rows, total, rank, next) in table {
        let document = document(true, level, grade, rows);
        assert_eq!(document.total, total, "{id}");
        assert_eq!((document.suffices_for_rank(), document.suffices_for_level()), (rank, next), "{id}");
    }
}

#[test]
fn steps_inside_a_level_add_up() {
    let of = |level, grade| document(true, level, grade, Vec::new()).for_rank;
    assert_eq!((of(Level::AhliMadya, "IV/a"), of(Level::AhliMadya, "IV/b")), (Some(150), Some(300)));
    assert_eq!(of(Level::AhliMadya, "IV/c"), None, "the next rank is of the next level");
    assert_eq!((of(Level::Terampil, "II/b"), of(Level::Terampil, "II/c")), (Some(20), Some(40)));
    assert_eq!(of(Level::AhliMuda, "III/b"), Some(0), "the points before earned the level");
}

#[test]
fn a_rating_that_changed_afterwards_is_told() {
    let rated = |rating| [YearRating { year: 2024, rating }];
    let document = document(true, Level::AhliMuda, "III/c", vec![row(Level::AhliMuda, Rating::Baik, 12)]);
    assert_eq!(document.changed_years(&rated(Rating::Kurang)), [2024]);
    assert!(document.changed_years(&rated(Rating::Baik)).is_empty() && document.changed_years(&[]).is_empty());
    let mut part = row(Level::AhliMuda, Rating::Baik, 6);
    part.last = date(2024, 6, 30);
    let periodic = CreditDocument { rows: vec![part], ..document };
    assert!(periodic.changed_years(&rated(Rating::Kurang)).is_empty(), "a periodic rating is its own");
}

#[test]
fn rounding_each_row_is_a_setting_and_decides_nothing() {
    let rows: Vec<_> = (0..3).map(|_| row(Level::AhliPertama, Rating::Baik, 1)).collect();
    // 1.0416… each, 3.125 together.
    assert_eq!(document(true, Level::AhliPertama, "III/a", rows.clone()).total, "3.12");
    assert_eq!(document(false, Level::AhliPertama, "III/a", rows.clone()).total, "3.13");
    assert_eq!(document(true, Level::AhliPertama, "III/a", rows.clone()).parts, 3 * rows[0].parts);
}
