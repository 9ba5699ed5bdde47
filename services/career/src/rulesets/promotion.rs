//! The rules of promotions as dated data: the files `rulesets/promotion-*.toml`, read and checked.

use super::{File, RulesetError, find_rules, read_rules};
use crate::domain::{
    credit::{Level, Rating},
    education::EducationLevel,
    exam::ExamKind,
    grade::Grade,
    job::JobType,
    promotion_facts::Rule,
    promotion_rules::{Band, Crossing, EducationRule, ExamRule, LevelRule, PeriodRule, PromotionRules},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILES: [File; 1] = [("promotion-bkn-4-2025.toml", include_str!("../../rulesets/promotion-bkn-4-2025.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    regular_years: u8,
    structural_years: u8,
    structural_entry_years: u8,
    functional_years: u8,
    adjustment_years: u8,
    rating_years: u8,
    lowest_rating: String,
    ratings_known_from_month: i8,
    standings: Vec<String>,
    level_entry_needs_points: bool,
    level_rank_below: bool,
    level_test_months: u16,
    document_rounds_each_row: bool,
    crossing: Vec<CrossingRow>,
    period: Vec<PeriodRow>,
    education: Vec<EducationRow>,
    exam: Vec<ExamRow>,
    band: Vec<BandRow>,
    level: Vec<LevelRow>,
    sources: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CrossingRow {
    from: String,
    years: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodRow {
    from: Date,
    months: Vec<i8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EducationRow {
    level: String,
    start: String,
    ceiling: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExamRow {
    from: String,
    exam: String,
    exempt_from: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandRow {
    echelon: String,
    kind: String,
    lowest: String,
    highest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelRow {
    level: String,
    lowest: String,
    highest: String,
    integration_base: Option<u32>,
}

/// Finds rules of promotions by their id.
pub fn find(id: &str) -> Result<PromotionRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<PromotionRules, RulesetError> {
    read_rules(file, text, translate, PromotionRules::violations)
}

/// The rules in the row, or the text that is unknown.
fn translate(row: Row) -> Result<PromotionRules, String> {
    let mut sources = Vec::new();
    for (name, text) in row.sources {
        sources.push((Rule::parse(&name).ok_or(name)?, text));
    }
    let crossings = row.crossing.into_iter();
    let crossings = crossings.map(|one| Ok(Crossing { from: grade(&one.from)?, years: one.years }));
    let periods = row.period.into_iter().map(|one| PeriodRule { from: one.from, months: one.months });
    Ok(PromotionRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        regular_years: row.regular_years,
        structural_years: row.structural_years,
        structural_entry_years: row.structural_entry_years,
        functional_years: row.functional_years,
        adjustment_years: row.adjustment_years,
        rating_years: row.rating_years,
        lowest_rating: Rating::parse(&row.lowest_rating).ok_or(row.lowest_rating)?,
        ratings_known_from_month: row.ratings_known_from_month,
        standings: row.standings,
        level_entry_needs_points: row.level_entry_needs_points,
        level_rank_below: row.level_rank_below,
        level_test_months: row.level_test_months,
        document_rounds_each_row: row.document_rounds_each_row,
        crossings: crossings.collect::<Result<_, String>>()?,
        periods: periods.collect(),
        educations: row.education.into_iter().map(education).collect::<Result<_, _>>()?,
        exams: row.exam.into_iter().map(exam).collect::<Result<_, _>>()?,
        bands: row.band.into_iter().map(band).collect::<Result<_, _>>()?,
        levels: row.level.into_iter().map(level).collect::<Result<_, _>>()?,
        sources,
    })
}

fn education(row: EducationRow) -> Result<EducationRule, String> {
    let level = diploma(&row.level)?;
    Ok(EducationRule { level, start: grade(&row.start)?, ceiling: grade(&row.ceiling)? })
}

fn exam(row: ExamRow) -> Result<ExamRule, String> {
    Ok(ExamRule {
        from: grade(&row.from)?,
        exam: ExamKind::parse(&row.exam).ok_or(row.exam)?,
        exempt_from: row.exempt_from.as_deref().map(diploma).transpose()?,
    })
}

fn band(row: BandRow) -> Result<Band, String> {
    let kind = JobType::parse(&row.kind).ok_or(row.kind)?;
    Ok(Band { echelon: row.echelon, kind, lowest: grade(&row.lowest)?, highest: grade(&row.highest)? })
}

fn level(row: LevelRow) -> Result<LevelRule, String> {
    let level = Level::parse(&row.level).ok_or(row.level)?;
    let (lowest, highest) = (grade(&row.lowest)?, grade(&row.highest)?);
    Ok(LevelRule { level, lowest, highest, integration_base: row.integration_base })
}

fn grade(text: &str) -> Result<Grade, String> {
    Grade::parse(text).map_err(|unknown| unknown.to_string())
}

fn diploma(text: &str) -> Result<EducationLevel, String> {
    EducationLevel::parse(text).ok_or_else(|| text.to_owned())
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
        assert!(matches!(find("promotion-1945"), Err(RulesetError::Unknown(_))));
    }

    /// The bands of section 1.1 of the rules.
    #[test]
    fn bands_are_those_of_the_regulation() {
        let rules = find("promotion-bkn-4-2025").unwrap();
        let table = [
            ("10", "IV/d", "IV/e"),
            ("12", "IV/c", "IV/e"),
            ("21", "IV/c", "IV/d"),
            ("22", "IV/b", "IV/c"),
            ("31", "IV/a", "IV/b"),
            ("32", "III/d", "IV/a"),
            ("41", "III/c", "III/d"),
            ("42", "III/b", "III/c"),
        ];
        for (echelon, lowest, highest) in table {
            let band = rules.bands.iter().find(|band| band.echelon == echelon).unwrap();
            assert_eq!((band.lowest.as_str(), band.highest.as_str()), (lowest, highest), "{echelon}");
        }
    }

    #[test]
    fn a_broken_ruleset_says_what() {
        let (file, text) = FILES[0];
        let changes = [
            ("ceiling = \"II/a\"", "ceiling = \"II/z\""),
            ("exam = \"service_1\"", "exam = \"service_9\""),
            ("months = [4, 10]", "months = [4, 13]"),
            ("months = [4, 10]", "months = []"),
            ("\"2024-01-01\"", "\"1980-01-01\""),
            ("lowest_rating = \"baik\"", "lowest_rating = \"lumayan\""),
            ("kind = \"pengawas\"", "kind = \"camat\""),
            ("level = \"s3\"\n", "level = \"s2\"\n"),
            ("level = \"mahir\"", "level = \"pemula\""),
            ("test = \"PermenPANRB 1/2023\"", "test = \"\""),
            ("years = 6", "years = 60"),
            ("rating_years = 2", "rating_years = 4"),
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
