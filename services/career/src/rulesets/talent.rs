//! The rules of boxes, pools and key posts as dated data: the files `rulesets/talent-*.toml`, read and checked.

use super::{File, RulesetError, find_rules, number, read_rules};
use crate::domain::{
    credit::{Level, Rating},
    education::EducationLevel,
    job::{Job, JobType},
    nine_box::Cuts,
    post_requirement::PostRequirement,
    professionalism::Discipline,
    talent_rules::{IntegrityRules, MatchWeights, PotentialPart, PotentialSource, TalentRules},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILES: [File; 1] =
    [("talent-permenpanrb-3-2020.toml", include_str!("../../rulesets/talent-permenpanrb-3-2020.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    rating_years: i32,
    performance_weight: i32,
    match_days: i64,
    pool_boxes: Vec<i32>,
    box_years: i32,
    performance: BTreeMap<String, i32>,
    performance_cuts: CutsRow,
    potential_cuts: CutsRow,
    potential: Vec<PartRow>,
    recommendations: BTreeMap<String, String>,
    #[serde(rename = "match")]
    weights: WeightsRow,
    integrity: IntegrityRow,
    qualification: BTreeMap<String, i32>,
    post: Vec<PostRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CutsRow {
    high: String,
    middle: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartRow {
    key: String,
    source: String,
    weight: i32,
    years: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightsRow {
    potential: i32,
    qualification: i32,
    integrity: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntegrityRow {
    none: i32,
    light: i32,
    medium: i32,
    heavy: i32,
    serving: i32,
    active_months: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostRow {
    job: String,
    education: String,
    held: Vec<String>,
    held_years: i32,
    related_years: i32,
    most_age: Option<i32>,
    least_integrity: i32,
    standings: Vec<String>,
}

/// Finds rules of talent management by their id.
pub fn find(id: &str) -> Result<TalentRules, RulesetError> {
    find_rules(&FILES, id, read)
}

fn read(file: &'static str, text: &str) -> Result<TalentRules, RulesetError> {
    read_rules(file, text, translate, TalentRules::violations)
}

/// The rules in the row, or the text that is unknown.
fn translate(row: Row) -> Result<TalentRules, String> {
    let mut performance = Vec::new();
    for (name, points) in row.performance {
        performance.push((Rating::parse(&name).ok_or(name)?, points));
    }
    let mut qualification = Vec::new();
    for (name, points) in row.qualification {
        qualification.push((diploma(&name)?, points));
    }
    let mut recommendations = Vec::new();
    for number in 1..=9 {
        let text = row.recommendations.get(&number.to_string());
        recommendations.push(text.cloned().unwrap_or_default());
    }
    if row.recommendations.len() != 9 {
        return Err("recommendations".to_owned());
    }
    let IntegrityRow { none, light, medium, heavy, serving, active_months } = row.integrity;
    let points = vec![
        (Discipline::None, none),
        (Discipline::Light, light),
        (Discipline::Medium, medium),
        (Discipline::Heavy, heavy),
    ];
    let WeightsRow { potential, qualification: of_qualification, integrity } = row.weights;
    Ok(TalentRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        performance,
        rating_years: row.rating_years,
        performance_cuts: cuts(&row.performance_cuts)?,
        potential_cuts: cuts(&row.potential_cuts)?,
        performance_weight: row.performance_weight,
        potential: row.potential.into_iter().map(part).collect::<Result<_, _>>()?,
        match_days: row.match_days,
        recommendations,
        pool_boxes: row.pool_boxes,
        box_years: row.box_years,
        weights: MatchWeights { potential, qualification: of_qualification, integrity },
        integrity: IntegrityRules { points, serving, active_months },
        qualification,
        posts: row.post.into_iter().map(post).collect::<Result<_, _>>()?,
    })
}

fn cuts(row: &CutsRow) -> Result<Cuts, String> {
    Ok(Cuts { high: number(&row.high)?, middle: number(&row.middle)? })
}

fn part(row: PartRow) -> Result<PotentialPart, String> {
    let source = PotentialSource::parse(&row.source).ok_or(row.source)?;
    Ok(PotentialPart { key: row.key, source, weight: row.weight, years: row.years })
}

fn post(row: PostRow) -> Result<PostRequirement, String> {
    Ok(PostRequirement {
        job: JobType::parse(&row.job).ok_or(row.job)?,
        education: diploma(&row.education)?,
        held: row.held.iter().map(|text| job(text)).collect::<Result<_, _>>()?,
        held_years: row.held_years,
        related_years: row.related_years,
        most_age: row.most_age,
        least_integrity: row.least_integrity,
        standings: row.standings,
    })
}

/// A kind of job, with a level after a colon.
fn job(text: &str) -> Result<Job, String> {
    let (kind, level) = text.split_once(':').unwrap_or((text, ""));
    let sound = level.is_empty() || Level::parse(level).is_some();
    Job::parse(kind, level).filter(|_| sound).ok_or_else(|| text.to_owned())
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
        assert!(matches!(find("talent-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn a_broken_ruleset_says_what() {
        let (file, text) = FILES[0];
        let changes = [
            ("sangat_baik = 100", "sangat_hebat = 100"),
            ("sangat_kurang = 20", "sangat_kurang = 120"),
            ("high = \"80\"", "high = \"50\""),
            ("high = \"80\"", "high = \"8O\""),
            ("weight = 50\nyears", "weight = 51\nyears"),
            ("source = \"match\"", "source = \"guess\""),
            ("key = \"job_person_match\"", "key = \"potential_test\""),
            ("pool_boxes = [7, 8, 9]", "pool_boxes = [7, 8, 10]"),
            ("integrity = 15", "integrity = 16"),
            ("heavy = 25", "heavy = -1"),
            ("s3 = 100", "s4 = 100"),
            ("job = \"pengawas\"", "job = \"administrator\""),
            ("\"fungsional:ahli_madya\"", "\"fungsional:besar\""),
            ("held_years = 2", "held_years = 200"),
            ("match_days = 31", "match_days = 0"),
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
