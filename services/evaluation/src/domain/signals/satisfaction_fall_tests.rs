#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::signal::{SignalKind, SignalState};
use jiff::{Timestamp, civil::date};
use uuid::Uuid;

fn test() -> SatisfactionTest {
    let number = |text: &str| exact::parse(text).unwrap();
    let quantiles = Quantiles::new(vec![(9, number("2.262")), (60, number("2")), (120, number("1.98"))]).unwrap();
    SatisfactionTest { least_element: 7661, run: 2, drop: 500, least_respondents: 10, quantiles }
}

fn squared(points: &str) -> BigRational {
    let points = exact::parse(points).unwrap();
    &points * &points
}

/// A survey of a half-year from June 2023 on.
fn survey(n: i16, index: i64, time: i64) -> SurveyPoint {
    let period_end = if n % 2 == 0 { date(2023 + n / 2, 6, 30) } else { date(2023 + n / 2, 12, 31) };
    let element =
        |name: &str, index| ElementPoint { name: name.to_owned(), index, squared_error: BigRational::default() };
    let elements = vec![element("procedure", 9000), element("time", time)];
    SurveyPoint {
        period_end,
        ruleset: "new".into(),
        index,
        squared_error: BigRational::default(),
        elements,
        respondents: 278,
    }
}

fn signal(fell: Finding) -> Signal {
    Signal {
        id: Uuid::nil(),
        service: Uuid::nil(),
        kind: SignalKind::Satisfaction,
        state: SignalState::Open,
        ruleset: "x".into(),
        fell,
        event: None,
        decision: None,
        recovery: None,
        settled: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn an_element_below_76_61_twice_in_a_row_is_a_fall() {
    let falls =
        |first: i64, second: i64| test().fall(&[survey(0, 8000, first), survey(1, 8000, second)], None).is_some();
    let cases = [(7660, 7660, true), (7661, 7660, false), (7660, 7661, false), (2500, 7660, true), (9000, 9000, false)];
    for (first, second, expected) in cases {
        assert_eq!(falls(first, second), expected, "{first} then {second}");
    }
    assert!(test().fall(&[survey(0, 8000, 7000)], None).is_none(), "once is not twice");
    let apart = [survey(0, 8000, 7000), survey(1, 8000, 8000), survey(2, 8000, 7000)];
    assert!(test().fall(&apart, None).is_none());
}

#[test]
fn an_element_is_bad_where_the_answers_exclude_chance() {
    let scattered = |error: &str, respondents: i64| {
        let mut surveys = [survey(0, 8000, 7000), survey(1, 8000, 7000)];
        for survey in &mut surveys {
            (survey.elements[1].squared_error, survey.respondents) = (squared(error), respondents);
        }
        test().fall(&surveys, None).is_some()
    };
    // 6.61 points below: t of 277 degrees is 1.98, of 59 degrees 2.262 by the row of 9.
    assert_eq!([scattered("3.33", 278), scattered("3.34", 278)], [true, false]);
    assert_eq!([scattered("2.92", 60), scattered("2.93", 60)], [true, false]);
    assert_eq!([scattered("0.1", 10), scattered("0.1", 9)], [true, false], "nine respondents prove nothing");
}

#[test]
fn a_drop_is_told_where_the_answers_exclude_chance() {
    let falls = |error: &str, drop: i64| {
        let mut surveys = [survey(0, 9000, 9000), survey(1, 9000 - drop, 9000)];
        for survey in &mut surveys {
            survey.squared_error = squared(error);
        }
        test().fall(&surveys, None).is_some()
    };
    // 1.98 · √2 · 2 = 5.6003.
    assert_eq!([falls("2", 560), falls("2", 561), falls("1", 499), falls("1", 500)], [false, true, false, true]);
}

#[test]
fn indices_of_two_rulesets_are_never_subtracted() {
    let mut surveys = vec![survey(0, 9000, 7000), survey(1, 8000, 7000)];
    surveys[0].ruleset = "old".into();
    assert!(test().fall(&surveys, None).is_none());
    surveys.push(survey(2, 7400, 7000));
    let told = test().fall(&surveys, None).unwrap();
    assert!(told.reason.contains("the index fell from 80.00 to 74.00"));
    let mut back = survey(3, 9500, 9500);
    back.ruleset = "newest".into();
    let fell = signal(told);
    surveys.push(back);
    assert!(test().recovery(&surveys, &fell).is_none(), "what another ruleset counted is no recovery of it");
    surveys.push(survey(4, 9500, 9500));
    assert!(test().recovery(&surveys, &fell).is_some());
}

#[test]
fn a_drop_of_five_points_is_a_fall() {
    let falls = |before: i64, now: i64| test().fall(&[survey(0, before, 9000), survey(1, now, 9000)], None).is_some();
    assert!(falls(9148, 8648));
    assert!(!falls(9148, 8649));
    assert!(!falls(8648, 9148));
}

#[test]
fn a_fall_shows_its_figures() {
    let surveys = [survey(0, 9000, 7000), survey(1, 8450, 6950)];
    let told = test().fall(&surveys, None).unwrap();
    let expected = "satisfaction up to 2023-12-31: element time is at 70.00, 69.50; the index fell from 90.00 to 84.50";
    assert_eq!(told.reason, expected);
    assert_eq!(told.periods, ["2023-06-30", "2023-12-31"]);
    assert_eq!((told.statistic.as_str(), told.threshold.as_str()), ("84.50", "85.00"));
    assert!(told.figures.contains(&Figure::new("element_time", "70.00, 69.50")));
    let bad = test().fall(&[survey(0, 8000, 7000), survey(1, 8000, 6950)], None).unwrap();
    assert_eq!((bad.statistic.as_str(), bad.threshold.as_str()), ("69.50", "76.61"));
}

#[test]
fn settled_surveys_prove_nothing_again() {
    let surveys = [survey(0, 8000, 7000), survey(1, 8000, 7000), survey(2, 8000, 7000), survey(3, 8000, 7000)];
    assert!(test().fall(&surveys[..2], Some(surveys[1].period_end)).is_none());
    assert!(test().fall(&surveys[..3], Some(surveys[1].period_end)).is_none(), "one new survey is not two");
    assert!(test().fall(&surveys, Some(surveys[1].period_end)).is_some());
}

#[test]
fn a_service_recovers_when_its_elements_are_good_and_the_index_is_back() {
    let mut surveys = vec![survey(0, 9000, 7000), survey(1, 8450, 6950)];
    let fell = signal(test().fall(&surveys, None).unwrap());
    assert!(test().recovery(&surveys, &fell).is_none());
    for (index, time, expected) in [(9000, 7660, false), (8500, 7661, false), (8501, 7661, true), (9000, 9000, true)] {
        surveys.truncate(2);
        surveys.push(survey(2, index, time));
        assert_eq!(test().recovery(&surveys, &fell).is_some(), expected, "{index} {time}");
    }
    surveys.remove(1);
    assert!(test().recovery(&surveys, &fell).is_none(), "the survey that told it is not there any more");
}

#[test]
fn points_have_two_decimals() {
    assert_eq!([0, 5, 7661, 10_000, -5].map(points), ["0.00", "0.05", "76.61", "100.00", "-0.05"]);
}
