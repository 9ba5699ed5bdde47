//! When the newly appointed are looked at, as dated data.

use super::{RulesetError, find_rules, read_rules};
use crate::domain::newcomer_rules::NewcomerRules;
use jiff::civil::Date;
use serde::Deserialize;

const NEWCOMER: [(&str, &str); 1] = [("newcomer-siklus-1.toml", include_str!("../../rulesets/newcomer-siklus-1.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    valid_from: Date,
    months: Vec<i32>,
    small_cell: i64,
}

/// Finds the rules by their id.
pub fn newcomer_rules(id: &str) -> Result<NewcomerRules, RulesetError> {
    find_rules(&NEWCOMER, id, read)
}

fn read(file: &'static str, text: &str) -> Result<NewcomerRules, RulesetError> {
    let translate = |row: Row| {
        let Row { id, valid_from, months, small_cell } = row;
        Ok(NewcomerRules { id, valid_from, months, small_cell })
    };
    read_rules(file, text, translate, NewcomerRules::fault)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in NEWCOMER {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        let rules = newcomer_rules("newcomer-siklus-1").unwrap();
        assert_eq!((rules.months, rules.small_cell), (vec![3, 6, 12], 5));
        assert!(matches!(newcomer_rules("newcomer-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = NEWCOMER[0].1;
        let bad = |old: &str, new: &str| read("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("[3, 6, 12]", "[6, 3]"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("small_cell = 5", "small_cell = 1"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("id =", "bonus = 1\nid ="), Err(RulesetError::Malformed { .. })));
    }
}
