//! Requests for correction as dated data: files of `rulesets/`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::correction_request::CorrectionRules;
use jiff::civil::Date;
use serde::Deserialize;

/// Oldest first.
const FILES: [File; 1] = [("correction-uu-27-2022.toml", include_str!("../../rulesets/correction-uu-27-2022.toml"))];

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
pub fn find(id: &str) -> Result<CorrectionRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<CorrectionRules, RulesetError> {
    read_rules(file, text, translate, CorrectionRules::fault)
}

fn translate(row: Row) -> Result<CorrectionRules, String> {
    let Row { id, valid_from, answer_hours, most_open, fields, .. } = row;
    Ok(CorrectionRules { id, valid_from, answer_hours, most_open, fields })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        assert_eq!(find("correction-uu-27-2022").unwrap().answer_hours, 72);
        assert!(matches!(find("correction-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = FILES[0].1;
        for (old, new) in [("answer_hours = 72", "answer_hours = 0"), ("\"ranks\", ", "")] {
            let bad = text.replace(old, new);
            assert!(matches!(read("x.toml", &bad), Err(RulesetError::Invalid { .. })), "{new}");
        }
        assert!(matches!(read("x.toml", &format!("bonus = 1\n{text}")), Err(RulesetError::Malformed { .. })));
    }
}
