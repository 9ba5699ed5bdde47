//! Allowances as dated data: the files `rulesets/allowance-*.toml`, one an instansi and date, read and checked.

use super::{File, RulesetError, number, read_rules, welfare::rating};
use crate::domain::allowance::{AllowanceRules, Criterion, Rounding};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILES: [File; 1] = [("allowance-example-p.toml", include_str!("../../rulesets/allowance-example-p.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    instansi: Vec<String>,
    fiscal_index: String,
    construction_index: String,
    government_index: String,
    rating_years: i32,
    productivity_percent: u64,
    probation_percent: u64,
    rounding: String,
    punishment_codes: Vec<String>,
    punishment_percent: u64,
    class: BTreeMap<String, u64>,
    ratings: BTreeMap<String, u64>,
    #[serde(default)]
    absence: Vec<AbsenceRow>,
    #[serde(default)]
    criterion: Vec<CriterionRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AbsenceRow {
    code: String,
    percent: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriterionRow {
    code: String,
    percent: String,
    title: String,
    unit_path: String,
}

/// Reads every ruleset of allowances; one of them is called `configured`.
pub fn all(configured: &str) -> Result<Vec<AllowanceRules>, RulesetError> {
    let mut found = Vec::new();
    for (file, text) in FILES {
        found.push(read(file, text)?);
    }
    if found.iter().any(|rules| rules.id == configured) {
        return Ok(found);
    }
    Err(RulesetError::Unknown(configured.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<AllowanceRules, RulesetError> {
    read_rules(file, text, translate, AllowanceRules::violations)
}

/// The rules in the row, or what is unknown in it.
fn translate(row: Row) -> Result<AllowanceRules, String> {
    let mut classes = Vec::new();
    for (class, rupiah) in row.class {
        let number: i32 = class.parse().map_err(|_| class.clone())?;
        classes.push((number, rupiah));
    }
    let mut ratings = Vec::new();
    for (name, percent) in row.ratings {
        ratings.push((rating(&name)?, percent));
    }
    let mut absences = Vec::new();
    for one in row.absence {
        absences.push((one.code, number(&one.percent)?));
    }
    let mut criteria = Vec::new();
    for one in row.criterion {
        let percent = number(&one.percent)?;
        criteria.push(Criterion { code: one.code, percent, title: one.title, unit_path: one.unit_path });
    }
    Ok(AllowanceRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        instansi: row.instansi,
        fiscal_index: number(&row.fiscal_index)?,
        construction_index: number(&row.construction_index)?,
        government_index: number(&row.government_index)?,
        rating_years: row.rating_years,
        productivity_percent: row.productivity_percent,
        probation_percent: row.probation_percent,
        rounding: Rounding::parse(&row.rounding).ok_or(row.rounding)?,
        punishment_codes: row.punishment_codes,
        punishment_percent: row.punishment_percent,
        classes,
        ratings,
        absences,
        criteria,
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
            assert_eq!(all(&rules.id).unwrap().len(), FILES.len());
        }
        assert!(matches!(all("allowance-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn a_broken_ruleset_says_what() {
        let (file, text) = FILES[0];
        let changes = [
            ("fiscal_index = \"1\"", "fiscal_index = \"0\""),
            ("fiscal_index = \"1\"", "fiscal_index = \"1e3\""),
            ("productivity_percent = 60", "productivity_percent = 101"),
            ("rating_years = 2", "rating_years = 0"),
            ("rounding = \"half_up\"", "rounding = \"up\""),
            ("17 = 32000000", "18 = 32000000"),
            ("8 = 4000000", "8 = 4000000000"),
            ("sangat_baik = 100", "cukup = 100"),
            ("percent = \"3\"", "percent = \"101\""),
            ("percent = \"10\"", "percent = \"-1\""),
        ];
        for (old, new) in changes {
            let broken = text.replacen(old, new, 1);
            assert_ne!(broken, text, "{old}");
            assert!(matches!(read(file, &broken), Err(RulesetError::Invalid { .. })), "{new}");
        }
        let unknown = format!("bonus = 1\n{text}");
        assert!(matches!(read(file, &unknown), Err(RulesetError::Malformed { .. })));
    }
}
