//! Surveys, quality signals and rating guidance as dated data: the files of `rulesets/`, read and checked.

pub mod grievance;
pub mod improvement;
pub mod newcomer;
pub mod performance;
pub mod programme;
pub mod signals;
pub mod survey;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::domain::distribution::{DistributionRule, DistributionRuleset, Limit, OrganisationPredikat};
use crate::domain::rating::Predikat;
use crate::domain::satisfaction::{Grade, SatisfactionRuleset, Weight};

/// The one with exact weights last: it is the one in force.
const SATISFACTION: [(&str, &str); 3] = [
    ("skm-kepmenpan-25-2004.toml", include_str!("../rulesets/skm-kepmenpan-25-2004.toml")),
    ("skm-permenpanrb-14-2017-printed.toml", include_str!("../rulesets/skm-permenpanrb-14-2017-printed.toml")),
    ("skm-permenpanrb-14-2017.toml", include_str!("../rulesets/skm-permenpanrb-14-2017.toml")),
];
const DISTRIBUTION: [(&str, &str); 1] =
    [("distribution-se-menpanrb-3-2023.toml", include_str!("../rulesets/distribution-se-menpanrb-3-2023.toml"))];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum RulesetError {
    #[error("ruleset file {file} is malformed")]
    Malformed { file: &'static str, source: Box<toml::de::Error> },
    #[error("ruleset file {file} is not complete or not in order")]
    Incomplete { file: &'static str },
    #[error("ruleset file {file} names {name:?}, which is unknown")]
    Name { file: &'static str, name: String },
    #[error("ruleset file {file} {what}")]
    Invalid { file: &'static str, what: String },
    #[error("a rule of ruleset file {file} needs exactly one limit")]
    Limit { file: &'static str },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SatisfactionRow {
    id: String,
    regulation: String,
    valid_from: Date,
    valid_until: Option<Date>,
    elements: usize,
    weight: String,
    bands: BandsRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "UPPERCASE")]
struct BandsRow {
    a: u32,
    b: u32,
    c: u32,
    d: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DistributionRow {
    id: String,
    regulation: String,
    valid_from: Date,
    small_cell: i64,
    rule: Vec<RuleRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleRow {
    organisation: String,
    ratings: Vec<String>,
    at_most: Option<u32>,
    at_least: Option<u32>,
    #[serde(default)]
    present: bool,
    #[serde(default)]
    majority: bool,
}

/// Reads every way to evaluate a survey, oldest first.
pub fn satisfaction_rulesets() -> Result<Vec<SatisfactionRuleset>, RulesetError> {
    SATISFACTION.iter().map(|&(file, text)| read_satisfaction(file, text)).collect()
}

/// Finds a way to evaluate a survey by its id.
pub fn satisfaction_ruleset(id: &str) -> Result<SatisfactionRuleset, RulesetError> {
    find_rules(&SATISFACTION, id, read_satisfaction)
}

/// Finds a guidance on the distribution of ratings by its id.
pub fn distribution_ruleset(id: &str) -> Result<DistributionRuleset, RulesetError> {
    find_rules(&DISTRIBUTION, id, read_distribution)
}

fn read_satisfaction(file: &'static str, text: &str) -> Result<SatisfactionRuleset, RulesetError> {
    let row: SatisfactionRow = read_toml(file, text)?;
    let BandsRow { a, b, c, d } = row.bands;
    let weight = Weight::parse(&row.weight).ok_or(RulesetError::Incomplete { file })?;
    let ruleset = SatisfactionRuleset {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        elements: row.elements,
        weight,
        bands: vec![(Grade::A, a), (Grade::B, b), (Grade::C, c), (Grade::D, d)],
    };
    if ruleset.is_complete() { Ok(ruleset) } else { Err(RulesetError::Incomplete { file }) }
}

fn read_distribution(file: &'static str, text: &str) -> Result<DistributionRuleset, RulesetError> {
    let row: DistributionRow = read_toml(file, text)?;
    let rules = row.rule.into_iter().map(|rule| read_rule(file, rule)).collect::<Result<_, _>>()?;
    if !(2..=100).contains(&row.small_cell) {
        return Err(RulesetError::Incomplete { file });
    }
    let (id, regulation, valid_from) = (row.id, row.regulation, row.valid_from);
    Ok(DistributionRuleset { id, regulation, valid_from, small_cell: row.small_cell, rules })
}

fn read_rule(file: &'static str, row: RuleRow) -> Result<DistributionRule, RulesetError> {
    let limit = match (row.at_most, row.at_least, row.present, row.majority) {
        (Some(percent), None, false, false) if percent <= 100 => Limit::AtMost(percent),
        (None, Some(percent), false, false) if percent <= 100 => Limit::AtLeast(percent),
        (None, None, true, false) => Limit::Present,
        (None, None, false, true) => Limit::Majority,
        _ => return Err(RulesetError::Limit { file }),
    };
    let name = |name: String| RulesetError::Name { file, name };
    let organisation = OrganisationPredikat::parse(&row.organisation).ok_or_else(|| name(row.organisation))?;
    let ratings = row.ratings.into_iter().map(|text| Predikat::parse(&text).ok_or_else(|| name(text)));
    Ok(DistributionRule { organisation, ratings: ratings.collect::<Result<_, _>>()?, limit })
}

/// Reads the file of this id; every file is named after its id.
fn find_rules<Rules>(
    files: &[(&'static str, &'static str)],
    id: &str,
    read: impl FnOnce(&'static str, &str) -> Result<Rules, RulesetError>,
) -> Result<Rules, RulesetError> {
    let found = files.iter().find(|(file, _)| file.strip_suffix(".toml") == Some(id));
    let &(file, text) = found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))?;
    read(file, text)
}

/// Reads a file, translates its row, or tells which name in it is unknown, and looks for what cannot be.
fn read_rules<Row: DeserializeOwned, Rules>(
    file: &'static str,
    text: &str,
    translate: impl FnOnce(Row) -> Result<Rules, String>,
    fault: impl FnOnce(&Rules) -> Option<&'static str>,
) -> Result<Rules, RulesetError> {
    let rules = translate(read_toml(file, text)?).map_err(|name| RulesetError::Name { file, name })?;
    match fault(&rules) {
        None => Ok(rules),
        Some(what) => Err(RulesetError::Invalid { file, what: what.to_owned() }),
    }
}

fn read_toml<Row: DeserializeOwned>(file: &'static str, text: &str) -> Result<Row, RulesetError> {
    toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })
}

#[cfg(test)]
#[path = "rulesets_tests.rs"]
mod tests;
