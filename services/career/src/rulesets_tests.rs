#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn the_shipped_pay_table_has_every_cell_of_the_decree() {
    let table = pay_table("pay-pp5-2024").unwrap();
    assert_eq!(table.rows.values().map(BTreeMap::len).sum::<usize>(), 272);
    let pay = |grade: &str, years| table.pay(Grade::parse(grade).unwrap(), years);
    assert_eq!(pay("III/b", 2), Some(2_995_000));
    assert_eq!(pay("III/d", 15), Some(3_919_100));
    assert_eq!(table.lowest(Grade::parse("II/d").unwrap()), Some(2_591_100));
    assert_eq!(table.highest(Grade::parse("IV/e").unwrap()), Some(6_373_200));
}

#[test]
fn the_shipped_credit_ruleset_is_complete() {
    let ruleset = credit_ruleset("credit-permenpanrb-1-2023").unwrap();
    assert_eq!(ruleset.level(Level::AhliMadya).unwrap().for_level, Some(450));
    assert_eq!(ruleset.percentage(Rating::ButuhPerbaikan).unwrap(), 75);
}

/// The table of section 4.4 of the rules: a year of each level and rating, as a document shows it.
#[test]
fn the_shipped_coefficients_are_those_of_the_table() {
    let ruleset = credit_ruleset("credit-permenpanrb-1-2023").unwrap();
    let table = [
        (Level::Pemula, ["5.63", "3.75", "2.81", "1.88", "0.94"]),
        (Level::Terampil, ["7.50", "5.00", "3.75", "2.50", "1.25"]),
        (Level::Mahir, ["18.75", "12.50", "9.38", "6.25", "3.13"]),
        (Level::Penyelia, ["37.50", "25.00", "18.75", "12.50", "6.25"]),
        (Level::AhliPertama, ["18.75", "12.50", "9.38", "6.25", "3.13"]),
        (Level::AhliMuda, ["37.50", "25.00", "18.75", "12.50", "6.25"]),
        (Level::AhliMadya, ["56.25", "37.50", "28.13", "18.75", "9.38"]),
        (Level::AhliUtama, ["75.00", "50.00", "37.50", "25.00", "12.50"]),
    ];
    for (level, expected) in table {
        let year = |rating| crate::domain::credit::render(&ruleset.credit(level, rating, 12).unwrap());
        assert_eq!(Rating::ALL.map(year), expected, "{level:?}");
    }
    let needed = [(15, Some(15)), (20, Some(60)), (50, Some(100)), (100, None)];
    let needed = needed.into_iter().chain([(50, Some(100)), (100, Some(200)), (150, Some(450)), (200, None)]);
    for (level, needed) in Level::ALL.into_iter().zip(needed) {
        let figures = ruleset.level(level).unwrap();
        assert_eq!((figures.for_rank, figures.for_level), needed, "{level:?}");
    }
}

#[test]
fn unknown_ids_are_refused() {
    assert!(matches!(pay_table("pay-1945"), Err(RulesetError::Unknown(_))));
    assert!(matches!(credit_ruleset("credit-1945"), Err(RulesetError::Unknown(_))));
}

#[test]
fn every_file_is_named_after_its_id() {
    for (file, head, table) in PAY {
        assert_eq!(format!("{}.toml", read_pay(file, head, table).unwrap().id), file);
    }
    for (file, text) in CREDIT {
        assert_eq!(format!("{}.toml", read_credit(file, text).unwrap().id), file);
    }
}

/// What a file is refused for.
fn fault<Rules>(read: Result<Rules, RulesetError>) -> String {
    match read.err().unwrap() {
        RulesetError::Invalid { what, .. } => what,
        other => other.to_string(),
    }
}

#[test]
fn a_broken_table_says_where() {
    let (file, head, table) = PAY[0];
    let fault = |old: &str, new: &str| fault(read_pay(file, head, &table.replacen(old, new, 1)));
    assert_eq!(fault("0,1685700,", "0,"), "line 2 of the table is malformed");
    assert!(fault("I/a", "I/z").contains("I/z"));
    assert_eq!(fault("2,1738800,", "2,1,"), "more years in grade I/a pay less");
}

#[test]
fn a_broken_credit_ruleset_says_what() {
    let (file, text) = CREDIT[0];
    let unknown = format!("bonus = 1\n{text}");
    assert!(matches!(read_credit(file, &unknown), Err(RulesetError::Malformed { .. })));
    let fault = |old: &str, new: &str| fault(read_credit(file, &text.replace(old, new)));
    assert_eq!(fault("\"mahir\"", "\"sakti\""), "sakti");
    assert!(fault("\"3.75\"", "\"3,75\"").contains("3,75"));
    assert_eq!(fault("sangat_kurang = 25", ""), "does not have every level and rating once");
}
