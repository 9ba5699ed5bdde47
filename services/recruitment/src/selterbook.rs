//! Rulesets of open selection as dated data: the shipped ones, and those in the folder `selter` of the operator's rulesets.
//! All are read and checked at start.

use crate::{
    domain::selter::{CheckRules, Level, PanelRules, Requirements, SelterRules, SelterViolation},
    rulesets::RulesetError,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

const FILES: [(&str, &str); 1] = [("selter-2019.toml", include_str!("../rulesets/selter-2019.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    valid_until: Option<Date>,
    candidates_minimum: u16,
    names: u16,
    panel: PanelRow,
    level: Vec<LevelRow>,
    public_input: InputRow,
    check: CheckRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PanelRow {
    minimum: u8,
    maximum: u8,
    odd: bool,
    outside_percent: u8,
    community_minimum: u8,
    professional_minimum: u8,
    scorers_minimum: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelRow {
    level: String,
    degree: bool,
    experience_months: u16,
    grade_months: u16,
    age_maximum: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InputRow {
    a_minute: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckRow {
    permutations: u16,
    seed: u64,
    severity_points: i64,
    spread_low: i64,
    spread_high: i64,
    agreement: i64,
    agreement_chance: i64,
    opposition: i64,
    bloc_points: i64,
    bloc_chance: i64,
}

/// The rulesets of open selection of this deployment, by id.
#[derive(Debug)]
pub struct Selterbook {
    rulesets: BTreeMap<String, Arc<SelterRules>>,
}

impl Selterbook {
    /// The shipped rulesets.
    pub fn shipped() -> Result<Self, RulesetError> {
        let mut book = Self { rulesets: BTreeMap::new() };
        for (file, text) in FILES {
            book.add(file, text)?;
        }
        Ok(book)
    }

    /// The shipped rulesets and every `.toml` file of the folder `selter` in `folder`, if there is one; none of them
    /// replaces a shipped one.
    pub fn with(folder: &Path) -> Result<Self, RulesetError> {
        let mut book = Self::shipped()?;
        let folder = folder.join("selter");
        if !folder.is_dir() {
            return Ok(book);
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                book.add(&path.display().to_string(), &fs::read_to_string(&path)?)?;
            }
        }
        Ok(book)
    }

    /// The ruleset of a selection.
    pub fn find(&self, id: &str) -> Result<&Arc<SelterRules>, RulesetError> {
        self.rulesets.get(id).ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }

    /// The ruleset in force on a day that began last.
    pub fn in_force(&self, day: Date) -> Option<&Arc<SelterRules>> {
        let in_force = self.rulesets.values().filter(|rules| rules.is_in_force(day));
        in_force.max_by_key(|rules| (rules.valid_from, &rules.id))
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), RulesetError> {
        let rules = read(file, text)?;
        let id = rules.id.clone();
        match self.rulesets.insert(id.clone(), Arc::new(rules)) {
            None => Ok(()),
            Some(_) => Err(RulesetError::Taken { file: file.to_owned(), id }),
        }
    }
}

fn read(file: &str, text: &str) -> Result<SelterRules, RulesetError> {
    let row: Row = toml::from_str(text)
        .map_err(|source| RulesetError::Malformed { file: file.to_owned(), source: Box::new(source) })?;
    let mut levels = Vec::new();
    for LevelRow { level, degree, experience_months, grade_months, age_maximum } in row.level {
        let unknown = || RulesetError::Word { file: file.to_owned(), what: "a level", text: level.clone() };
        let level = Level::parse(&level).ok_or_else(unknown)?;
        levels.push(Requirements { level, degree, experience_months, grade_months, age_maximum });
    }
    let rules = SelterRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        candidates_minimum: row.candidates_minimum,
        names: row.names,
        levels,
        panel: panel(&row.panel),
        inputs_a_minute: row.public_input.a_minute,
        check: check(&row.check),
    };
    let violations: Vec<String> = rules.validate().iter().map(SelterViolation::to_string).collect();
    if violations.is_empty() { Ok(rules) } else { Err(RulesetError::Invalid { file: file.to_owned(), violations }) }
}

fn panel(row: &PanelRow) -> PanelRules {
    let PanelRow { minimum, maximum, odd, outside_percent, community_minimum, professional_minimum, scorers_minimum } =
        *row;
    PanelRules { minimum, maximum, odd, outside_percent, community_minimum, professional_minimum, scorers_minimum }
}

fn check(row: &CheckRow) -> CheckRules {
    CheckRules {
        permutations: row.permutations,
        seed: row.seed,
        severity_points: row.severity_points,
        spread_low: row.spread_low,
        spread_high: row.spread_high,
        agreement: row.agreement,
        agreement_chance: row.agreement_chance,
        opposition: row.opposition,
        bloc_points: row.bloc_points,
        bloc_chance: row.bloc_chance,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_is_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
    }

    #[test]
    fn the_shipped_rules_are_those_of_the_law() {
        let book = Selterbook::shipped().unwrap();
        let rules = book.find("selter-2019").unwrap();
        let pratama = rules.requirements(Level::Pratama).unwrap();
        assert_eq!((pratama.experience_months, pratama.grade_months, pratama.age_maximum), (60, 24, 56));
        let panel = &rules.panel;
        assert_eq!((panel.minimum, panel.maximum, panel.outside_percent, panel.odd), (5, 9, 55, true));
        assert_eq!((rules.names, rules.requirements(Level::Utama)), (3, None));
        assert!(book.in_force(date(2018, 12, 31)).is_none());
        assert_eq!(book.in_force(date(2026, 1, 1)).unwrap().id, "selter-2019");
    }

    #[test]
    fn unsound_rulesets_are_refused() {
        let text = FILES[0].1;
        let changed = |from: &str, to: &str| read("test.toml", &text.replacen(from, to, 1));
        for (from, to) in [
            ("names = 3", "names = 4"),
            ("minimum = 5", "minimum = 10"),
            ("outside_percent = 55", "outside_percent = 155"),
            ("a_minute = 60", "a_minute = 0"),
            ("spread_low = 150", "spread_low = 1150"),
            ("bloc_chance = 5", "bloc_chance = 4"),
        ] {
            assert!(matches!(changed(from, to), Err(RulesetError::Invalid { .. })), "{to}");
        }
        assert!(matches!(changed("names = 3", "names = 3\nbonus = 1"), Err(RulesetError::Malformed { .. })));
        assert!(matches!(changed("level = \"pratama\"", "level = \"camat\""), Err(RulesetError::Word { .. })));
        assert!(matches!(Selterbook::shipped().unwrap().find("selter-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn a_folder_adds_rulesets_and_replaces_none() {
        let folder = std::env::temp_dir().join(format!("selter-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(folder.join("selter")).unwrap();
        let added = FILES[0].1.replace("selter-2019", "selter-2027").replace("2019-01-01", "2027-01-01");
        fs::write(folder.join("selter/new.toml"), added).unwrap();
        let book = Selterbook::with(&folder).unwrap();
        assert_eq!(book.in_force(date(2026, 12, 31)).unwrap().id, "selter-2019");
        assert_eq!(book.in_force(date(2027, 1, 1)).unwrap().id, "selter-2027");
        fs::write(folder.join("selter/mine.toml"), FILES[0].1).unwrap();
        assert!(matches!(Selterbook::with(&folder), Err(RulesetError::Taken { .. })));
        fs::remove_dir_all(&folder).unwrap();
        assert!(Selterbook::with(&folder).is_ok());
    }
}
