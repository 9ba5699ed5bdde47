//! The dated rules of fairness reports.

use super::{
    RulesetError,
    book::{Book, Dated, Subject},
    parse, sound,
};
use crate::domain::fairness_rules::FairnessRules;
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

const SUBJECT: Subject<FairnessRules> = Subject {
    folder: "fairness",
    files: &[("fairness-2024.toml", include_str!("../../rulesets/fairness-2024.toml"))],
    read,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "regulation")]
    _regulation: String,
    valid_from: Date,
    valid_until: Option<Date>,
    mark_thousandths: i32,
    score_ten_thousandths: i32,
    smallest_cell: i32,
    age_bands: Vec<i16>,
    region_digits: usize,
}

impl Book<FairnessRules> {
    /// The shipped rules and the operator's.
    pub fn of_fairness(folder: &Path) -> Result<Self, RulesetError> {
        Self::open(&SUBJECT, folder)
    }
}

impl Dated for FairnessRules {
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

fn read(file: &str, text: &str) -> Result<FairnessRules, RulesetError> {
    let row: Row = parse(file, text)?;
    let rules = FairnessRules {
        id: row.id,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        mark_thousandths: row.mark_thousandths,
        score_ten_thousandths: row.score_ten_thousandths,
        smallest_cell: row.smallest_cell,
        age_bands: row.age_bands,
        region_digits: row.region_digits,
    };
    sound(file, &rules.validate())?;
    Ok(rules)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_shipped_rules_are_sound_and_others_are_refused() {
        let (file, text) = SUBJECT.files[0];
        let shipped = read(file, text).unwrap();
        assert_eq!((format!("{}.toml", shipped.id).as_str(), shipped.mark_thousandths), (file, 800));
        let bad = text.replace("smallest_cell = 5", "smallest_cell = 1");
        let refused = read("x.toml", &bad).unwrap_err().to_string();
        assert_eq!(
            refused,
            r#"ruleset file x.toml is not valid: ["smallest_cell is empty, out of range or out of order"]"#
        );
        assert!(matches!(read("x", &format!("bonus = 5\n{text}")), Err(RulesetError::Malformed { .. })));
    }

    #[test]
    fn the_folder_of_an_operator_adds_rules_and_replaces_none() {
        let folder = std::env::temp_dir().join(format!("fairness-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(folder.join("fairness")).unwrap();
        let (file, text) = SUBJECT.files[0];
        let newer = text.replace("fairness-2024", "fairness-2027").replace("2024-01-01", "2027-01-01");
        std::fs::write(folder.join("fairness/newer.toml"), newer).unwrap();
        let book = Book::of_fairness(&folder).unwrap();
        assert_eq!(book.in_force(date(2026, 12, 31)).unwrap().id, "fairness-2024");
        assert_eq!(book.in_force(date(2027, 1, 1)).unwrap().id, "fairness-2027");
        let none = book.in_force(date(2023, 12, 31)).unwrap_err().to_string();
        assert_eq!(none, "no ruleset of fairness is in force on 2023-12-31");
        std::fs::write(folder.join("fairness").join(file), text).unwrap();
        assert!(matches!(Book::of_fairness(&folder), Err(RulesetError::Taken { .. })));
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(Book::of_fairness(Path::new("")).unwrap().find("fairness-2024").is_ok());
    }
}
