//! How programmes are evaluated, as dated data: the files `rulesets/programme-*.toml`, read and checked.

use super::{RulesetError, find_rules, read_toml};
use crate::domain::{gap_pairs::PairDays, programme_rules::ProgrammeRules, statistics::Quantiles};
use jiff::civil::Date;
use num_rational::BigRational;
use serde::Deserialize;

/// Oldest first.
const PROGRAMME: [(&str, &str); 1] =
    [("programme-siklus-1.toml", include_str!("../../rulesets/programme-siklus-1.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgrammeRow {
    id: String,
    valid_from: Date,
    quantile: String,
    rating_after_years: i32,
    least_rated: u64,
    least_in_group: u64,
    smallest_cell: u64,
    settle_days: i32,
    follow_days: i32,
    span_days: i32,
    most_months: usize,
    least_months: usize,
    least_complaints: u64,
    points: PointsRow,
    student: StudentRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointsRow {
    sangat_baik: i64,
    baik: i64,
    butuh_perbaikan: i64,
    kurang: i64,
    sangat_kurang: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StudentRow {
    rows: Vec<(u64, String)>,
}

/// Finds the rules of this id.
pub fn programme_rules(id: &str) -> Result<ProgrammeRules, RulesetError> {
    find_rules(&PROGRAMME, id, read_programme)
}

fn read_programme(file: &'static str, text: &str) -> Result<ProgrammeRules, RulesetError> {
    let row: ProgrammeRow = read_toml(file, text)?;
    let figure = |text: &str| exact::parse(text).map_err(|_| RulesetError::Incomplete { file });
    let mut quantiles: Vec<(u64, BigRational)> = Vec::new();
    for (degrees, text) in &row.student.rows {
        quantiles.push((*degrees, figure(text)?));
    }
    let quantile = figure(&row.quantile)?;
    let PointsRow { sangat_baik, baik, butuh_perbaikan, kurang, sangat_kurang } = row.points;
    let rules = ProgrammeRules {
        id: row.id,
        valid_from: row.valid_from,
        quantile_squared: &quantile * &quantile,
        quantiles: Quantiles::new(quantiles).ok_or(RulesetError::Incomplete { file })?,
        points: [sangat_baik, baik, butuh_perbaikan, kurang, sangat_kurang],
        rating_after_years: row.rating_after_years,
        least_rated: row.least_rated,
        least_in_group: row.least_in_group,
        smallest_cell: row.smallest_cell,
        pair_days: PairDays { settle: row.settle_days, follow: row.follow_days, span: row.span_days },
        most_months: row.most_months,
        least_months: row.least_months,
        least_complaints: row.least_complaints,
    };
    // The least group has a row of the table however unlike the two spreads are.
    let has_row = rules.quantiles.at(&rules.least_in_group.saturating_sub(1).into()).is_some();
    if rules.is_usable() && has_row { Ok(rules) } else { Err(RulesetError::Incomplete { file }) }
}

#[cfg(test)]
#[path = "programme_effect_tests.rs"]
mod effect_tests;
#[cfg(test)]
#[path = "programme_tests.rs"]
mod tests;
