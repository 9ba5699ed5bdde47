#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn every_shipped_ruleset_is_found_by_its_id() {
    for (file, text) in SATISFACTION {
        assert_eq!(format!("{}.toml", read_satisfaction(file, text).unwrap().id), file);
    }
    for (file, text) in DISTRIBUTION {
        assert_eq!(format!("{}.toml", read_distribution(file, text).unwrap().id), file);
    }
    assert_eq!(satisfaction_ruleset("skm-permenpanrb-14-2017").unwrap().elements, 9);
    assert_eq!(satisfaction_ruleset("skm-kepmenpan-25-2004").unwrap().elements, 14);
    assert_eq!(satisfaction_ruleset("skm-permenpanrb-14-2017").unwrap().weight, Weight::Exact);
    assert_ne!(satisfaction_ruleset("skm-permenpanrb-14-2017-printed").unwrap().weight, Weight::Exact);
    assert_eq!(distribution_ruleset("distribution-se-menpanrb-3-2023").unwrap().rules.len(), 13);
}

#[test]
fn unknown_ids_are_refused() {
    assert!(matches!(satisfaction_ruleset("skm-1945"), Err(RulesetError::Unknown(_))));
    assert!(matches!(distribution_ruleset("distribution-1945"), Err(RulesetError::Unknown(_))));
}

#[test]
fn unknown_keys_are_refused() {
    let (file, text) = DISTRIBUTION[0];
    assert!(matches!(read_distribution(file, &format!("mercy = 1\n{text}")), Err(RulesetError::Malformed { .. })));
}

#[test]
fn figures_out_of_order_are_refused() {
    let (file, text) = SATISFACTION[2];
    for (good, bad) in [("A = 8831", "A = 31"), ("\"EXACT\"", "\"1/9\"")] {
        let broken = text.replace(good, bad);
        assert!(matches!(read_satisfaction(file, &broken), Err(RulesetError::Incomplete { .. })), "{bad}");
    }
}

#[test]
fn a_rule_with_two_limits_or_an_unknown_rating_is_refused() {
    let (file, text) = DISTRIBUTION[0];
    let broken = text.replacen("at_most = 70", "at_most = 70\nat_least = 10", 1);
    assert!(matches!(read_distribution(file, &broken), Err(RulesetError::Limit { .. })));
    let broken = text.replacen("\"sangat_baik\"", "\"luar_biasa\"", 1);
    assert!(matches!(read_distribution(file, &broken), Err(RulesetError::Name { .. })));
}
