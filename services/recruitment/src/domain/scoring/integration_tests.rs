#![allow(clippy::unwrap_used)]

use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::*;
use crate::domain::skb_scheme::{AdditionalTest, TestKind};

const WEIGHTS: Weights = Weights { skd_max: 550, skd: 40, skb: 60 };

fn cat_only() -> Integration {
    Integration::new(WEIGHTS, SkbScheme::cat_only(500)).unwrap()
}

fn with_practice() -> Integration {
    let practice = AdditionalTest { name: "praktik".to_owned(), kind: TestKind::Measured, weight: 40, max: 100 };
    Integration::new(WEIGHTS, SkbScheme { cat_max: 500, cat_weight: 60, additional: vec![practice] }).unwrap()
}

fn mark(skd: u32, skb: u16) -> Points {
    cat_only().final_points(skd, &SkbScores::cat_only(skb.into())).unwrap()
}

fn shown(skd: u32, skb: u16) -> String {
    cat_only().render(mark(skd, skb))
}

#[test]
fn marks_are_shown_with_three_decimals() {
    let marks = [(550, 500), (420, 380), (395, 350), (311, 300), (450, 465), (377, 221), (317, 200)];
    let expected = ["100.000", "76.145", "70.727", "58.618", "88.527", "53.938", "47.055"];
    assert_eq!(marks.map(|(skd, skb)| shown(skd, skb)), expected);
}

#[test]
fn the_components_add_up() {
    let integration = cat_only();
    let skd = integration.skd_points(420).unwrap();
    let skb = integration.skb_points(&SkbScores::cat_only(380.into())).unwrap();
    assert_eq!((integration.render(skd), integration.render(skb)), ("30.545".to_owned(), "45.600".to_owned()));
    assert_eq!(Points(skd.0 + skb.0), mark(420, 380));
}

#[test]
fn a_tie_that_floats_would_miss_is_a_tie() {
    assert_eq!(mark(517, 490), mark(550, 470));
    assert_eq!(mark(433, 360), mark(400, 380));
    assert_eq!(shown(517, 490), "96.400");
}

#[test]
fn an_additional_test_takes_its_share() {
    let scores = SkbScores { cat: 380.into(), additional: vec![82.into()] };
    let integration = with_practice();
    assert_eq!(integration.render(integration.final_points(420, &scores).unwrap()), "77.585");
}

#[test]
fn the_2018_example_uses_a_maximum_of_500() {
    let integration = Integration::new(Weights { skd_max: 500, ..WEIGHTS }, SkbScheme::cat_only(500)).unwrap();
    let shown =
        |skd, skb: u16| integration.render(integration.final_points(skd, &SkbScores::cat_only(skb.into())).unwrap());
    assert_eq!([shown(300, 350), shown(295, 400), shown(280, 375)], ["66.000", "71.600", "67.400"]);
}

#[test]
fn impossible_marks_are_refused() {
    let scores = SkbScores::cat_only(501.into());
    let error = IntegrationError::AboveMaximum { mark: 501.into(), max: 500 };
    assert_eq!(cat_only().final_points(420, &scores), Err(error));
    assert!(cat_only().skd_points(551).is_err());
    let missing = SkbScores::cat_only(380.into());
    assert_eq!(with_practice().skb_points(&missing), Err(IntegrationError::WrongTests { given: 0, expected: 1 }));
}

#[test]
fn impossible_weights_and_maxima_are_refused() {
    let weights = Weights { skb: 50, ..WEIGHTS };
    let scheme = SkbScheme::cat_only(500);
    assert_eq!(Integration::new(weights, scheme), Err(IntegrationError::WeightsNotHundred(90)));
    assert_eq!(Integration::new(WEIGHTS, SkbScheme::cat_only(0)), Err(IntegrationError::UnusableMaxima));
}

#[test]
fn kept_points_are_shown_again_without_the_scheme() {
    let integration = cat_only();
    let shown = |skd, skb: u16| {
        let points = integration.final_points(skd, &SkbScores::cat_only(skb.into())).unwrap();
        let kept = FinalPoints { points, denominator: integration.denominator() };
        (kept.rounded(), kept.fraction())
    };
    assert_eq!(shown(420, 380), ("76.145".to_owned(), "4188/55".to_owned()));
    assert_eq!(shown(550, 500), ("100.000".to_owned(), "100".to_owned()));
    assert_eq!(shown(0, 0), ("0.000".to_owned(), "0".to_owned()));
}

proptest! {
    #[test]
    fn points_agree_with_rational_arithmetic(skd in 0u32..=550, cat in 0u32..=500_000, practice in 0u32..=100_000) {
        let integration = with_practice();
        let scores = SkbScores { cat: Thousandths(cat), additional: vec![Thousandths(practice)] };
        let points = integration.final_points(skd, &scores).unwrap();
        let ratio = |numer: u64, denom: u64| BigRational::new(BigInt::from(numer), BigInt::from(denom));
        let expected = ratio(40 * u64::from(skd), 550)
            + ratio(60 * 60 * u64::from(cat), 100 * 500_000)
            + ratio(60 * 40 * u64::from(practice), 100 * 100_000);
        prop_assert_eq!(BigRational::new(points.0.into(), integration.denominator().into()), expected);
    }

    #[test]
    fn more_of_either_test_is_never_less(skd in 0u32..550, skb in 0u16..500) {
        prop_assert!(mark(skd + 1, skb) > mark(skd, skb));
        prop_assert!(mark(skd, skb + 1) > mark(skd, skb));
    }
}

#[test]
fn the_vectors_i1_to_i6_hold_exactly() {
    let vectors = [
        (550, 500, "40.000", "60.000", "100.000", "100"),
        (420, 380, "30.545", "45.600", "76.145", "4188/55"),
        (395, 350, "28.727", "42.000", "70.727", "778/11"),
        (311, 300, "22.618", "36.000", "58.618", "3224/55"),
        (450, 465, "32.727", "55.800", "88.527", "4869/55"),
        (377, 221, "27.418", "26.520", "53.938", "14833/275"),
    ];
    let integration = cat_only();
    for (skd, skb, skd_part, skb_part, total, exact) in vectors {
        let parts = [
            integration.skd_points(skd).unwrap(),
            integration.skb_points(&SkbScores::cat_only(u16::into(skb))).unwrap(),
        ];
        assert_eq!(parts.map(|part| integration.render(part)), [skd_part, skb_part]);
        let kept = FinalPoints { points: mark(skd, skb), denominator: integration.denominator() };
        assert_eq!((kept.rounded().as_str(), kept.fraction().as_str()), (total, exact));
    }
}

#[test]
fn points_over_different_denominators_are_compared_exactly() {
    let points = |points, denominator| FinalPoints { points: Points(points), denominator };
    assert!(points(1, 3).compare(&points(333_333_333, 1_000_000_000)).is_gt());
    assert!(points(2, 6).compare(&points(1, 3)).is_eq());
    assert_eq!(points(2, 3).thousandths(), 667);
}
