//! The dated rules of internships.

use super::{
    RulesetError,
    book::{Book, Dated, Subject},
    parse, sound,
};
use crate::domain::internship_rules::{Criterion, InternshipRules};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

const SUBJECT: Subject<InternshipRules> = Subject {
    folder: "internship",
    files: &[("internship-2024.toml", include_str!("../../rulesets/internship-2024.toml"))],
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
    credits_maximum: i32,
    logbook_percent: i32,
    assess_days_before_end: i32,
    retention_days: i32,
    criterion: Vec<CriterionRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriterionRow {
    key: String,
    title: String,
    maximum: i32,
}

impl Book<InternshipRules> {
    /// The shipped rules and the operator's.
    pub fn of_internships(folder: &Path) -> Result<Self, RulesetError> {
        Self::open(&SUBJECT, folder)
    }
}

impl Dated for InternshipRules {
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

fn read(file: &str, text: &str) -> Result<InternshipRules, RulesetError> {
    let row: Row = parse(file, text)?;
    let criteria = row.criterion.into_iter();
    let rules = InternshipRules {
        id: row.id,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        credits_maximum: row.credits_maximum,
        logbook_percent: row.logbook_percent,
        assess_days_before_end: row.assess_days_before_end,
        retention_days: row.retention_days,
        criteria: criteria.map(|CriterionRow { key, title, maximum }| Criterion { key, title, maximum }).collect(),
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
        assert_eq!(format!("{}.toml", shipped.id), file);
        assert_eq!(shipped.criteria.iter().map(|one| one.maximum).sum::<i32>(), 100);
        let bad = text.replace("logbook_percent = 80", "logbook_percent = 180\nvalid_until = 2023-12-31");
        assert!(matches!(read("x", &bad), Err(RulesetError::Malformed { .. })), "a date is a text");
        let bad = text.replace("logbook_percent = 80", "logbook_percent = 180\nvalid_until = \"2023-12-31\"");
        let refused = read("x.toml", &bad).unwrap_err().to_string();
        let expected =
            r#"ruleset file x.toml is not valid: ["logbook_percent is out of range", "it ends before it begins"]"#;
        assert_eq!(refused, expected);
        assert!(matches!(read("x", &format!("bonus = 5\n{text}")), Err(RulesetError::Malformed { .. })));
    }

    #[test]
    fn the_folder_of_an_operator_adds_rules_and_none_is_lost() {
        let folder = std::env::temp_dir().join(format!("internship-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(folder.join("internship")).unwrap();
        let text = SUBJECT.files[0].1;
        let newer = text.replace("internship-2024", "internship-2027").replace("2024-01-01", "2027-01-01");
        std::fs::write(folder.join("internship/newer.toml"), newer).unwrap();
        let book = Book::of_internships(&folder).unwrap();
        assert_eq!(book.in_force(date(2027, 1, 1)).unwrap().id, "internship-2027");
        assert_eq!(book.find("internship-2024").unwrap().retention_days, 365);
        std::fs::write(folder.join("internship/bad.toml"), "id = 5").unwrap();
        assert!(matches!(Book::of_internships(&folder), Err(RulesetError::Malformed { .. })));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
