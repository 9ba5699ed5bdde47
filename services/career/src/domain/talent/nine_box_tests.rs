#![allow(clippy::unwrap_used)]

use super::*;
use crate::{domain::credit::Rating, rulesets};
use jiff::civil::date;

fn rules() -> TalentRules {
    rulesets::talent::find("talent-permenpanrb-3-2020").unwrap()
}

fn known() -> TalentFacts {
    TalentFacts {
        servant: Uuid::nil(),
        position: "instansi/6571/positions/7".into(),
        unit: String::new(),
        rating: Some(YearRating { year: 2024, rating: Rating::Baik }),
        scores: vec![PartScore { part: "potential_test".into(), score: 8_250, date: date(2023, 3, 1) }],
        matched: Some(MatchSeen {
            percent: Some((700, 9)),
            complete: true,
            position: "instansi/6571/positions/7".into(),
            date: date(2025, 5, 1),
        }),
    }
}

fn today() -> Date {
    date(2025, 5, 2)
}

/// The vectors of section 4.5 of the rules.
#[test]
fn each_pair_of_figures_has_its_box() {
    let rules = rules();
    let table = [
        (100, "100", 9),
        (100, "70", 7),
        (100, "40", 4),
        (70, "100", 8),
        (70, "70", 5),
        (70, "40", 2),
        (40, "100", 6),
        (40, "70", 3),
        (40, "40", 1),
        (100, "80", 9),
        (100, "79.99", 7),
        (100, "60", 7),
        (100, "59.99", 4),
    ];
    for (performance, potential, number) in table {
        let vertical = rules.performance_cuts.band(&BigRational::from(BigInt::from(performance)));
        let horizontal = rules.potential_cuts.band(&exact::parse(potential).unwrap());
        assert_eq!(box_of(vertical, horizontal), number, "({performance}, {potential})");
    }
}

#[test]
fn each_rating_has_its_points() {
    let table = [
        (Rating::SangatBaik, 100),
        (Rating::Baik, 80),
        (Rating::ButuhPerbaikan, 60),
        (Rating::Kurang, 40),
        (Rating::SangatKurang, 20),
    ];
    for (rating, points) in table {
        let facts = TalentFacts { rating: Some(YearRating { year: 2024, rating }), ..known() };
        assert_eq!(rules().propose(&facts, today()).performance, Some(points));
    }
}

#[test]
fn a_box_tells_how_each_figure_arose() {
    let found = rules().propose(&known(), today());
    // (82.5 + 700/9) / 2 = 2885/36, just above the cut.
    assert_eq!((found.number, found.performance, found.potential), (Some(9), Some(80), Some((2_885, 36))));
    assert!(found.review.is_empty() && found.flags.is_empty());
    assert_eq!(
        found.figures,
        [
            "performance: 80 from the rating baik of 2024",
            "potential_test: 82.50 of 2023-03-01",
            "job_person_match: 77.78 computed on 2025-05-01",
            "potential: 80.14 = 50 % potential_test + 50 % job_person_match",
            "value: 80.07 = 50 % of 80 + 50 % of 80.14",
        ]
    );
}

#[test]
fn what_is_unknown_or_has_expired_needs_review_and_is_never_zero() {
    let matched = known().matched.unwrap();
    let score = known().scores.remove(0);
    let with = |matched: MatchSeen| TalentFacts { matched: Some(matched), ..known() };
    let table = [
        (TalentFacts { rating: None, ..known() }, "performance: no rating is recorded"),
        (
            TalentFacts { rating: Some(YearRating { year: 2022, rating: Rating::Baik }), ..known() },
            "performance: the last rating is of 2022, which is too old",
        ),
        (TalentFacts { scores: Vec::new(), ..known() }, "potential_test: nothing is recorded"),
        (
            TalentFacts { scores: vec![PartScore { date: date(2021, 12, 31), ..score }], ..known() },
            "potential_test: the assessment of 2021-12-31 has expired",
        ),
        (TalentFacts { matched: None, ..known() }, "job_person_match: no match was computed"),
        (
            with(MatchSeen { complete: false, ..matched.clone() }),
            "job_person_match: something that the post asks for is unknown or has expired",
        ),
        (
            with(MatchSeen { position: "another".into(), ..matched.clone() }),
            "job_person_match: the match is of another post",
        ),
        (
            with(MatchSeen { date: date(2025, 3, 31), ..matched.clone() }),
            "job_person_match: the match was computed on 2025-03-31",
        ),
        (with(MatchSeen { percent: None, ..matched }), "job_person_match: nothing is assessed"),
    ];
    for (facts, review) in table {
        let found = rules().propose(&facts, today());
        assert_eq!((found.number, found.review), (None, vec![review.to_owned()]));
    }
    let nothing = TalentFacts { rating: None, scores: Vec::new(), matched: None, ..known() };
    let found = rules().propose(&nothing, today());
    assert_eq!((found.number, found.performance, found.potential, found.review.len()), (None, None, None, 3));
}

#[test]
fn years_of_an_assessment_are_calendar_years() {
    let score = PartScore { part: "potential_test".into(), score: 9_000, date: date(2022, 1, 1) };
    let facts = TalentFacts { scores: vec![score], ..known() };
    assert!(rules().propose(&facts, date(2025, 5, 2)).number.is_some(), "2025 less 2022 is 3");
}

#[test]
fn a_match_above_100_counts_as_100_and_is_told() {
    let matched = MatchSeen { percent: Some((1_151, 10)), ..known().matched.unwrap() };
    let found = rules().propose(&TalentFacts { matched: Some(matched), ..known() }, today());
    assert_eq!(found.flags, ["job_person_match: 115.10 counts as 100"]);
    assert_eq!(found.potential, Some((365, 4)), "(82.5 + 100) / 2");
    assert_eq!(found.number, Some(9));
}

#[test]
fn boxes_have_their_recommendations() {
    let rules = rules();
    assert!(rules.recommendation(9).contains("dipromosikan"));
    assert!(rules.recommendation(1).contains("sesuai ketentuan"));
    assert_eq!((rules.recommendation(0), rules.recommendation(10)), ("", ""));
}
