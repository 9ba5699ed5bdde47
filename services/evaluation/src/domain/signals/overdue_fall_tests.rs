#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;

fn test() -> OverdueTest {
    OverdueTest {
        percent: 10,
        false_alarm: exact::parse("0.01").unwrap(),
        least_complaints: 10,
        smallest_cell: 5,
        quarters: 2,
    }
}

fn quarter() -> Quarter {
    Quarter::ended_before(date(2025, 11, 5), 1)[0]
}

#[test]
fn beyond_ten_percent_is_told_where_chance_does_not_explain_it() {
    // Binomial tails at 10 %: 5 of 15 come in 1.27 % of quarters, 5 of 14 in 0.92 %; 18 of 100 in 1.0007 %, 19 in 0.46 %.
    for (complaints, overdue, expected) in [
        (9, 1, false),
        (9, 9, false),
        (10, 4, false),
        (10, 5, true),
        (14, 5, true),
        (15, 5, false),
        (100, 11, false),
        (100, 18, false),
        (100, 19, true),
        (20_000, 2_150, true),
        (20_000, 2_050, false),
        (0, 0, false),
    ] {
        assert_eq!(test().fall(quarter(), complaints, overdue).is_some(), expected, "{overdue} of {complaints}");
    }
    let told = test().fall(quarter(), 14, 5).unwrap();
    assert_eq!(told.reason, "more than 10 % of the complaints of 2025-Q3 are past their deadline");
    assert_eq!(told.figures[..2], [Figure::new("complaints", 14), Figure::new("overdue", 5)]);
    assert_eq!((told.statistic.as_str(), told.threshold.as_str()), ("35.7143", "10"));
}

#[test]
fn a_quarter_within_the_bound_and_not_too_small_is_a_recovery() {
    for (complaints, overdue, expected) in
        [(9, 0, false), (10, 1, true), (10, 2, false), (100, 10, true), (100, 11, false)]
    {
        assert_eq!(test().recovery(quarter(), complaints, overdue).is_some(), expected, "{overdue} of {complaints}");
    }
}

#[test]
fn few_late_ones_are_not_told_apart() {
    let shown = |overdue: u64| {
        let told = test().recovery(quarter(), 60, overdue).unwrap();
        (told.figures[1].value.clone(), told.statistic)
    };
    let few = ("fewer than 5".to_owned(), "6.6667".to_owned());
    assert_eq!([shown(1), shown(4)], [few.clone(), few]);
    assert_eq!(shown(5), ("5".to_owned(), "8.3333".to_owned()));
    assert_eq!(shown(0), ("0".to_owned(), "0.0000".to_owned()));
    let small = test().recovery(quarter(), 10, 1).unwrap();
    assert_eq!(small.statistic, "10.0000", "at most the bound, and no more is said");
}

#[test]
fn unusable_figures_are_seen() {
    assert!(test().is_usable());
    let number = |text: &str| exact::parse(text).unwrap();
    assert!(!OverdueTest { percent: 0, ..test() }.is_usable());
    assert!(!OverdueTest { false_alarm: number("0"), ..test() }.is_usable());
    assert!(!OverdueTest { false_alarm: number("1"), ..test() }.is_usable());
    assert!(!OverdueTest { least_complaints: 4, ..test() }.is_usable());
    assert!(!OverdueTest { quarters: 0, ..test() }.is_usable());
}

#[test]
fn quarters_end_before_the_day() {
    let shown = |day: Date| Quarter::ended_before(day, 2).iter().map(Quarter::text).collect::<Vec<_>>();
    assert_eq!(shown(date(2025, 11, 5)), ["2025-Q2", "2025-Q3"]);
    assert_eq!(shown(date(2025, 9, 30)), ["2025-Q1", "2025-Q2"]);
    assert_eq!(shown(date(2025, 1, 1)), ["2024-Q3", "2024-Q4"]);
    let last = Quarter::ended_before(date(2025, 10, 1), 1)[0];
    assert_eq!((last.first, last.last), (date(2025, 7, 1), date(2025, 9, 30)));
}
