//! The dated rules of open selections.

use super::{
    RulesetError,
    book::{Book, Dated, Subject},
    parse, sound, word,
};
use crate::domain::selter::{CheckRules, ExtensionRules, Level, PanelRules, Requirements, SelterRules};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

/// The rules of open selections in this deployment.
pub type Selterbook = Book<SelterRules>;

const SUBJECT: Subject<SelterRules> =
    Subject { folder: "selter", files: &[("selter-2019.toml", include_str!("../../rulesets/selter-2019.toml"))], read };

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
    extension: ExtensionRow,
    candidates: CandidatesRow,
    cancellation: CancellationRow,
    retention: RetentionRow,
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
    scorers_outside_percent: u8,
    replacement_days: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtensionRow {
    most: u8,
    days: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CandidatesRow {
    public_names: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CancellationRow {
    after_announcement: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetentionRow {
    days: u16,
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

impl Selterbook {
    /// The shipped rules and the operator's.
    pub fn of_open_selections(folder: &Path) -> Result<Self, RulesetError> {
        Self::open(&SUBJECT, folder)
    }
}

impl Dated for SelterRules {
    fn id(&self) -> &str {
        &self.id
    }

    fn valid_from(&self) -> Date {
        self.valid_from
    }

    fn valid_until(&self) -> Option<Date> {
        self.valid_until
    }
}

fn read(file: &str, text: &str) -> Result<SelterRules, RulesetError> {
    let row: Row = parse(file, text)?;
    let mut levels = Vec::new();
    for LevelRow { level, degree, experience_months, grade_months, age_maximum } in row.level {
        let level = word(file, "a level", &level, Level::parse)?;
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
        extensions: ExtensionRules { most: row.extension.most, days: row.extension.days },
        public_names: row.candidates.public_names,
        cancel_after_announcement: row.cancellation.after_announcement,
        inputs_a_minute: row.public_input.a_minute,
        check: check(&row.check),
        retention_days: row.retention.days,
    };
    sound(file, &rules.validate())?;
    Ok(rules)
}

fn panel(row: &PanelRow) -> PanelRules {
    PanelRules {
        minimum: row.minimum,
        maximum: row.maximum,
        odd: row.odd,
        outside_percent: row.outside_percent,
        community_minimum: row.community_minimum,
        professional_minimum: row.professional_minimum,
        scorers_minimum: row.scorers_minimum,
        scorers_outside_percent: row.scorers_outside_percent,
        replacement_days: row.replacement_days,
    }
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
        for (file, text) in SUBJECT.files {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), *file);
        }
    }

    #[test]
    fn the_shipped_rules_are_those_of_the_law() {
        let book = Selterbook::of_open_selections(Path::new("")).unwrap();
        let rules = book.find("selter-2019").unwrap();
        let pratama = rules.requirements(Level::Pratama).unwrap();
        assert_eq!((pratama.experience_months, pratama.grade_months, pratama.age_maximum), (60, 24, 56));
        let panel = &rules.panel;
        assert_eq!((panel.minimum, panel.maximum, panel.outside_percent, panel.odd), (5, 9, 55, true));
        assert_eq!((rules.names, rules.requirements(Level::Utama), rules.public_names), (3, None, true));
        assert!(book.in_force(date(2018, 12, 31)).is_err());
        assert_eq!(book.in_force(date(2026, 1, 1)).unwrap().id, "selter-2019");
    }

    #[test]
    fn unsound_rulesets_are_refused() {
        let text = SUBJECT.files[0].1;
        let changed = |from: &str, to: &str| read("test.toml", &text.replacen(from, to, 1));
        for (from, to) in [
            ("names = 3", "names = 4"),
            ("minimum = 5", "minimum = 10"),
            ("outside_percent = 55", "outside_percent = 155"),
            ("scorers_outside_percent = 55", "scorers_outside_percent = 101"),
            ("replacement_days = 7", "replacement_days = 0"),
            ("\ndays = 7", "\ndays = 0"),
            ("a_minute = 60", "a_minute = 0"),
            ("days = 730", "days = 89"),
            ("permutations = 199", "permutations = 10000"),
            ("spread_low = 150", "spread_low = 1150"),
            ("bloc_chance = 5", "bloc_chance = 4"),
        ] {
            assert!(matches!(changed(from, to), Err(RulesetError::Invalid { .. })), "{to}");
        }
        assert!(matches!(changed("names = 3", "names = 3\nbonus = 1"), Err(RulesetError::Malformed { .. })));
        assert!(matches!(changed("level = \"pratama\"", "level = \"camat\""), Err(RulesetError::Word { .. })));
        assert!(matches!(
            Selterbook::of_open_selections(Path::new("")).unwrap().find("selter-1945"),
            Err(RulesetError::Unknown(_))
        ));
    }

    #[test]
    fn a_folder_adds_rulesets_and_replaces_none() {
        let folder = std::env::temp_dir().join(format!("selter-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(folder.join("selter")).unwrap();
        let added = SUBJECT.files[0].1.replace("selter-2019", "selter-2027").replace("2019-01-01", "2027-01-01");
        std::fs::write(folder.join("selter/new.toml"), added).unwrap();
        let book = Selterbook::of_open_selections(&folder).unwrap();
        assert_eq!(book.in_force(date(2026, 12, 31)).unwrap().id, "selter-2019");
        assert_eq!(book.in_force(date(2027, 1, 1)).unwrap().id, "selter-2027");
        std::fs::write(folder.join("selter/mine.toml"), SUBJECT.files[0].1).unwrap();
        assert!(matches!(Selterbook::of_open_selections(&folder), Err(RulesetError::Taken { .. })));
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(Selterbook::of_open_selections(&folder).is_ok());
    }
}
