//! Selection rulesets as dated data: the files of `rulesets/`, read and checked.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use crate::domain::ruleset::{RulesetViolation, SelectionRuleset};
use crate::domain::second_chance::FallbackTotals;
use crate::domain::skd::{NeedKind, PassMark, SkdLimits, UnknownNeedKind};

const FILES: [(&str, &str); 5] = [
    ("cpns-2018.toml", include_str!("../rulesets/cpns-2018.toml")),
    ("cpns-2019.toml", include_str!("../rulesets/cpns-2019.toml")),
    ("cpns-2021.toml", include_str!("../rulesets/cpns-2021.toml")),
    ("cpns-2023.toml", include_str!("../rulesets/cpns-2023.toml")),
    ("cpns-2024.toml", include_str!("../rulesets/cpns-2024.toml")),
];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum RulesetError {
    #[error("ruleset file {file} is malformed")]
    Malformed { file: &'static str, source: Box<toml::de::Error> },
    #[error("ruleset file {file} names a need it should not")]
    Need { file: &'static str, source: UnknownNeedKind },
    #[error("ruleset file {file} is not valid: {violations:?}")]
    Invalid { file: &'static str, violations: Vec<RulesetViolation> },
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
    skb_multiplier: u32,
    skd_weight: u32,
    skb_weight: u32,
    skb_cat_max: u32,
    age_minimum: u8,
    age_maximum: u8,
    skd: LimitsRow,
    pass_mark: Vec<MarkRow>,
    fallback: Option<FallbackRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsRow {
    twk_max: u16,
    tiu_max: u16,
    tkp_max: u16,
    points_per_item: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkRow {
    needs: Vec<String>,
    twk: Option<u16>,
    tiu: Option<u16>,
    tkp: Option<u16>,
    total: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FallbackRow {
    general: u16,
    special: u16,
}

/// Reads every selection ruleset, oldest first.
pub fn all() -> Result<Vec<SelectionRuleset>, RulesetError> {
    FILES.iter().map(|&(file, text)| read(file, text)).collect()
}

/// Finds a selection ruleset by its id.
pub fn find(id: &str) -> Result<SelectionRuleset, RulesetError> {
    let found = all()?.into_iter().find(|ruleset| ruleset.id == id);
    found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
}

/// Finds a ruleset without reading its file again: for whatever runs often.
pub fn shipped(id: &str) -> Result<&'static SelectionRuleset, RulesetError> {
    static SHIPPED: LazyLock<Vec<SelectionRuleset>> =
        LazyLock::new(|| all().expect("the files are part of the binary, and a test reads them"));
    let found = SHIPPED.iter().find(|ruleset| ruleset.id == id);
    found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<SelectionRuleset, RulesetError> {
    let row: Row = toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })?;
    let mut pass_marks = Vec::new();
    for MarkRow { needs, twk, tiu, tkp, total } in row.pass_mark {
        for need in needs {
            let kind = NeedKind::parse(&need).map_err(|source| RulesetError::Need { file, source })?;
            pass_marks.push((kind, PassMark { twk, tiu, tkp, total }));
        }
    }
    let LimitsRow { twk_max, tiu_max, tkp_max, points_per_item } = row.skd;
    let ruleset = SelectionRuleset {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        skd: SkdLimits { twk_max, tiu_max, tkp_max, points_per_item },
        pass_marks,
        multiplier: row.skb_multiplier,
        skd_weight: row.skd_weight,
        skb_weight: row.skb_weight,
        skb_cat_max: row.skb_cat_max,
        age_minimum: row.age_minimum,
        age_maximum: row.age_maximum,
        fallback: row.fallback.map(|FallbackRow { general, special }| FallbackTotals { general, special }),
    };
    let violations = ruleset.validate();
    if violations.is_empty() { Ok(ruleset) } else { Err(RulesetError::Invalid { file, violations }) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::skd::SkdScore;

    #[test]
    fn every_shipped_ruleset_is_valid_and_named_after_its_file() {
        for (ruleset, (file, _)) in all().unwrap().iter().zip(FILES) {
            assert_eq!(format!("{}.toml", ruleset.id), file);
        }
    }

    #[test]
    fn the_2024_ruleset_knows_every_kind_of_need() {
        let ruleset = find("cpns-2024").unwrap();
        for kind in NeedKind::ALL {
            assert!(ruleset.pass_mark(kind).is_some(), "{kind:?}");
        }
        let edge = SkdScore { twk: 65, tiu: 80, tkp: 166 };
        assert!(ruleset.pass_mark(NeedKind::PutraPutriKalimantan).unwrap().admits(&edge));
    }

    #[test]
    fn the_2018_ruleset_had_a_second_chance() {
        let ruleset = find("cpns-2018").unwrap();
        assert_eq!(ruleset.fallback, Some(FallbackTotals { general: 255, special: 220 }));
        assert_eq!(ruleset.weights().skd_max, 500);
    }

    #[test]
    fn unknown_keys_needs_and_ids_are_refused() {
        let text = format!("bonus = 5\n{}", FILES[4].1);
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Malformed { .. })));
        let text = FILES[4].1.replace("\"DIASPORA\"", "\"KENALAN\"");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Need { .. })));
        let text = FILES[4].1.replace("skb_weight = 60", "skb_weight = 61");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Invalid { .. })));
        assert!(matches!(find("cpns-1945"), Err(RulesetError::Unknown(_))));
    }
}
