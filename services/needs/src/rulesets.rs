//! Working-time rulesets as dated data: the files of `rulesets/`, read and checked.

pub mod competencies;
pub mod job_analysis;
pub mod planning;
pub mod proposals;
pub mod signals;

pub mod methods;

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use crate::domain::workload::{Rounding, WorkingTime, WorkingTimeError};

const FILES: [(&str, &str); 3] = [
    ("abk-permendagri-12-2008.toml", include_str!("../rulesets/abk-permendagri-12-2008.toml")),
    ("abk-perka-bkn-19-2011.toml", include_str!("../rulesets/abk-perka-bkn-19-2011.toml")),
    ("abk-permenpanrb-1-2020.toml", include_str!("../rulesets/abk-permenpanrb-1-2020.toml")),
];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum RulesetError {
    #[error("ruleset file {file} is malformed")]
    Malformed { file: &'static str, source: Box<toml::de::Error> },
    #[error("ruleset file {file} is not valid")]
    Invalid { file: &'static str, source: WorkingTimeError },
    #[error("ruleset file {file} {what}")]
    Planning { file: &'static str, what: &'static str },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    valid_until: Option<Date>,
    minutes_per_hour: u32,
    minutes_per_day: u32,
    minutes_per_week: u32,
    minutes_per_month: u32,
    minutes_per_year: u32,
    rounding: RoundingRow,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RoundingRow {
    HalfUp,
    Ceil,
    None,
}

/// Reads every working time, oldest first.
pub fn all() -> Result<Vec<WorkingTime>, RulesetError> {
    FILES.iter().map(|&(file, text)| read(file, text)).collect()
}

/// Finds a working time by its id.
pub fn find(id: &str) -> Result<WorkingTime, RulesetError> {
    let found = all()?.into_iter().find(|working_time| working_time.id == id);
    found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<WorkingTime, RulesetError> {
    let row: Row = toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })?;
    let working_time = WorkingTime {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        minutes_per_hour: row.minutes_per_hour,
        minutes_per_day: row.minutes_per_day,
        minutes_per_week: row.minutes_per_week,
        minutes_per_month: row.minutes_per_month,
        minutes_per_year: row.minutes_per_year,
        rounding: match row.rounding {
            RoundingRow::HalfUp => Rounding::HalfUp,
            RoundingRow::Ceil => Rounding::Ceil,
            RoundingRow::None => Rounding::None,
        },
    };
    working_time.check().map_err(|source| RulesetError::Invalid { file, source })?;
    Ok(working_time)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_valid_and_named_after_its_file() {
        for (working_time, (file, _)) in all().unwrap().iter().zip(FILES) {
            assert_eq!(format!("{}.toml", working_time.id), file);
        }
    }

    #[test]
    fn an_unknown_ruleset_is_refused() {
        assert!(matches!(find("abk-1945"), Err(RulesetError::Unknown(id)) if id == "abk-1945"));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = format!("{}\nminutes_per_decade = 1", FILES[0].1);
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Malformed { .. })));
    }

    #[test]
    fn a_year_shorter_than_a_month_is_refused() {
        let text = FILES[2].1.replace("minutes_per_year = 75000", "minutes_per_year = 75");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Invalid { .. })));
    }
}
