//! The rules of transfers as dated data: the files `rulesets/transfer-*.toml`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::{
    credit::Rating,
    job::JobType,
    transfer::TransferKind,
    transfer_rules::{DocumentRule, KindRule, TransferRules},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILES: [File; 1] = [("transfer-bkn-5-2019.toml", include_str!("../../rulesets/transfer-bkn-5-2019.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    least_years: i32,
    most_years: i32,
    most_years_bind: bool,
    statement_years: i32,
    lowest_rating: String,
    standings: Vec<String>,
    selection_jobs: Vec<String>,
    exit_kind: String,
    documents: BTreeMap<String, String>,
    kind: Vec<KindRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRow {
    kind: String,
    documents: Vec<String>,
    rating_years: i32,
    bound_by_statement: bool,
}

/// Finds rules of transfers by their id.
pub fn find(id: &str) -> Result<TransferRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<TransferRules, RulesetError> {
    read_rules(file, text, translate, TransferRules::violations)
}

/// The rules in the row, or the text that is unknown.
fn translate(row: Row) -> Result<TransferRules, String> {
    let job = |text: &String| JobType::parse(text).ok_or_else(|| text.clone());
    let selection_jobs = row.selection_jobs.iter().map(job).collect::<Result<_, String>>()?;
    let documents = row.documents.into_iter().map(|(code, title)| DocumentRule { code, title });
    Ok(TransferRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        least_years: row.least_years,
        most_years: row.most_years,
        most_years_bind: row.most_years_bind,
        statement_years: row.statement_years,
        lowest_rating: Rating::parse(&row.lowest_rating).ok_or(row.lowest_rating)?,
        standings: row.standings,
        selection_jobs,
        exit_kind: row.exit_kind,
        documents: documents.collect(),
        kinds: row.kind.into_iter().map(kind).collect::<Result<_, _>>()?,
    })
}

fn kind(row: KindRow) -> Result<KindRule, String> {
    Ok(KindRule {
        kind: TransferKind::parse(&row.kind).ok_or(row.kind)?,
        documents: row.documents,
        rating_years: row.rating_years,
        bound_by_statement: row.bound_by_statement,
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
        assert!(matches!(find("transfer-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn a_broken_ruleset_says_what() {
        let (file, text) = FILES[0];
        let changes = [
            ("least_years = 2", "least_years = 6"),
            ("statement_years = 10", "statement_years = -10"),
            ("lowest_rating = \"baik\"", "lowest_rating = \"lumayan\""),
            ("kind = \"abroad\"", "kind = \"moon\""),
            ("kind = \"abroad\"", "kind = \"within\""),
            ("\"performance_team\"", "\"horoscope\""),
            ("rating_years = 2", "rating_years = 200"),
            ("standings = [\"01\"]", "standings = []"),
            ("\"jpt_pratama\"", "\"camat\""),
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
