//! Rules that may change by decree as dated data: the files of `rulesets/`, read and checked in one way. Those that the
//! configuration names are read at start and handed to whoever goes by them, subscriptions of events too; those that go by the
//! day are looked up. Pay tables and credit points are read here, everything else by the module of its name.

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

use crate::domain::credit::{CreditRuleset, Level, LevelCredit, Rating};
use crate::domain::pay::{Grade, PayTable};
use jiff::civil::Date;
use num_rational::BigRational;
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use thiserror::Error;

/// A file that is shipped: its name, which is the ruleset's id with `.toml`, and its text.
type File = (&'static str, &'static str);

const PAY: [(&str, &str, &str); 1] = [(
    "pay-pp5-2024.toml",
    include_str!("../rulesets/pay-pp5-2024.toml"),
    include_str!("../rulesets/pay-pp5-2024.csv"),
)];
const CREDIT: [File; 1] =
    [("credit-permenpanrb-1-2023.toml", include_str!("../rulesets/credit-permenpanrb-1-2023.toml"))];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum RulesetError {
    /// Not a file of this form.
    #[error("ruleset file {file} is malformed")]
    Malformed {
        /// Name of the file.
        file: &'static str,
        /// What the reader says.
        source: Box<toml::de::Error>,
    },
    /// A word that nobody knows, or figures that cannot be.
    #[error("ruleset file {file} is not valid: {what}")]
    Invalid {
        /// Name of the file.
        file: &'static str,
        /// What is wrong.
        what: String,
    },
    /// No such file.
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
    find_rules(&CREDIT, id, read_credit)
}

fn read_pay(file: &'static str, head: &str, table: &str) -> Result<PayTable, RulesetError> {
    let translate = |row: PayRow| {
        let PayRow { id, regulation, valid_from } = row;
        Ok(PayTable { id, regulation, valid_from, rows: read_table(table)? })
    };
    read_rules(file, head, translate, PayTable::violations)
}

fn read_table(text: &str) -> Result<BTreeMap<Grade, BTreeMap<u8, u64>>, String> {
    let mut lines = text.lines().zip(1..);
    let (head, _) = lines.next().ok_or("the table has no line")?;
    let grades = head.split(',').skip(1).map(Grade::parse).collect::<Result<Vec<_>, _>>();
    let grades = grades.map_err(|unknown| unknown.to_string())?;
    let mut table: BTreeMap<Grade, BTreeMap<u8, u64>> = BTreeMap::new();
    for (text, line) in lines {
        let malformed = || format!("line {line} of the table is malformed");
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
    let fault = |rules: &CreditRuleset| (!rules.is_complete()).then_some("does not have every level and rating once");
    read_rules(file, text, translate_credit, fault)
}

fn translate_credit(row: CreditRow) -> Result<CreditRuleset, String> {
    let mut levels = Vec::new();
    for LevelRow { name, coefficient, for_rank, for_level } in row.level {
        let level = Level::parse(&name).ok_or(name)?;
        levels.push(LevelCredit { level, coefficient: number(&coefficient)?, for_rank, for_level });
    }
    let mut percentages = Vec::new();
    for (name, percent) in row.percentages {
        percentages.push((Rating::parse(&name).ok_or(name)?, percent));
    }
    let CreditRow { id, regulation, valid_from, .. } = row;
    Ok(CreditRuleset { id, regulation, valid_from, levels, percentages })
}

/// Finds the rules of this id among the files, which are named after their ids.
fn find_rules<Rules>(
    files: &[File],
    id: &str,
    read: impl FnOnce(&'static str, &str) -> Result<Rules, RulesetError>,
) -> Result<Rules, RulesetError> {
    let found = files.iter().find(|(file, _)| file.strip_suffix(".toml") == Some(id));
    let &(file, text) = found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))?;
    read(file, text)
}

/// Reads a file, translates its row and looks for what cannot be: both say in words what is wrong.
fn read_rules<Row: DeserializeOwned, Rules, Faults: IntoIterator<Item: ToString>>(
    file: &'static str,
    text: &str,
    translate: impl FnOnce(Row) -> Result<Rules, String>,
    faults: impl FnOnce(&Rules) -> Faults,
) -> Result<Rules, RulesetError> {
    let row = toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })?;
    let rules = translate(row).map_err(|what| RulesetError::Invalid { file, what })?;
    match faults(&rules).into_iter().next() {
        None => Ok(rules),
        Some(what) => Err(RulesetError::Invalid { file, what: what.to_string() }),
    }
}

/// An exact number.
fn number(text: &str) -> Result<BigRational, String> {
    exact::parse(text).map_err(|error| error.to_string())
}

#[cfg(test)]
#[path = "rulesets_tests.rs"]
mod tests;
