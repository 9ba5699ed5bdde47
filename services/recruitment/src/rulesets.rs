//! Rulesets as dated data: the files of `rulesets/`, and those an operator adds when a decree changes the rules before
//! the program does. All are read and checked at start.

mod cpns;
mod fairness;
mod filing;
mod general;
mod intake;
mod internship;
mod pppk;

use crate::domain::{
    general_rules::GeneralRules,
    pppk_ruleset::PppkRuleset,
    programme::{Programme, Ruleset},
    ruleset::SelectionRuleset,
};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Display, fs, io, path::Path, sync::Arc};
use thiserror::Error;

const FILES: [(&str, &str); 8] = [
    ("cpns-2018.toml", include_str!("../rulesets/cpns-2018.toml")),
    ("cpns-2019.toml", include_str!("../rulesets/cpns-2019.toml")),
    ("cpns-2021.toml", include_str!("../rulesets/cpns-2021.toml")),
    ("cpns-2023.toml", include_str!("../rulesets/cpns-2023.toml")),
    ("cpns-2024.toml", include_str!("../rulesets/cpns-2024.toml")),
    ("pppk-2022.toml", include_str!("../rulesets/pppk-2022.toml")),
    ("pppk-2023.toml", include_str!("../rulesets/pppk-2023.toml")),
    ("pppk-2024.toml", include_str!("../rulesets/pppk-2024.toml")),
];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum RulesetError {
    #[error("the folder of rulesets cannot be read")]
    Folder(#[from] io::Error),
    #[error("ruleset file {file} is malformed")]
    Malformed { file: String, source: Box<toml::de::Error> },
    #[error("ruleset file {file}: {text:?} is not {what}")]
    Word { file: String, what: &'static str, text: String },
    #[error("ruleset file {file} is not valid: {violations:?}")]
    Invalid { file: String, violations: Vec<String> },
    #[error("ruleset file {file} has the id {id:?} of another: results name their ruleset by its id")]
    Taken { file: String, id: String },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
    #[error("the ruleset {id:?} is of {of}, not of {wanted}")]
    OtherProgramme { id: String, of: Programme, wanted: Programme },
}

/// What decides how the rest of a file is read.
#[derive(Deserialize)]
struct Head {
    programme: String,
}

/// The rulesets of this deployment, by id.
#[derive(Debug)]
pub struct Rulebook {
    rulesets: BTreeMap<String, Ruleset>,
}

impl Rulebook {
    /// The shipped rulesets.
    pub fn shipped() -> Result<Self, RulesetError> {
        let mut book = Self { rulesets: BTreeMap::new() };
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

    /// The ruleset of a selection, of whichever programme.
    pub fn find(&self, id: &str) -> Result<&Ruleset, RulesetError> {
        self.rulesets.get(id).ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }

    /// What the ruleset says whatever its programme is.
    pub fn general(&self, id: &str) -> Result<&GeneralRules, RulesetError> {
        self.find(id).map(Ruleset::general)
    }

    /// The ruleset of a selection of civil servants on probation.
    pub fn selection(&self, id: &str) -> Result<&Arc<SelectionRuleset>, RulesetError> {
        match self.find(id)? {
            Ruleset::Cpns(ruleset) => Ok(ruleset),
            other @ Ruleset::Pppk(_) => Err(not_of(Programme::Cpns, id, other)),
        }
    }

    /// The ruleset of a selection of employees with a work agreement.
    pub fn pppk(&self, id: &str) -> Result<&Arc<PppkRuleset>, RulesetError> {
        match self.find(id)? {
            Ruleset::Pppk(ruleset) => Ok(ruleset),
            other @ Ruleset::Cpns(_) => Err(not_of(Programme::Pppk, id, other)),
        }
    }

    /// All rulesets, by id.
    pub fn all(&self) -> impl Iterator<Item = &Ruleset> {
        self.rulesets.values()
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), RulesetError> {
        let ruleset = read(file, text)?;
        let id = ruleset.general().id.clone();
        match self.rulesets.insert(id.clone(), ruleset) {
            None => Ok(()),
            Some(_) => Err(RulesetError::Taken { file: file.to_owned(), id }),
        }
    }
}

fn not_of(wanted: Programme, id: &str, found: &Ruleset) -> RulesetError {
    RulesetError::OtherProgramme { id: id.to_owned(), of: found.programme(), wanted }
}

fn read(file: &str, text: &str) -> Result<Ruleset, RulesetError> {
    let head: Head = parse(file, text)?;
    match word(file, "a programme", &head.programme, Programme::parse)? {
        Programme::Cpns => cpns::read(file, text).map(|ruleset| Ruleset::Cpns(Arc::new(ruleset))),
        Programme::Pppk => pppk::read(file, text).map(|ruleset| Ruleset::Pppk(Arc::new(ruleset))),
    }
}

fn parse<'de, T: Deserialize<'de>>(file: &str, text: &'de str) -> Result<T, RulesetError> {
    toml::from_str(text).map_err(|source| RulesetError::Malformed { file: file.to_owned(), source: Box::new(source) })
}

/// One of the words that a ruleset may use in some place.
fn word<T>(file: &str, what: &'static str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, RulesetError> {
    parse(text).ok_or_else(|| RulesetError::Word { file: file.to_owned(), what, text: text.to_owned() })
}

/// Refuses a ruleset with anything against it.
fn sound<V: Display>(file: &str, violations: &[V]) -> Result<(), RulesetError> {
    if violations.is_empty() {
        return Ok(());
    }
    let violations = violations.iter().map(ToString::to_string).collect();
    Err(RulesetError::Invalid { file: file.to_owned(), violations })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::{
        calendar::Stage,
        second_chance::FallbackTotals,
        skd::{NeedKind, SkdScore},
    };
    use jiff::civil::date;

    fn find(id: &str) -> Arc<SelectionRuleset> {
        Rulebook::shipped().unwrap().selection(id).unwrap().clone()
    }

    #[test]
    fn every_shipped_ruleset_is_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().general().id), file);
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
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Word { what: "a kind of need", .. })));
        let text = FILES[4].1.replace("skb_weight = 60", "skb_weight = 61");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Invalid { .. })));
        assert!(matches!(Rulebook::shipped().unwrap().selection("cpns-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn every_shipped_ruleset_is_for_earnest() {
        for ruleset in Rulebook::shipped().unwrap().all() {
            let general = ruleset.general();
            assert!(!general.early_close && !general.any_day, "{}", general.id);
            assert!(general.id.ends_with(&general.period) && general.id.starts_with(ruleset.programme().as_str()));
        }
    }

    #[test]
    fn the_calendar_of_2024_is_that_of_the_announcements() {
        let ruleset = find("cpns-2024");
        let days = |stage| {
            let row = ruleset.general.calendar.iter().find(|row| row.stage == stage).unwrap();
            (row.from, row.until)
        };
        assert_eq!(days(Stage::Registration), (date(2024, 8, 20), date(2024, 9, 10)));
        assert_eq!(days(Stage::Skd), (date(2024, 10, 16), date(2024, 11, 14)));
        assert_eq!(days(Stage::Result), (date(2025, 1, 5), date(2025, 1, 12)));
    }

    #[test]
    fn a_ruleset_is_asked_for_as_what_it_is() {
        let book = Rulebook::shipped().unwrap();
        assert_eq!(book.general("cpns-2024").unwrap().period, "2024");
        let refused = book.pppk("cpns-2024").unwrap_err();
        assert_eq!(refused.to_string(), "the ruleset \"cpns-2024\" is of cpns, not of pppk");
        let text = FILES[4].1.replace("programme = \"cpns\"", "programme = \"honorer\"");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Word { what: "a programme", .. })));
    }

    #[test]
    fn a_folder_adds_rulesets_and_replaces_none() {
        let folder = std::env::temp_dir().join(format!("rulesets-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("README"), "not a ruleset").unwrap();
        let added = FILES[4].1.replace("id = \"cpns-2024\"", "id = \"cpns-2026\"");
        fs::write(folder.join("cpns-2026.toml"), added).unwrap();
        let book = Rulebook::with(&folder).unwrap();
        assert_eq!((book.selection("cpns-2026").unwrap().multiplier, book.all().count()), (3, FILES.len() + 1));
        fs::write(folder.join("mine.toml"), FILES[4].1).unwrap();
        assert!(matches!(Rulebook::with(&folder), Err(RulesetError::Taken { .. })));
        fs::remove_dir_all(&folder).unwrap();
        assert!(matches!(Rulebook::with(&folder), Err(RulesetError::Folder(_))));
    }
}
