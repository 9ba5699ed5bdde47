#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn every_shipped_ruleset_is_found_by_its_id() {
    assert_eq!(satisfaction_ruleset("skm-permenpanrb-14-2017").unwrap().elements, 9);
    assert_eq!(satisfaction_ruleset("skm-kepmenpan-25-2004").unwrap().elements, 14);
    assert_eq!(signal_ruleset("signal-siklus-1").unwrap().minimum_complaints, 10);
    assert_eq!(distribution_ruleset("distribution-se-menpanrb-3-2023").unwrap().rules.len(), 11);
}

#[test]
fn unknown_ids_are_refused() {
    assert!(matches!(satisfaction_ruleset("skm-1945"), Err(RulesetError::Unknown(_))));
    assert!(matches!(signal_ruleset("signal-1945"), Err(RulesetError::Unknown(_))));
    assert!(matches!(distribution_ruleset("distribution-1945"), Err(RulesetError::Unknown(_))));
}

#[test]
fn unknown_keys_are_refused() {
    let (file, text) = SIGNAL[0];
    assert!(matches!(read_signal(file, &format!("{text}\nmercy = 1")), Err(RulesetError::Malformed { .. })));
}

#[test]
fn figures_out_of_order_are_refused() {
    let (file, text) = SIGNAL[0];
    let broken = text.replace("recovery_sigmas = 1", "recovery_sigmas = 3");
    assert!(matches!(read_signal(file, &broken), Err(RulesetError::Incomplete { .. })));
    let (file, text) = SATISFACTION[1];
    let broken = text.replace("A = 8831", "A = 31");
    assert!(matches!(read_satisfaction(file, &broken), Err(RulesetError::Incomplete { .. })));
}

#[test]
fn a_rule_with_two_limits_or_an_unknown_rating_is_refused() {
    let (file, text) = DISTRIBUTION[0];
    let broken = text.replacen("at_most = 70", "at_most = 70\nat_least = 10", 1);
    assert!(matches!(read_distribution(file, &broken), Err(RulesetError::Limit { .. })));
    let broken = text.replacen("\"sangat_baik\"", "\"luar_biasa\"", 1);
    assert!(matches!(read_distribution(file, &broken), Err(RulesetError::Name { .. })));
}
