//! Thresholds of the signals as dated data: the files `rulesets/signals-*.toml`, read and checked.

use crate::domain::signal::SignalRules;
use jiff::civil::Date;
use num_rational::BigRational;
use num_traits::{One, Signed};
use serde::{Deserialize, Deserializer, de::Error as _};
use thiserror::Error;

const FILES: [(&str, &str); 1] = [("signals-siklus-1.toml", include_str!("../../rulesets/signals-siklus-1.toml"))];

/// Why thresholds cannot be used.
#[derive(Debug, Error)]
pub enum SignalRulesError {
    /// Not a file of this form.
    #[error("ruleset file {file} is malformed")]
    Malformed {
        /// Name of the file.
        file: &'static str,
        /// What the reader says.
        source: Box<toml::de::Error>,
    },
    /// Thresholds that no figure could reach, or every one.
    #[error("ruleset file {file} is not valid: {key}")]
    Invalid {
        /// Name of the file.
        file: &'static str,
        /// The key that is wrong.
        key: &'static str,
    },
    /// No such file.
    #[error("no signal ruleset is called {0:?}")]
    Unknown(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    valid_from: Date,
    growth_percent: Decimal,
    province_bounds: Vec<i64>,
    regency_bounds: Vec<i64>,
    volume_percent: Decimal,
    survey_least: Decimal,
    survey_run: usize,
    survey_drop: Decimal,
    overdue_percent: Decimal,
    staffing_least: Decimal,
    minimum_exits: i64,
    exit_months: i32,
}

/// A decimal as text: the file holds no floating point.
struct Decimal(BigRational);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        exact::parse(&text).map(Self).map_err(D::Error::custom)
    }
}

/// Finds thresholds by their id.
pub fn find(id: &str) -> Result<SignalRules, SignalRulesError> {
    for (file, text) in FILES {
        let rules = read(file, text)?;
        if rules.id == id {
            return Ok(rules);
        }
    }
    Err(SignalRulesError::Unknown(id.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<SignalRules, SignalRulesError> {
    let malformed = |source| SignalRulesError::Malformed { file, source: Box::new(source) };
    let row: Row = toml::from_str(text).map_err(malformed)?;
    let rising = |bounds: &[i64]| bounds.iter().all(|bound| *bound > 0) && bounds.is_sorted_by(|low, high| low < high);
    let sound = [
        ("growth_percent", row.growth_percent.0.is_positive()),
        ("province_bounds", rising(&row.province_bounds)),
        ("regency_bounds", rising(&row.regency_bounds)),
        ("volume_percent", row.volume_percent.0.is_positive()),
        ("survey_least", row.survey_least.0.is_positive()),
        ("survey_run", row.survey_run > 0),
        ("survey_drop", row.survey_drop.0.is_positive()),
        ("overdue_percent", !row.overdue_percent.0.is_negative()),
        ("staffing_least", row.staffing_least.0.is_positive() && row.staffing_least.0 <= BigRational::one()),
        ("minimum_exits", row.minimum_exits >= 0),
        ("exit_months", (1..=120).contains(&row.exit_months)),
    ];
    if let Some((key, _)) = sound.into_iter().find(|(_, holds)| !holds) {
        return Err(SignalRulesError::Invalid { file, key });
    }
    Ok(SignalRules {
        id: row.id,
        valid_from: row.valid_from,
        growth_percent: row.growth_percent.0,
        province_bounds: row.province_bounds,
        regency_bounds: row.regency_bounds,
        volume_percent: row.volume_percent.0,
        survey_least: row.survey_least.0,
        survey_run: row.survey_run,
        survey_drop: row.survey_drop.0,
        overdue_percent: row.overdue_percent.0,
        staffing_least: row.staffing_least.0,
        minimum_exits: row.minimum_exits,
        exit_months: row.exit_months,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_valid_and_named_after_its_file() {
        for (file, text) in FILES {
            let rules = read(file, text).unwrap();
            assert_eq!(format!("{}.toml", rules.id), file);
            assert_eq!(find(&rules.id).unwrap(), rules);
        }
        assert!(matches!(find("signals-1945"), Err(SignalRulesError::Unknown(_))));
    }

    #[test]
    fn the_shipped_thresholds_are_those_of_the_rules() {
        let rules = find("signals-siklus-1").unwrap();
        assert_eq!(exact::render(&rules.growth_percent, 2), "5.00");
        assert_eq!(exact::render(&rules.survey_least, 2), "76.61");
        assert_eq!(exact::render(&rules.staffing_least, 2), "0.80");
        assert_eq!(rules.province_bounds, [2_000_000, 4_000_000, 6_000_000, 8_000_000]);
    }

    #[test]
    fn bad_thresholds_are_refused() {
        let (file, text) = FILES[0];
        for (good, bad) in [
            ("growth_percent = \"5\"", "growth_percent = \"0\""),
            ("staffing_least = \"0.8\"", "staffing_least = \"1.1\""),
            ("regency_bounds = [100000, 500000", "regency_bounds = [500000, 500000"),
            ("exit_months = 12", "exit_months = 0"),
        ] {
            let text = text.replace(good, bad);
            assert!(matches!(read(file, &text), Err(SignalRulesError::Invalid { .. })), "{bad}");
        }
        for bad in ["growth_percent = 5", "growth_percent = \"x\"", "growth_percent = \"5\"\nmore = 1"] {
            let text = text.replace("growth_percent = \"5\"", bad);
            assert!(matches!(read(file, &text), Err(SignalRulesError::Malformed { .. })), "{bad}");
        }
    }
}
