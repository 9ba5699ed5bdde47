//! The dated rules of fairness reports.

use super::{RulesetError, parse, sound};
use crate::domain::fairness_rules::FairnessRules;
use jiff::civil::Date;
use serde::Deserialize;

const FILE: (&str, &str) = ("fairness-2024.toml", include_str!("../../rulesets/fairness-2024.toml"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    #[serde(rename = "valid_from")]
    _valid_from: Date,
    mark_thousandths: i32,
    score_ten_thousandths: i32,
    smallest_cell: i32,
    age_bands: Vec<i16>,
    region_digits: usize,
}

impl FairnessRules {
    /// The shipped rules.
    pub fn shipped() -> Result<Self, RulesetError> {
        read(FILE.0, FILE.1)
    }
}

fn read(file: &str, text: &str) -> Result<FairnessRules, RulesetError> {
    let row: Row = parse(file, text)?;
    let rules = FairnessRules {
        id: row.id,
        mark_thousandths: row.mark_thousandths,
        score_ten_thousandths: row.score_ten_thousandths,
        smallest_cell: row.smallest_cell,
        age_bands: row.age_bands,
        region_digits: row.region_digits,
    };
    sound(file, &rules.validate())?;
    Ok(rules)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_sound_and_others_are_refused() {
        let shipped = FairnessRules::shipped().unwrap();
        assert_eq!((format!("{}.toml", shipped.id).as_str(), shipped.mark_thousandths), (FILE.0, 800));
        let bad = FILE.1.replace("smallest_cell = 5", "smallest_cell = 1");
        assert!(matches!(read("x", &bad), Err(RulesetError::Invalid { .. })));
        assert!(matches!(read("x", &format!("bonus = 5\n{}", FILE.1)), Err(RulesetError::Malformed { .. })));
    }
}
