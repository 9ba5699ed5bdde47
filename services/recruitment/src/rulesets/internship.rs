//! The dated rules of internships.

use super::{RulesetError, parse, sound};
use crate::domain::internship_rules::{Criterion, InternshipRules};
use jiff::civil::Date;
use serde::Deserialize;

const FILE: (&str, &str) = ("internship-2024.toml", include_str!("../../rulesets/internship-2024.toml"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    #[serde(rename = "valid_from")]
    _valid_from: Date,
    credits_maximum: i32,
    logbook_percent: i32,
    assess_days_before_end: i32,
    retention_days: i32,
    criterion: Vec<CriterionRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriterionRow {
    key: String,
    title: String,
    maximum: i32,
}

impl InternshipRules {
    /// The shipped rules.
    pub fn shipped() -> Result<Self, RulesetError> {
        read(FILE.0, FILE.1)
    }
}

fn read(file: &str, text: &str) -> Result<InternshipRules, RulesetError> {
    let row: Row = parse(file, text)?;
    let criteria = row.criterion.into_iter();
    let rules = InternshipRules {
        id: row.id,
        credits_maximum: row.credits_maximum,
        logbook_percent: row.logbook_percent,
        assess_days_before_end: row.assess_days_before_end,
        retention_days: row.retention_days,
        criteria: criteria.map(|CriterionRow { key, title, maximum }| Criterion { key, title, maximum }).collect(),
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
        let shipped = InternshipRules::shipped().unwrap();
        assert_eq!(format!("{}.toml", shipped.id), FILE.0);
        assert_eq!(shipped.criteria.iter().map(|one| one.maximum).sum::<i32>(), 100);
        let bad = FILE.1.replace("logbook_percent = 80", "logbook_percent = 180");
        assert!(matches!(read("x", &bad), Err(RulesetError::Invalid { .. })));
        assert!(matches!(read("x", &format!("bonus = 5\n{}", FILE.1)), Err(RulesetError::Malformed { .. })));
    }
}
