//! Hours and nominations as dated data: files of `rulesets/`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::training_rules::TrainingRules;
use jiff::civil::Date;
use serde::Deserialize;

/// Oldest first.
const FILES: [File; 1] = [("training-pp-11-2017.toml", include_str!("../../rulesets/training-pp-11-2017.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    valid_from: Date,
    minutes_per_hour: i64,
    required_hours: i64,
    cap_hours: i64,
    part_time_cap_hours: i64,
    suppress_months: i32,
    suppress_after_failed: bool,
    attendance_percent: i64,
    counts_pre_service: bool,
    pre_service_activity: i32,
}

/// The rules of a day; of a day before the oldest ones, these.
pub fn in_force(day: Date) -> Result<TrainingRules, RulesetError> {
    let all = FILES.iter().map(|&(file, text)| read(file, text)).collect::<Result<Vec<_>, _>>()?;
    let found = all.iter().rfind(|rules| rules.valid_from <= day).or(all.first());
    found.cloned().ok_or_else(|| RulesetError::Unknown("training".to_owned()))
}

/// Finds rules by their id.
pub fn find(id: &str) -> Result<TrainingRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<TrainingRules, RulesetError> {
    read_rules(file, text, translate, TrainingRules::fault)
}

fn translate(row: Row) -> Result<TrainingRules, String> {
    Ok(TrainingRules {
        id: row.id,
        valid_from: row.valid_from,
        minutes_per_hour: row.minutes_per_hour,
        required_hours: row.required_hours,
        cap_hours: row.cap_hours,
        part_time_cap_hours: row.part_time_cap_hours,
        suppress_months: row.suppress_months,
        suppress_after_failed: row.suppress_after_failed,
        attendance_percent: row.attendance_percent,
        counts_pre_service: row.counts_pre_service,
        pre_service_activity: row.pre_service_activity,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        assert_eq!(find("training-pp-11-2017").unwrap(), in_force(date(2025, 1, 1)).unwrap());
        assert_eq!(in_force(date(1995, 1, 1)).unwrap().id, "training-pp-11-2017", "nothing older is shipped");
        assert!(matches!(find("training-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = FILES[0].1;
        for (old, new) in [
            ("minutes_per_hour = 45", "minutes_per_hour = 0"),
            ("required_hours = 20", "required_hours = -1"),
            ("\ncap_hours = 24", "\ncap_hours = -1"),
            ("suppress_months = 12", "suppress_months = 1000"),
            ("attendance_percent = 80", "attendance_percent = 101"),
            ("pre_service_activity = 13", "pre_service_activity = 26"),
        ] {
            let bad = text.replace(old, new);
            assert!(matches!(read("x.toml", &bad), Err(RulesetError::Invalid { .. })), "{new}");
        }
        assert!(matches!(read("x.toml", &format!("bonus = 1\n{text}")), Err(RulesetError::Malformed { .. })));
    }
}
