#![allow(clippy::unwrap_used)]

use super::*;

/// The rules of the tests of open selections.
pub(crate) fn rules() -> DesignRules {
    let level = Level::Pratama;
    DesignRules {
        candidates_minimum: 3,
        names: 3,
        public_names: true,
        cancel_after_announcement: true,
        extensions: ExtensionRules { most: 1, days: 7 },
        requirements: Requirements { level, degree: true, experience_months: 60, grade_months: 24, age_maximum: 56 },
        panel: PanelRules {
            minimum: 5,
            maximum: 9,
            odd: true,
            outside_percent: 55,
            community_minimum: 1,
            professional_minimum: 1,
            scorers_minimum: 4,
            scorers_outside_percent: 55,
            replacement_days: 7,
        },
        check: CheckRules {
            permutations: 199,
            seed: 20_190_715,
            severity_points: 14_000,
            spread_low: 150,
            spread_high: 4_000,
            agreement: 250,
            agreement_chance: 200,
            opposition: 500,
            bloc_points: 12_000,
            bloc_chance: 5,
        },
    }
}

fn design() -> String {
    format!("siklus open selection 1\ntitle panel minimum 1\n{}tie first\n", rules().to_lines())
}

#[test]
fn rules_are_read_back_to_the_letter() {
    assert_eq!(DesignRules::read(&design()), Some(rules()));
    let changed = DesignRules { check: CheckRules { bloc_points: 99_000, ..rules().check }, ..rules() };
    assert_ne!(changed.to_lines(), rules().to_lines());
}

#[test]
fn no_other_text_holds_rules() {
    for (from, to) in [
        ("check permutations 199", "check permutations 60000"),
        ("bloc_chance 5", "bloc_chance 9223372036854775807"),
        ("names 3", "names +3"),
        ("level pratama", "level camat"),
        ("odd true ", "odd  true "),
        ("extension most 1 days 7\n", ""),
        ("replacement_days 7", "replacement_days 7 7"),
    ] {
        let text = design().replacen(from, to, 1);
        assert_ne!(text, design(), "{from}");
        assert_eq!(DesignRules::read(&text), None, "{to}");
    }
}
