//! Welfare as dated data: the files `rulesets/welfare-*.toml`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::{
    credit::Rating,
    raise::RaiseRule,
    welfare_rules::{AwardRules, EquityRules, RaiseRules, RetentionRules, SalaryRules, WelfareRules},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILES: [File; 1] = [("welfare-2024.toml", include_str!("../../rulesets/welfare-2024.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    salary: SalaryRow,
    raise: RaiseRow,
    award: AwardRow,
    equity: EquityRow,
    retention: RetentionRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SalaryRow {
    probation_percent: i32,
    probation_months: i32,
    full_pay_standings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RaiseRow {
    rating_years: i32,
    lowest_rating: String,
    postpone_months: i32,
    most_postponements: i32,
    punishment_postpones: bool,
    standings: Vec<String>,
    sources: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AwardRow {
    years: i32,
    lowest_rating: String,
    without_punishment: bool,
    share_percent: i64,
    least_per_unit: i64,
    points: BTreeMap<String, i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EquityRow {
    smallest_cell: usize,
    award_years: i32,
    promotion_years: i32,
    age_bands: Vec<(i16, i16)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetentionRow {
    least_reasons: usize,
    pay_percent_of_median: i64,
    smallest_class: usize,
    years_in_rank: i32,
    years_in_post: i32,
    gap_months: i32,
    good_rating: String,
}

/// Finds rules of welfare by their id.
pub fn find(id: &str) -> Result<WelfareRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<WelfareRules, RulesetError> {
    read_rules(file, text, translate, WelfareRules::violations)
}

/// The rules in the row, or the text that is unknown.
fn translate(row: Row) -> Result<WelfareRules, String> {
    let salary = SalaryRules {
        probation_percent: row.salary.probation_percent,
        probation_months: row.salary.probation_months,
        full_pay_standings: row.salary.full_pay_standings,
    };
    let equity = EquityRules {
        smallest_cell: row.equity.smallest_cell,
        award_years: row.equity.award_years,
        promotion_years: row.equity.promotion_years,
        age_bands: row.equity.age_bands,
    };
    let retention = RetentionRules {
        least_reasons: row.retention.least_reasons,
        pay_percent_of_median: row.retention.pay_percent_of_median,
        smallest_class: row.retention.smallest_class,
        years_in_rank: row.retention.years_in_rank,
        years_in_post: row.retention.years_in_post,
        gap_months: row.retention.gap_months,
        good_rating: rating(&row.retention.good_rating)?,
    };
    Ok(WelfareRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        salary,
        raise: raise(row.raise)?,
        award: award(row.award)?,
        equity,
        retention,
    })
}

fn raise(row: RaiseRow) -> Result<RaiseRules, String> {
    let mut sources = Vec::new();
    for (name, text) in row.sources {
        sources.push((RaiseRule::parse(&name).ok_or(name)?, text));
    }
    Ok(RaiseRules {
        rating_years: row.rating_years,
        lowest_rating: rating(&row.lowest_rating)?,
        postpone_months: row.postpone_months,
        most_postponements: row.most_postponements,
        punishment_postpones: row.punishment_postpones,
        standings: row.standings,
        sources,
    })
}

fn award(row: AwardRow) -> Result<AwardRules, String> {
    let mut points = Vec::new();
    for (name, number) in row.points {
        points.push((rating(&name)?, number));
    }
    Ok(AwardRules {
        years: row.years,
        lowest_rating: rating(&row.lowest_rating)?,
        without_punishment: row.without_punishment,
        share_percent: row.share_percent,
        least_per_unit: row.least_per_unit,
        points,
    })
}

/// Reads the code of a rating.
pub(super) fn rating(text: &str) -> Result<Rating, String> {
    Rating::parse(text).ok_or_else(|| text.to_owned())
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
        assert!(matches!(find("welfare-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn a_broken_ruleset_says_what() {
        let (file, text) = FILES[0];
        let changes = [
            ("probation_percent = 80", "probation_percent = 0"),
            ("lowest_rating = \"baik\"", "lowest_rating = \"lumayan\""),
            ("share_percent = 10", "share_percent = 101"),
            ("sangat_baik = 5", "cukup = 5"),
            ("smallest_cell = 5", "smallest_cell = 1"),
            ("[25, 34]", "[26, 34]"),
            ("least_reasons = 2", "least_reasons = 0"),
            ("punishment = \"PP 94/2021\"", "punishment = \"\""),
            ("years = 2 ", "years = 0 "),
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
