#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{onboarding_rules::OnboardingRules, servant::Employment};
use jiff::civil::date;

fn latsar() -> PreService {
    PreService {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        kind: PreServiceKind::Latsar,
        state: PreServiceState::Registered,
        provider: "BPSDM".into(),
        batch: "XII".into(),
        start: date(2025, 8, 1),
        expected_hours: 647,
        ruleset: "r".into(),
        parts: Vec::new(),
        certificate: String::new(),
        result_date: None,
        result_by: String::new(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    }
}

fn part(code: &str, hours: i64) -> PreServicePart {
    let (start, end) = (date(2025, 8, 1), date(2025, 8, 20));
    PreServicePart { code: code.into(), start, end, hours, project: String::new() }
}

fn result(passed: bool) -> PreServiceResult {
    let certificate = if passed { "STTP-1".into() } else { String::new() };
    PreServiceResult { passed, certificate, date: date(2025, 11, 1) }
}

#[test]
fn it_is_passed_with_all_parts_and_once() {
    let rules = OnboardingRules::sample();
    let template = rules.pre_service(Employment::Pns).unwrap();
    let mut one = latsar();
    for (code, hours) in [("mooc", 48), ("distance", 200), ("habituation", 320)] {
        one.note_part(part(code, hours)).unwrap();
    }
    let missing = PreServiceRefusal::PartsMissing(vec!["classical".into()]);
    assert_eq!(missing.to_string(), "parts are missing: classical");
    assert_eq!(one.take_result(result(true), "tutor", template), Err(missing));
    one.note_part(part("classical", 70)).unwrap();
    one.note_part(part("classical", 79)).unwrap();
    assert_eq!((one.parts.len(), one.hours()), (4, 647), "a part noted anew takes the place of the first");
    assert_eq!(one.take_result(result(true), "tutor", template), Ok(()));
    let passed = PreServiceRefusal::State(PreServiceState::Passed);
    assert_eq!(one.take_result(result(false), "tutor", template), Err(passed.clone()));
    assert_eq!(one.note_part(part("mooc", 1)), Err(passed.clone()));
    assert_eq!(one.cancel(), Err(passed));
}

#[test]
fn it_is_failed_also_with_parts_missing() {
    let rules = OnboardingRules::sample();
    let mut one = latsar();
    let template = rules.pre_service(Employment::Pns).unwrap();
    assert_eq!(one.take_result(result(false), "tutor", template), Ok(()));
    assert_eq!((one.state, one.result_date), (PreServiceState::Failed, Some(date(2025, 11, 1))));
}

#[test]
fn a_wrong_result_is_put_right_by_somebody_else() {
    let rules = OnboardingRules::sample();
    let template = rules.pre_service(Employment::Pns).unwrap();
    let mut one = latsar();
    let nothing = PreServiceRefusal::State(PreServiceState::Registered);
    assert_eq!(one.correct_result(result(true), "hr", template), Err(nothing), "nothing was recorded");
    one.take_result(result(false), "tutor", template).unwrap();
    assert_eq!(one.correct_result(result(true), "tutor", template), Err(PreServiceRefusal::OwnResult));
    let missing = one.correct_result(result(true), "hr", template).unwrap_err();
    assert!(matches!(missing, PreServiceRefusal::PartsMissing(_)), "{missing}");
    for part_of in &template.parts {
        one.note_part(part(&part_of.code, 100)).unwrap();
    }
    let before = one.correct_result(result(true), "hr", template).unwrap();
    assert_eq!((before.was, before.recorded_by.as_str()), (result(false), "tutor"));
    assert_eq!((one.state, one.result_by.as_str()), (PreServiceState::Passed, "hr"));
    let back = one.correct_result(result(false), "tutor", template).unwrap();
    assert_eq!((back.was, back.corrected_by.as_str()), (result(true), "tutor"));
}

#[test]
fn it_is_cancelled_before_a_result_only() {
    let mut one = latsar();
    assert_eq!(one.cancel(), Ok(()));
    assert_eq!(one.cancel(), Err(PreServiceRefusal::State(PreServiceState::Cancelled)));
}

#[test]
fn names_in_tables_read_back() {
    for (state, text) in PreServiceState::ALL {
        assert_eq!((PreServiceState::parse(text), state.as_str()), (Some(state), text));
    }
    for (kind, text) in PreServiceKind::ALL {
        assert_eq!((PreServiceKind::parse(text), kind.as_str()), (Some(kind), text));
    }
}
