#![allow(clippy::unwrap_used)]

use super::*;

const LIMITS: SkdLimits = SkdLimits { twk_max: 150, tiu_max: 175, tkp_max: 225, points_per_item: 5 };
const GENERAL: PassMark = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };
const CUMLAUDE: PassMark = PassMark { twk: None, tiu: Some(85), tkp: None, total: Some(311) };
const SPECIAL: PassMark = PassMark { twk: None, tiu: Some(60), tkp: None, total: Some(286) };

fn score(twk: u16, tiu: u16, tkp: u16) -> SkdScore {
    SkdScore { twk, tiu, tkp }
}

#[test]
fn all_nine_published_names_are_told_apart() {
    for kind in NeedKind::ALL {
        assert_eq!(NeedKind::parse(kind.sscasn_name()).unwrap(), kind);
        assert_eq!(NeedKind::parse(&kind.as_str().to_lowercase()).unwrap(), kind);
    }
    assert!(NeedKind::parse("GURU").is_err());
}

#[test]
fn the_general_mark_asks_for_every_part() {
    assert!(GENERAL.admits(&score(65, 80, 166)));
    assert!(!GENERAL.admits(&score(60, 150, 200)));
    assert!(!GENERAL.admits(&score(150, 75, 225)));
    assert!(!GENERAL.admits(&score(100, 100, 165)));
}

#[test]
fn the_cumlaude_mark_asks_for_the_total_and_tiu() {
    assert!(CUMLAUDE.admits(&score(30, 85, 196)));
    assert!(!CUMLAUDE.admits(&score(30, 85, 195)));
    assert!(!CUMLAUDE.admits(&score(100, 80, 200)));
}

#[test]
fn the_special_mark_is_lower() {
    assert!(SPECIAL.admits(&score(40, 60, 186)));
    assert!(!SPECIAL.admits(&score(40, 55, 220)));
    assert!(!SPECIAL.admits(&score(65, 60, 160)));
}

#[test]
fn every_impossible_part_is_listed() {
    let expected = [
        SkdViolation::NotAMultiple { part: "TWK", score: 67, step: 5 },
        SkdViolation::AboveMaximum { part: "TIU", score: 180, max: 175 },
        SkdViolation::AboveMaximum { part: "TKP", score: 226, max: 225 },
    ];
    assert_eq!(LIMITS.violations(&score(67, 180, 226)), expected);
    assert!(LIMITS.violations(&score(150, 175, 225)).is_empty());
}

#[test]
fn whoever_answers_every_item_of_tkp_has_a_point_for_each() {
    let cases = [(45, 45, true), (44, 45, false), (1, 45, false), (225, 45, true), (44, 44, true), (0, 0, true)];
    let more = [(1, 0, false), (6, 1, false), (5, 1, true), (46, 46, false), (225, u16::MAX, false)];
    for (tkp, answered, possible) in cases.into_iter().chain(more) {
        assert_eq!(LIMITS.of_answers(tkp, answered).is_ok(), possible, "{tkp} of {answered}");
    }
    assert_eq!(LIMITS.of_answers(44, 45).unwrap_err().part(), "TKP");
}

#[test]
fn the_limits_tell_the_total_and_the_items() {
    assert_eq!(LIMITS.total_max(), 550);
    assert_eq!(LIMITS.items(), [30, 35, 45]);
}

#[test]
fn less_than_a_point_an_item_tells_of_blanks() {
    assert_eq!([0, 1, 44, 45, 166].map(|tkp| LIMITS.is_of_blanks(tkp)), [false, true, true, false, false]);
    assert!(LIMITS.is_exceeded_by(&score(0, 176, 0)) && !LIMITS.is_exceeded_by(&score(150, 175, 225)));
}
