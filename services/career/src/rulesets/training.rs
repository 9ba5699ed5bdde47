//! Hours and nominations as dated data: files of `rulesets/`, read and checked.

use crate::domain::training_rules::TrainingRules;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::OnceLock;
use thiserror::Error;

/// Oldest first.
const TRAINING: [(&str, &str); 1] =
    [("training-pp-11-2017.toml", include_str!("../../rulesets/training-pp-11-2017.toml"))];

/// Why rules of training cannot be used.
#[derive(Debug, Error)]
pub enum TrainingRulesError {
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

/// All of them, read once.
fn all() -> Result<&'static [TrainingRules], TrainingRulesError> {
    static ALL: OnceLock<Vec<TrainingRules>> = OnceLock::new();
    if let Some(all) = ALL.get() {
        return Ok(all);
    }
    let read: Result<Vec<TrainingRules>, _> = TRAINING.into_iter().map(|(file, text)| read(file, text)).collect();
    let read = read?;
    Ok(ALL.get_or_init(|| read))
}

/// The rules of a day; of a day before the oldest ones, these.
pub fn in_force(day: Date) -> Result<TrainingRules, TrainingRulesError> {
    let all = all()?;
    let found = all.iter().rfind(|rules| rules.valid_from <= day).or(all.first());
    found.cloned().ok_or_else(|| TrainingRulesError::Unknown("training".to_owned()))
}

/// Finds rules by their id.
pub fn find(id: &str) -> Result<TrainingRules, TrainingRulesError> {
    let found = all()?.iter().find(|rules| rules.id == id);
    found.cloned().ok_or_else(|| TrainingRulesError::Unknown(id.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<TrainingRules, TrainingRulesError> {
    let row: Row =
        toml::from_str(text).map_err(|source| TrainingRulesError::Malformed { file, source: Box::new(source) })?;
    let rules = TrainingRules {
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
    };
    match rules.fault() {
        None => Ok(rules),
        Some(what) => Err(TrainingRulesError::Invalid { file, what }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in TRAINING {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        assert_eq!(find("training-pp-11-2017").unwrap(), in_force(date(2025, 1, 1)).unwrap());
        assert_eq!(in_force(date(1995, 1, 1)).unwrap().id, "training-pp-11-2017", "nothing older is shipped");
        assert!(matches!(find("training-1945"), Err(TrainingRulesError::Unknown(_))));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = TRAINING[0].1;
        for (old, new) in [
            ("minutes_per_hour = 45", "minutes_per_hour = 0"),
            ("required_hours = 20", "required_hours = -1"),
            ("\ncap_hours = 24", "\ncap_hours = -1"),
            ("suppress_months = 12", "suppress_months = 1000"),
            ("attendance_percent = 80", "attendance_percent = 101"),
            ("pre_service_activity = 13", "pre_service_activity = 26"),
        ] {
            let bad = text.replace(old, new);
            assert!(matches!(read("x.toml", &bad), Err(TrainingRulesError::Invalid { .. })), "{new}");
        }
        assert!(matches!(read("x.toml", &format!("bonus = 1\n{text}")), Err(TrainingRulesError::Malformed { .. })));
    }
}
