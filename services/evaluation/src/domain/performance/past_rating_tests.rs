#![allow(clippy::unwrap_used)]

use super::*;

fn band(name: &str, least: i64, new_idea: bool) -> Band {
    Band { name: name.into(), least, new_idea }
}

fn pp30(scheme: PastScheme, weights: (i64, i64)) -> SchemeRules {
    SchemeRules {
        scheme,
        regulation: "PP 30/2019".into(),
        first_year: 2020,
        last_year: 2021,
        weights: Some(weights),
        highest: 12_000,
        bands: vec![
            band("sangat_baik", 11_000, true),
            band("baik", 9_000, false),
            band("cukup", 7_000, false),
            band("kurang", 5_000, false),
            band("sangat_kurang", 0, false),
        ],
    }
}

fn single() -> SchemeRules {
    SchemeRules {
        scheme: PastScheme::Single,
        regulation: "PP 46/2011".into(),
        first_year: 1980,
        last_year: 2020,
        weights: None,
        highest: 10_000,
        bands: vec![
            band("sangat_baik", 9_100, false),
            band("baik", 7_600, false),
            band("cukup", 6_100, false),
            band("kurang", 5_100, false),
            band("buruk", 0, false),
        ],
    }
}

#[test]
fn totals_weigh_seventy_to_thirty_or_sixty_to_forty() {
    let (seventy, sixty) = (pp30(PastScheme::SeventyThirty, (70, 30)), pp30(PastScheme::SixtyForty, (60, 40)));
    assert_eq!(seventy.total(9_000, 8_500), Some(8_850));
    assert_eq!(sixty.total(9_000, 8_500), Some(8_800));
    // 90.01 × 70 % + 85.05 × 30 % = 88.522; 90.05 × 70 % + 85 × 30 % = 88.535: half a hundredth goes up.
    assert_eq!(seventy.total(9_001, 8_505), Some(8_852));
    assert_eq!(seventy.total(9_005, 8_500), Some(8_854));
    assert_eq!(single().total(9_000, 8_500), None);
}

#[test]
fn bands_of_the_numeric_scheme() {
    let rules = pp30(PastScheme::SeventyThirty, (70, 30));
    for (total, new_idea, name) in [
        (12_000, true, "sangat_baik"),
        (11_000, true, "sangat_baik"),
        (11_000, false, "baik"),
        (10_999, true, "baik"),
        (9_000, false, "baik"),
        (8_999, false, "cukup"),
        (7_000, false, "cukup"),
        (6_999, false, "kurang"),
        (5_000, false, "kurang"),
        (4_999, false, "sangat_kurang"),
        (0, false, "sangat_kurang"),
    ] {
        assert_eq!(rules.band(total, new_idea), name, "{total} {new_idea}");
    }
}

#[test]
fn bands_of_one_number() {
    for (total, name) in [
        (10_000, "sangat_baik"),
        (9_100, "sangat_baik"),
        (9_000, "baik"),
        (7_600, "baik"),
        (7_500, "cukup"),
        (6_100, "cukup"),
        (6_000, "kurang"),
        (5_100, "kurang"),
        (5_000, "buruk"),
    ] {
        assert_eq!(single().band(total, false), name, "{total}");
    }
}

#[test]
fn unsound_schemes_are_told() {
    let all = PastRules {
        id: "example".into(),
        schemes: vec![pp30(PastScheme::SeventyThirty, (70, 30)), pp30(PastScheme::SixtyForty, (60, 40)), single()],
    };
    assert_eq!(all.fault(), None);
    let mut bad = all.clone();
    bad.schemes[0].weights = Some((70, 40));
    assert!(bad.fault().is_some());
    let mut bad = all.clone();
    bad.schemes[1].bands.swap(0, 1);
    assert!(bad.fault().is_some());
    let mut bad = all;
    bad.schemes.pop();
    assert!(bad.fault().is_some());
}

#[test]
fn hundredths_are_shown_with_two_places() {
    assert_eq!((render_hundredths(8_850), render_hundredths(5)), ("88.50".to_owned(), "0.05".to_owned()));
    for scheme in PastScheme::ALL {
        assert_eq!(PastScheme::parse(scheme.as_str()), Some(scheme));
    }
}
