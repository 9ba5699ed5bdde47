//! Rulesets as dated data: the files of `rulesets/`, and those an operator adds when a decree changes the rules before
//! the program does. All are read and checked at start.

use std::{collections::BTreeMap, fs, io, path::Path, sync::Arc};

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use crate::domain::ruleset::{ObjectionRules, RulesetViolation, SelectionRuleset};
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
    #[error("the folder of rulesets cannot be read")]
    Folder(#[from] io::Error),
    #[error("ruleset file {file} is malformed")]
    Malformed { file: String, source: Box<toml::de::Error> },
    #[error("ruleset file {file} names a need it should not")]
    Need { file: String, source: UnknownNeedKind },
    #[error("ruleset file {file} is not valid: {violations:?}")]
    Invalid { file: String, violations: Vec<RulesetViolation> },
    #[error("ruleset file {file} has the id {id:?} of another: results name their ruleset by its id")]
    Taken { file: String, id: String },
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
    objection: Option<ObjectionRow>,
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
struct ObjectionRow {
    days: u8,
    answer_days: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FallbackRow {
    general: u16,
    special: u16,
}

/// The rulesets of this deployment, by id.
#[derive(Debug)]
pub struct Rulebook {
    selections: BTreeMap<String, Arc<SelectionRuleset>>,
}

impl Rulebook {
    /// The shipped rulesets.
    pub fn shipped() -> Result<Self, RulesetError> {
        let mut book = Self { selections: BTreeMap::new() };
        for (file, text) in FILES {
            book.add(file, text)?;
        }
        Ok(book)
    }

    /// The shipped rulesets and those of every `.toml` file of `folder`; none of them replaces a shipped one.
    pub fn with(folder: &Path) -> Result<Self, RulesetError> {
        let mut book = Self::shipped()?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                book.add(&path.display().to_string(), &fs::read_to_string(&path)?)?;
            }
        }
        Ok(book)
    }

    /// The ruleset of a selection.
    pub fn selection(&self, id: &str) -> Result<&Arc<SelectionRuleset>, RulesetError> {
        self.selections.get(id).ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }

    /// All rulesets of selections, by id.
    pub fn selections(&self) -> impl Iterator<Item = &Arc<SelectionRuleset>> {
        self.selections.values()
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), RulesetError> {
        let ruleset = read(file, text)?;
        let id = ruleset.id.clone();
        match self.selections.insert(id.clone(), Arc::new(ruleset)) {
            None => Ok(()),
            Some(_) => Err(RulesetError::Taken { file: file.to_owned(), id }),
        }
    }
}

fn read(file: &str, text: &str) -> Result<SelectionRuleset, RulesetError> {
    let row: Row = toml::from_str(text)
        .map_err(|source| RulesetError::Malformed { file: file.to_owned(), source: Box::new(source) })?;
    let mut pass_marks = Vec::new();
    for MarkRow { needs, twk, tiu, tkp, total } in row.pass_mark {
        for need in needs {
            let kind = NeedKind::parse(&need).map_err(|source| RulesetError::Need { file: file.to_owned(), source })?;
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
        objection: row.objection.map(|ObjectionRow { days, answer_days }| ObjectionRules { days, answer_days }),
    };
    let violations = ruleset.validate();
    if violations.is_empty() { Ok(ruleset) } else { Err(RulesetError::Invalid { file: file.to_owned(), violations }) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::skd::SkdScore;

    fn find(id: &str) -> Arc<SelectionRuleset> {
        Rulebook::shipped().unwrap().selection(id).unwrap().clone()
    }

    #[test]
    fn every_shipped_ruleset_is_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
    }

    #[test]
    fn the_2024_ruleset_knows_every_kind_of_need() {
        let ruleset = find("cpns-2024");
        for kind in NeedKind::ALL {
            assert!(ruleset.pass_mark(kind).is_some(), "{kind:?}");
        }
        let edge = SkdScore { twk: 65, tiu: 80, tkp: 166 };
        assert!(ruleset.pass_mark(NeedKind::PutraPutriKalimantan).unwrap().admits(&edge));
    }

    #[test]
    fn the_2018_ruleset_had_a_second_chance() {
        let ruleset = find("cpns-2018");
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
        assert!(matches!(Rulebook::shipped().unwrap().selection("cpns-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn a_folder_adds_rulesets_and_replaces_none() {
        let folder = std::env::temp_dir().join(format!("rulesets-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("README"), "not a ruleset").unwrap();
        let added = FILES[4].1.replace("id = \"cpns-2024\"", "id = \"cpns-2026\"");
        fs::write(folder.join("cpns-2026.toml"), added).unwrap();
        let book = Rulebook::with(&folder).unwrap();
        assert_eq!((book.selection("cpns-2026").unwrap().multiplier, book.selections().count()), (3, FILES.len() + 1));
        fs::write(folder.join("mine.toml"), FILES[4].1).unwrap();
        assert!(matches!(Rulebook::with(&folder), Err(RulesetError::Taken { .. })));
        fs::remove_dir_all(&folder).unwrap();
        assert!(matches!(Rulebook::with(&folder), Err(RulesetError::Folder(_))));
    }
}
