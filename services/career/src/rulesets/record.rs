//! What the record is checked by as dated data: the files `rulesets/record-*.toml`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::{
    promotion_rules::PromotionRules,
    punishment::Term,
    record_rules::{PunishmentCode, RecordRules, StandingCode},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

const FILES: [File; 1] = [("record-bkn-1.toml", include_str!("../../rulesets/record-bkn-1.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    least_age: i32,
    absent_in_a_row: i32,
    punishment_in_a_row: String,
    standing: Vec<StandingRow>,
    punishment: Vec<PunishmentRow>,
    absence: Vec<AbsenceRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StandingRow {
    code: String,
    title: String,
    #[serde(default)]
    ends_service: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PunishmentRow {
    code: String,
    title: String,
    term: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AbsenceRow {
    days: i32,
    punishment: String,
}

/// Finds rules of the record by their id; the ceilings are those of the rules of promotions in use.
pub fn find(id: &str, promotion: &PromotionRules) -> Result<RecordRules, RulesetError> {
    find_rules(&FILES, id, |file, text| read(file, text, promotion))
}

fn read(file: &'static str, text: &str, promotion: &PromotionRules) -> Result<RecordRules, RulesetError> {
    read_rules(file, text, |row| translate(row, promotion), fault)
}

/// The rules in the row, or the term that is unknown.
fn translate(row: Row, promotion: &PromotionRules) -> Result<RecordRules, String> {
    let mut punishments = Vec::new();
    for PunishmentRow { code, title, term } in row.punishment {
        let term = parse_term(&term).ok_or_else(|| format!("term {term}"))?;
        punishments.push(PunishmentCode { code, title, term });
    }
    let standing = |StandingRow { code, title, ends_service }| StandingCode { code, title, ends_service };
    Ok(RecordRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        least_age: row.least_age,
        standings: row.standing.into_iter().map(standing).collect(),
        punishments,
        promotion: promotion.id.clone(),
        ceilings: promotion.educations.iter().map(|rule| (rule.level, rule.ceiling)).collect(),
        absences: row.absence.into_iter().map(|row| (row.days, row.punishment)).collect(),
        absence_in_a_row: (row.absent_in_a_row, row.punishment_in_a_row),
    })
}

/// What cannot be.
fn fault(rules: &RecordRules) -> Option<String> {
    let twice = first_twice(rules.standings.iter().map(|one| one.code.as_str()));
    let twice = twice.or_else(|| first_twice(rules.punishments.iter().map(|one| one.code.as_str())));
    if let Some(code) = twice {
        return Some(format!("code {code} stands there twice"));
    }
    if !(15..=30).contains(&rules.least_age) {
        return Some("least_age".to_owned());
    }
    let unknown = |(_, code): &&(i32, String)| rules.punishment(code).is_none();
    if let Some((_, code)) = rules.absences.iter().chain([&rules.absence_in_a_row]).find(unknown) {
        return Some(format!("absence means the unknown punishment {code}"));
    }
    let rise = rules.absences.is_sorted_by(|one, next| one.0 < next.0);
    (!rise).then(|| "the days of absence do not rise".to_owned())
}

fn parse_term(text: &str) -> Option<Term> {
    match text {
        "day" => Some(Term::Day),
        "open" => Some(Term::Open),
        months => months.parse().ok().filter(|months| (1..=120).contains(months)).map(Term::Months),
    }
}

fn first_twice<'t>(codes: impl Iterator<Item = &'t str>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut twice = codes.filter(|code| !seen.insert(*code));
    twice.next().map(str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        domain::{education::EducationLevel, rank::Rank, standing::ACTIVE},
        rulesets,
    };
    use jiff::civil::date;

    fn promotion() -> PromotionRules {
        rulesets::promotion::find("promotion-bkn-4-2025").unwrap()
    }

    #[test]
    fn every_shipped_ruleset_is_valid_and_named_after_its_file() {
        for (file, text) in FILES {
            let rules = read(file, text, &promotion()).unwrap();
            assert_eq!(format!("{}.toml", rules.id), file);
            assert_eq!(find(&rules.id, &promotion()).unwrap(), rules);
            assert!(rules.standing(ACTIVE).is_some_and(|active| !active.ends_service));
        }
        assert!(matches!(find("record-1945", &promotion()), Err(RulesetError::Unknown(_))));
    }

    /// Section 5.6 of the rules.
    #[test]
    fn the_terms_are_those_of_the_regulation() {
        let rules = find("record-bkn-1", &promotion()).unwrap();
        let vectors = [
            ("1", Term::Day),
            ("2", Term::Day),
            ("3", Term::Day),
            ("23", Term::Months(6)),
            ("24", Term::Months(9)),
            ("25", Term::Months(12)),
            ("27", Term::Months(12)),
            ("28", Term::Months(12)),
            ("10", Term::Open),
        ];
        for (code, term) in vectors {
            assert_eq!(rules.punishment(code).unwrap().term, term, "{code}");
        }
        assert_eq!(rules.punishment("4"), None);
    }

    /// The vectors of section 5.6: days in the year, days in a row, punishment.
    #[test]
    fn absence_asks_for_the_punishment_of_the_regulation() {
        let rules = find("record-bkn-1", &promotion()).unwrap();
        let vectors = [
            (0, 0, None),
            (2, 2, None),
            (3, 3, Some("1")),
            (6, 1, Some("2")),
            (7, 7, Some("3")),
            (10, 9, Some("3")),
            (10, 10, Some("10")),
            (13, 1, Some("23")),
            (14, 1, Some("24")),
            (20, 1, Some("25")),
            (21, 1, Some("27")),
            (24, 1, Some("27")),
            (25, 1, Some("28")),
            (27, 1, Some("28")),
            (28, 1, Some("10")),
        ];
        for (days, in_a_row, code) in vectors {
            let proposed = rules.for_absence(days, in_a_row).map(|one| one.code.as_str());
            assert_eq!(proposed, code, "{days} {in_a_row}");
        }
    }

    /// The table of section 4.3.
    #[test]
    fn the_ceilings_are_those_of_the_regulation() {
        let rules = find("record-bkn-1", &promotion()).unwrap();
        let vectors = [
            ("sd", "II/a"),
            ("sltp", "II/c"),
            ("sltp_kejuruan", "II/d"),
            ("slta", "III/b"),
            ("d1", "III/b"),
            ("d2", "III/b"),
            ("sgplb", "III/c"),
            ("d3", "III/c"),
            ("s1", "III/d"),
            ("d4", "III/d"),
            ("profession", "IV/a"),
            ("s2", "IV/a"),
            ("s3", "IV/b"),
        ];
        for (level, ceiling) in vectors {
            let level = EducationLevel::parse(level).unwrap();
            let at = Rank::parse(ceiling).unwrap();
            let above = Rank::Pns(at.grade().unwrap().next().unwrap());
            assert_eq!(rules.must_allow(at, "101", Some(level)), Ok(()), "{ceiling}");
            assert_eq!(rules.must_allow(above, "101", Some(level)).unwrap_err().ceiling.as_str(), ceiling);
            assert_eq!(rules.must_allow(above, "202", Some(level)), Ok(()));
        }
        assert_eq!(rules.must_allow(Rank::parse("IV/e").unwrap(), "101", None), Ok(()));
        assert_eq!(rules.must_allow(Rank::parse("XVII").unwrap(), "101", Some(EducationLevel::Sd)), Ok(()));
    }

    #[test]
    fn somebody_is_old_enough_on_the_birthday() {
        let rules = find("record-bkn-1", &promotion()).unwrap();
        assert!(rules.old_enough(date(2006, 12, 1), date(2024, 12, 1)));
        assert!(!rules.old_enough(date(2006, 12, 2), date(2024, 12, 1)));
        assert!(!rules.old_enough(date(2008, 2, 29), date(2026, 2, 28)));
        assert!(rules.old_enough(date(2008, 2, 29), date(2026, 3, 1)));
    }

    #[test]
    fn bad_rules_are_refused() {
        let (file, text) = FILES[0];
        for (good, bad) in [
            ("code = \"02\"", "code = \"01\""),
            ("term = \"6\"", "term = \"0\""),
            ("term = \"open\"", "term = \"ever\""),
            ("least_age = 18", "least_age = 8"),
            ("days = 4", "days = 3"),
            ("punishment_in_a_row = \"10\"", "punishment_in_a_row = \"11\""),
        ] {
            let text = text.replacen(good, bad, 1);
            assert!(matches!(read(file, &text, &promotion()), Err(RulesetError::Invalid { .. })), "{bad}");
        }
        let more = format!("more = 1\n{text}");
        assert!(matches!(read(file, &more, &promotion()), Err(RulesetError::Malformed { .. })));
    }
}
