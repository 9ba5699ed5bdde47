//! Pay tables and credit points as dated data: the files of `rulesets/`, read and checked.

pub mod allowance;
pub mod competency;
pub mod correction;
pub mod departure;
pub mod mentoring;
pub mod onboarding;
pub mod promotion;
pub mod record;
pub mod talent;
pub mod training;
pub mod transfer;
pub mod welfare;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::domain::credit::{CreditRuleset, Level, LevelCredit, Rating};
use crate::domain::pay::{Grade, PayTable, PayViolation, UnknownGrade};
use exact::ExactError;

const PAY: [(&str, &str, &str); 1] = [(
    "pay-pp5-2024.toml",
    include_str!("../rulesets/pay-pp5-2024.toml"),
    include_str!("../rulesets/pay-pp5-2024.csv"),
)];
const CREDIT: [(&str, &str); 1] =
    [("credit-permenpanrb-1-2023.toml", include_str!("../rulesets/credit-permenpanrb-1-2023.toml"))];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum RulesetError {
    #[error("ruleset file {file} is malformed")]
    Malformed { file: &'static str, source: Box<toml::de::Error> },
    #[error("the table of {file} names a grade it should not")]
    Grade { file: &'static str, source: UnknownGrade },
    #[error("line {line} of the table of {file} is malformed")]
    Line { file: &'static str, line: usize },
    #[error("the table of {file} is not valid: {violations:?}")]
    Pay { file: &'static str, violations: Vec<PayViolation> },
    #[error("ruleset file {file} holds a number that is not exact")]
    Number { file: &'static str, source: ExactError },
    #[error("ruleset file {file} names the level or rating {name:?}")]
    Name { file: &'static str, name: String },
    #[error("ruleset file {file} does not have every level and rating once")]
    Incomplete { file: &'static str },
    #[error("ruleset file {file} is not valid: {what}")]
    Invalid { file: &'static str, what: String },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayRow {
    id: String,
    regulation: String,
    valid_from: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreditRow {
    id: String,
    regulation: String,
    valid_from: Date,
    percentages: BTreeMap<String, u32>,
    level: Vec<LevelRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelRow {
    name: String,
    coefficient: String,
    for_rank: u32,
    for_level: Option<u32>,
}

/// Reads every pay table, oldest first.
pub fn pay_tables() -> Result<Vec<PayTable>, RulesetError> {
    PAY.iter().map(|&(file, head, table)| read_pay(file, head, table)).collect()
}

/// Finds a pay table by its id.
pub fn pay_table(id: &str) -> Result<PayTable, RulesetError> {
    let found = pay_tables()?.into_iter().find(|table| table.id == id);
    found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
}

/// Reads every ruleset of credit points, oldest first.
pub fn credit_rulesets() -> Result<Vec<CreditRuleset>, RulesetError> {
    CREDIT.iter().map(|&(file, text)| read_credit(file, text)).collect()
}

/// Finds a ruleset of credit points by its id.
pub fn credit_ruleset(id: &str) -> Result<CreditRuleset, RulesetError> {
    let found = credit_rulesets()?.into_iter().find(|ruleset| ruleset.id == id);
    found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
}

fn read_pay(file: &'static str, head: &str, table: &str) -> Result<PayTable, RulesetError> {
    let row: PayRow = read_toml(file, head)?;
    let table =
        PayTable { id: row.id, regulation: row.regulation, valid_from: row.valid_from, rows: read_table(file, table)? };
    let violations = table.violations();
    if violations.is_empty() { Ok(table) } else { Err(RulesetError::Pay { file, violations }) }
}

fn read_table(file: &'static str, text: &str) -> Result<BTreeMap<Grade, BTreeMap<u8, u64>>, RulesetError> {
    let mut lines = text.lines().zip(1..);
    let (head, _) = lines.next().ok_or(RulesetError::Line { file, line: 1 })?;
    let grades = head.split(',').skip(1).map(Grade::parse).collect::<Result<Vec<_>, _>>();
    let grades = grades.map_err(|source| RulesetError::Grade { file, source })?;
    let mut table: BTreeMap<Grade, BTreeMap<u8, u64>> = BTreeMap::new();
    for (text, line) in lines {
        let malformed = || RulesetError::Line { file, line };
        let mut cells = text.split(',');
        let years = cells.next().and_then(|cell| cell.parse().ok()).ok_or_else(malformed)?;
        let cells: Vec<&str> = cells.collect();
        if cells.len() != grades.len() {
            return Err(malformed());
        }
        for (grade, cell) in grades.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let rupiah = cell.parse().map_err(|_| malformed())?;
            table.entry(*grade).or_default().insert(years, rupiah);
        }
    }
    Ok(table)
}

fn read_credit(file: &'static str, text: &str) -> Result<CreditRuleset, RulesetError> {
    let row: CreditRow = read_toml(file, text)?;
    let mut levels = Vec::new();
    for LevelRow { name, coefficient, for_rank, for_level } in row.level {
        let level = Level::parse(&name).ok_or(RulesetError::Name { file, name })?;
        let coefficient = exact::parse(&coefficient).map_err(|source| RulesetError::Number { file, source })?;
        levels.push(LevelCredit { level, coefficient, for_rank, for_level });
    }
    let mut percentages = Vec::new();
    for (name, percent) in row.percentages {
        let rating = Rating::parse(&name).ok_or(RulesetError::Name { file, name })?;
        percentages.push((rating, percent));
    }
    let ruleset =
        CreditRuleset { id: row.id, regulation: row.regulation, valid_from: row.valid_from, levels, percentages };
    if ruleset.is_complete() { Ok(ruleset) } else { Err(RulesetError::Incomplete { file }) }
}

/// Reads a file, translates its row and looks for what cannot be.
fn read_rules<Row: DeserializeOwned, Rules>(
    file: &'static str,
    text: &str,
    translate: impl FnOnce(Row) -> Result<Rules, String>,
    violations: impl FnOnce(&Rules) -> Vec<&'static str>,
) -> Result<Rules, RulesetError> {
    let rules = translate(read_toml(file, text)?).map_err(|what| RulesetError::Invalid { file, what })?;
    match violations(&rules).first() {
        None => Ok(rules),
        Some(what) => Err(RulesetError::Invalid { file, what: (*what).to_owned() }),
    }
}

fn read_toml<Row: DeserializeOwned>(file: &'static str, text: &str) -> Result<Row, RulesetError> {
    toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })
}

#[cfg(test)]
#[path = "rulesets_tests.rs"]
mod tests;
