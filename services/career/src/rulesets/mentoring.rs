//! Mentoring as dated data: files of `rulesets/`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::mentoring_rules::MentoringRules;
use jiff::civil::Date;
use serde::Deserialize;

/// Oldest first.
const FILES: [File; 1] = [("mentoring-2025.toml", include_str!("../../rulesets/mentoring-2025.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    valid_from: Date,
    levels_above: u8,
    capacity: i64,
    per_level: i64,
    same_unit: i64,
    per_mentee: i64,
    per_urgency: i64,
    most_urgency: i64,
    most_mentees: i64,
    most_mentors: i64,
    most_minutes: i64,
    late_days: i64,
}

/// Finds rules by their id.
pub fn find(id: &str) -> Result<MentoringRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<MentoringRules, RulesetError> {
    read_rules(file, text, translate, MentoringRules::fault)
}

fn translate(row: Row) -> Result<MentoringRules, String> {
    Ok(MentoringRules {
        id: row.id,
        valid_from: row.valid_from,
        levels_above: row.levels_above,
        capacity: row.capacity,
        per_level: row.per_level,
        same_unit: row.same_unit,
        per_mentee: row.per_mentee,
        per_urgency: row.per_urgency,
        most_urgency: row.most_urgency,
        most_mentees: row.most_mentees,
        most_mentors: row.most_mentors,
        most_minutes: row.most_minutes,
        late_days: row.late_days,
    })
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
        assert!(matches!(find("mentoring-1945"), Err(RulesetError::Unknown(_))));
        let sample = MentoringRules { id: "mentoring-2025".into(), ..MentoringRules::sample() };
        assert_eq!(find("mentoring-2025").unwrap(), sample);
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = FILES[0].1;
        for (old, new) in [("\ncapacity = 3", "\ncapacity = 0"), ("levels_above = 1", "levels_above = 9")] {
            let bad = text.replace(old, new);
            assert!(matches!(read("x.toml", &bad), Err(RulesetError::Invalid { .. })), "{new}");
        }
        assert!(matches!(read("x.toml", &format!("bonus = 1\n{text}")), Err(RulesetError::Malformed { .. })));
    }
}
