//! Rules of proposals as dated data: the files `rulesets/proposal-*.toml`, read and checked.

use crate::{
    domain::{
        need::NeedKind,
        proposal_rules::{ProposalRules, ProposalRulesError, ShareRounding},
    },
    store::kind_from_text,
};
use serde::Deserialize;
use thiserror::Error;

const FILES: [(&str, &str); 3] = [
    ("proposal-2017.toml", include_str!("../../rulesets/proposal-2017.toml")),
    ("proposal-2021.toml", include_str!("../../rulesets/proposal-2021.toml")),
    ("proposal-2026.toml", include_str!("../../rulesets/proposal-2026.toml")),
];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum Unusable {
    /// Not the form of a ruleset.
    #[error("ruleset file {file} is malformed")]
    Malformed {
        /// The file.
        file: &'static str,
        /// Why.
        source: Box<toml::de::Error>,
    },
    /// Rules that cannot be meant.
    #[error("ruleset file {file} is not valid")]
    Invalid {
        /// The file.
        file: &'static str,
        /// Why.
        source: ProposalRulesError,
    },
    /// A kind of need that does not exist.
    #[error("ruleset file {file} names the kind {kind:?}")]
    Kind {
        /// The file.
        file: &'static str,
        /// The name.
        kind: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    regulation: String,
    first_year: i32,
    deadline: Deadline,
    statement: Statement,
    review: Review,
    disability: Disability,
    twin: Twin,
    rows: Rows,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deadline {
    month: i8,
    day: i8,
    years_before: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    verification: bool,
    consideration: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disability {
    percent: String,
    rounding: Rounding,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Rounding {
    Ceil,
    Floor,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin {
    kinds: Vec<String>,
    of: Vec<String>,
    same_unit: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    most_seats: i32,
    least_pay: i64,
    most_pay: i64,
}

/// Reads all of them, oldest first.
pub fn all() -> Result<Vec<ProposalRules>, Unusable> {
    FILES.iter().map(|&(file, text)| read(file, text)).collect()
}

fn read(file: &'static str, text: &str) -> Result<ProposalRules, Unusable> {
    let row: File = toml::from_str(text).map_err(|source| Unusable::Malformed { file, source: Box::new(source) })?;
    let percent = exact::parse(&row.disability.percent);
    let rules = ProposalRules {
        id: row.id,
        regulation: row.regulation,
        first_year: row.first_year,
        month: row.deadline.month,
        day: row.deadline.day,
        years_before: row.deadline.years_before,
        statement_required: row.statement.required,
        verification_required: row.review.verification,
        consideration_required: row.review.consideration,
        disability_percent: percent.map_err(|_| Unusable::Invalid { file, source: ProposalRulesError::Percent })?,
        disability_rounding: match row.disability.rounding {
            Rounding::Ceil => ShareRounding::Ceil,
            Rounding::Floor => ShareRounding::Floor,
        },
        twin_kinds: kinds(file, &row.twin.kinds)?,
        twin_of: kinds(file, &row.twin.of)?,
        twin_in_same_unit: row.twin.same_unit,
        most_seats: row.rows.most_seats,
        least_pay: row.rows.least_pay,
        most_pay: row.rows.most_pay,
    };
    rules.check().map_err(|source| Unusable::Invalid { file, source })?;
    Ok(rules)
}

fn kinds(file: &'static str, names: &[String]) -> Result<Vec<NeedKind>, Unusable> {
    let kind = |name: &String| kind_from_text(name).map_err(|_| Unusable::Kind { file, kind: name.clone() });
    names.iter().map(kind).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_valid_and_named_after_its_file() {
        for (rules, (file, _)) in all().unwrap().iter().zip(FILES) {
            assert_eq!(format!("{}.toml", rules.id), file);
        }
    }

    #[test]
    fn unknown_keys_and_kinds_and_odd_days_are_refused() {
        let (_, text) = FILES[1];
        let extra = format!("{text}\nleast_seats = 1");
        assert!(matches!(read("test.toml", &extra), Err(Unusable::Malformed { .. })));
        let kind = text.replace("\"diaspora\"", "\"friends\"");
        assert!(matches!(read("test.toml", &kind), Err(Unusable::Kind { kind, .. }) if kind == "friends"));
        let day = text.replace("day = 31", "day = 32");
        assert!(matches!(read("test.toml", &day), Err(Unusable::Invalid { .. })));
        let percent = text.replace("percent = \"2\"", "percent = \"two\"");
        assert!(matches!(read("test.toml", &percent), Err(Unusable::Invalid { .. })));
    }
}
