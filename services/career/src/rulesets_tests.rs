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

#[test]
fn unknown_ids_are_refused() {
    assert!(matches!(pay_table("pay-1945"), Err(RulesetError::Unknown(_))));
    assert!(matches!(credit_ruleset("credit-1945"), Err(RulesetError::Unknown(_))));
}

#[test]
fn a_broken_table_says_where() {
    let (file, head, table) = PAY[0];
    let short = table.replacen("0,1685700,", "0,", 1);
    assert!(matches!(read_pay(file, head, &short), Err(RulesetError::Line { line: 2, .. })));
    let grade = table.replacen("I/a", "I/z", 1);
    assert!(matches!(read_pay(file, head, &grade), Err(RulesetError::Grade { .. })));
    let falling = table.replacen("2,1738800,", "2,1,", 1);
    assert!(matches!(read_pay(file, head, &falling), Err(RulesetError::Pay { .. })));
}

#[test]
fn a_broken_credit_ruleset_says_what() {
    let (file, text) = CREDIT[0];
    let unknown = format!("bonus = 1\n{text}");
    assert!(matches!(read_credit(file, &unknown), Err(RulesetError::Malformed { .. })));
    let name = text.replace("\"mahir\"", "\"sakti\"");
    assert!(matches!(read_credit(file, &name), Err(RulesetError::Name { .. })));
    let number = text.replace("\"3.75\"", "\"3,75\"");
    assert!(matches!(read_credit(file, &number), Err(RulesetError::Number { .. })));
    let incomplete = text.replace("sangat_kurang = 25", "");
    assert!(matches!(read_credit(file, &incomplete), Err(RulesetError::Incomplete { .. })));
}
