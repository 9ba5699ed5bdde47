#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    credit::Rating,
    rating::YearRating,
    salary::tests::{facts, rules},
    welfare_facts::PostOn,
};
use jiff::civil::date;

const TODAY: Date = date(2025, 5, 2);

fn held() -> WelfareFacts {
    let post = PostOn {
        title: "Analis".into(),
        unit_path: "Dinas Kesehatan".into(),
        unit: "u".into(),
        job_class: 8,
        since: date(2022, 1, 1),
    };
    WelfareFacts { post: Some(post), ..facts("III/a", date(2022, 1, 1), 0) }
}

fn told(facts: &WelfareFacts, beside: Beside) -> Vec<&'static str> {
    reasons(&rules(), facts, beside, TODAY).into_iter().map(|one| one.rule).collect()
}

#[test]
fn nothing_holds_for_somebody_who_moves_on_and_is_paid_like_others() {
    let beside = Beside { pay: Some(100), class_median: Some(100), gap_since: Some(date(2025, 1, 1)) };
    assert!(told(&held(), beside).is_empty());
}

#[test]
fn each_reason_is_told_with_what_was_found() {
    let mut long = held();
    long.rank.as_mut().unwrap().start = date(2019, 5, 2);
    long.post.as_mut().unwrap().since = date(2020, 5, 2);
    long.ratings =
        vec![YearRating { year: 2024, rating: Rating::SangatBaik }, YearRating { year: 2023, rating: Rating::Kurang }];
    let beside = Beside { pay: Some(99), class_median: Some(100), gap_since: Some(date(2024, 5, 2)) };
    let found = reasons(&rules(), &long, beside, TODAY);
    let details: Vec<(&str, &str)> = found.iter().map(|one| (one.rule, one.detail.as_str())).collect();
    let expected = [
        ("pay_below_median", "base pay 99 is below 100 % of 100, the median of class 8"),
        ("long_in_rank", "in III/a since 2019-05-02"),
        ("long_in_post", "in the post since 2020-05-02"),
        ("open_gap", "a competency gap is open since 2024-05-02"),
        ("good_rating", "rated sangat_baik in 2024"),
    ];
    assert_eq!(details, expected);
    assert!(found.iter().all(|one| one.source.starts_with("welfare-2024; ")));
}

#[test]
fn a_day_before_its_time_no_reason_holds() {
    let mut almost = held();
    almost.rank.as_mut().unwrap().start = date(2019, 5, 3);
    almost.post.as_mut().unwrap().since = date(2020, 5, 3);
    almost.ratings = vec![YearRating { year: 2024, rating: Rating::Baik }];
    let beside = Beside { gap_since: Some(date(2024, 5, 3)), ..Beside::default() };
    assert!(told(&almost, beside).is_empty());
}
