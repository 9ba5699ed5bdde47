//! Requests for correction as dated data: files of `rulesets/`, read and checked.

use crate::domain::correction_request::CorrectionRules;
use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

/// Oldest first.
const CORRECTION: [(&str, &str); 1] =
    [("correction-uu-27-2022.toml", include_str!("../../rulesets/correction-uu-27-2022.toml"))];

/// Why rules of requests for correction cannot be used.
#[derive(Debug, Error)]
pub enum CorrectionRulesError {
    #[error("ruleset file {file} is malformed")]
    Malformed { file: &'static str, source: Box<toml::de::Error> },
    #[error("ruleset file {file} {what}")]
    Invalid { file: &'static str, what: &'static str },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    valid_from: Date,
    answer_hours: i64,
    most_open: i64,
    fields: Vec<String>,
}

/// Finds rules by their id.
pub fn find(id: &str) -> Result<CorrectionRules, CorrectionRulesError> {
    for (file, text) in CORRECTION {
        let rules = read(file, text)?;
        if rules.id == id {
            return Ok(rules);
        }
    }
    Err(CorrectionRulesError::Unknown(id.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<CorrectionRules, CorrectionRulesError> {
    let row: Row =
        toml::from_str(text).map_err(|source| CorrectionRulesError::Malformed { file, source: Box::new(source) })?;
    let Row { id, valid_from, answer_hours, most_open, fields, .. } = row;
    let rules = CorrectionRules { id, valid_from, answer_hours, most_open, fields };
    match rules.fault() {
        None => Ok(rules),
        Some(what) => Err(CorrectionRulesError::Invalid { file, what }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in CORRECTION {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        assert_eq!(find("correction-uu-27-2022").unwrap().answer_hours, 72);
        assert!(matches!(find("correction-1945"), Err(CorrectionRulesError::Unknown(_))));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = CORRECTION[0].1;
        for (old, new) in [("answer_hours = 72", "answer_hours = 0"), ("\"ranks\", ", "")] {
            let bad = text.replace(old, new);
            assert!(matches!(read("x.toml", &bad), Err(CorrectionRulesError::Invalid { .. })), "{new}");
        }
        assert!(matches!(read("x.toml", &format!("bonus = 1\n{text}")), Err(CorrectionRulesError::Malformed { .. })));
    }
}
