//! When the newly appointed are looked at, as dated data.

use crate::domain::newcomer_rules::NewcomerRules;
use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

const NEWCOMER: [(&str, &str); 1] = [("newcomer-siklus-1.toml", include_str!("../../rulesets/newcomer-siklus-1.toml"))];

/// Why these rules cannot be used.
#[derive(Debug, Error)]
pub enum NewcomerRulesError {
    /// Not a file of this form.
    #[error("ruleset file {file} is malformed")]
    Malformed {
        /// Name of the file.
        file: &'static str,
        /// What the reader says.
        source: Box<toml::de::Error>,
    },
    /// Something is missing or out of bounds.
    #[error("ruleset file {file} {what}")]
    Invalid {
        /// Name of the file.
        file: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// No such file.
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    valid_from: Date,
    months: Vec<i32>,
    small_cell: i64,
}

/// Finds the rules by their id.
pub fn newcomer_rules(id: &str) -> Result<NewcomerRules, NewcomerRulesError> {
    for (file, text) in NEWCOMER {
        let rules = read(file, text)?;
        if rules.id == id {
            return Ok(rules);
        }
    }
    Err(NewcomerRulesError::Unknown(id.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<NewcomerRules, NewcomerRulesError> {
    let malformed = |source| NewcomerRulesError::Malformed { file, source: Box::new(source) };
    let row: Row = toml::from_str(text).map_err(malformed)?;
    let rules =
        NewcomerRules { id: row.id, valid_from: row.valid_from, months: row.months, small_cell: row.small_cell };
    match rules.fault() {
        None => Ok(rules),
        Some(what) => Err(NewcomerRulesError::Invalid { file, what }),
    }
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
        assert!(matches!(newcomer_rules("newcomer-1945"), Err(NewcomerRulesError::Unknown(_))));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = NEWCOMER[0].1;
        let bad = |old: &str, new: &str| read("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("[3, 6, 12]", "[6, 3]"), Err(NewcomerRulesError::Invalid { .. })));
        assert!(matches!(bad("small_cell = 5", "small_cell = 1"), Err(NewcomerRulesError::Invalid { .. })));
        assert!(matches!(bad("id =", "bonus = 1\nid ="), Err(NewcomerRulesError::Malformed { .. })));
    }
}
