//! Rules of competency profiles and of the professionalism index as dated data.

use super::{File, RulesetError, find_rules, number, read_rules};
use crate::domain::{
    competency_rules::{CompetencyGroup, CompetencyRules, GenericCompetency, GenericDictionary, PlanRules, TermEnd},
    credit::Rating,
    education::EducationLevel,
    evidence::EvidenceKind,
    job::{Job, JobType},
    professionalism::{Discipline, IndexBand, IndexRounding, ProfessionalismRules, TrainingPart},
};
use jiff::civil::Date;
use num_rational::BigRational;
use serde::Deserialize;
use std::collections::BTreeMap;

const DICTIONARIES: [File; 1] =
    [("competencies-permenpanrb-38-2017.toml", include_str!("../../rulesets/competencies-permenpanrb-38-2017.toml"))];
const PROFILES: [File; 2] = [
    ("competency-profile-2020.toml", include_str!("../../rulesets/competency-profile-2020.toml")),
    ("competency-profile-weighted-2020.toml", include_str!("../../rulesets/competency-profile-weighted-2020.toml")),
];
const INDEXES: [File; 1] = [(
    "professionalism-permenpanrb-38-2018.toml",
    include_str!("../../rulesets/professionalism-permenpanrb-38-2018.toml"),
)];

/// What is read of a dictionary here; the needs service reads the rest.
#[derive(Deserialize)]
struct DictionaryRow {
    id: String,
    competencies: Vec<GenericRow>,
    required: Vec<RequiredRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GenericRow {
    code: String,
    group: String,
    name: String,
    english: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequiredRow {
    job_type: String,
    #[serde(default)]
    job_level: String,
    level: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileRow {
    id: String,
    regulation: String,
    valid_from: Date,
    dictionary: String,
    meets_from: String,
    still_meets_from: String,
    technical_weights: Vec<WeightRow>,
    term_end: String,
    years: BTreeMap<String, i32>,
    weight_tenths: BTreeMap<String, u32>,
    #[serde(default)]
    criticality: Vec<CriticalityRow>,
    plan: PlanRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightRow {
    job_type: String,
    #[serde(default)]
    job_level: String,
    percent: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriticalityRow {
    job_type: String,
    #[serde(default)]
    job_level: String,
    hundredths: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanRow {
    due_months: i32,
    suppress_months: i32,
    kinds: BTreeMap<String, i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexRow {
    id: String,
    regulation: String,
    valid_from: Date,
    rounding: String,
    bands: BTreeMap<String, u32>,
    qualification: BTreeMap<String, String>,
    performance: BTreeMap<String, String>,
    discipline: BTreeMap<String, String>,
    discipline_years: i32,
    punishments: BTreeMap<String, String>,
    competency: Vec<JobPartsRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JobPartsRow {
    jobs: Vec<String>,
    parts: Vec<PartRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartRow {
    key: String,
    activities: Vec<i32>,
    hours: i64,
    years: Option<i32>,
    points: String,
}

/// Finds the rules of competency profiles by their id.
pub fn profile_rules(id: &str) -> Result<CompetencyRules, RulesetError> {
    find_rules(&PROFILES, id, read_profile)
}

/// Finds the rules of the professionalism index by their id.
pub fn professionalism_rules(id: &str) -> Result<ProfessionalismRules, RulesetError> {
    find_rules(&INDEXES, id, read_index)
}

fn read_profile(file: &'static str, text: &str) -> Result<CompetencyRules, RulesetError> {
    read_rules(file, text, build_profile, |rules| rules.check().err())
}

fn read_index(file: &'static str, text: &str) -> Result<ProfessionalismRules, RulesetError> {
    read_rules(file, text, build_index, |rules| rules.check().err())
}

fn read_dictionary(file: &'static str, text: &str) -> Result<GenericDictionary, RulesetError> {
    read_rules(file, text, build_dictionary, |_| None::<String>)
}

fn word<T>(what: &'static str, text: &str, found: Option<T>) -> Result<T, String> {
    found.ok_or_else(|| format!("{text:?} is not {what}"))
}

fn job(kind: &str, level: &str) -> Result<Job, String> {
    word("a kind of job", &format!("{kind} {level}"), Job::parse(kind, level))
}

fn group(text: &str) -> Result<CompetencyGroup, String> {
    word("a group of competencies", text, CompetencyGroup::parse(text))
}

fn build_dictionary(row: DictionaryRow) -> Result<GenericDictionary, String> {
    let mut competencies = Vec::new();
    for one in row.competencies {
        let group = group(&one.group)?;
        competencies.push(GenericCompetency { code: one.code, group, name: one.name, english: one.english });
    }
    let mut required = BTreeMap::new();
    for one in row.required {
        required.insert(job(&one.job_type, &one.job_level)?, one.level);
    }
    Ok(GenericDictionary { id: row.id, competencies, required })
}

fn build_profile(row: ProfileRow) -> Result<CompetencyRules, String> {
    let mut years = BTreeMap::new();
    for (text, count) in row.years {
        years.insert(word("a kind of evidence", &text, EvidenceKind::parse(&text))?, count);
    }
    let mut weight_tenths = BTreeMap::new();
    for (text, weight) in row.weight_tenths {
        weight_tenths.insert(group(&text)?, weight);
    }
    let mut kinds = BTreeMap::new();
    for (text, kind) in row.plan.kinds {
        kinds.insert(group(&text)?, kind);
    }
    let mut technical_weights = BTreeMap::new();
    for one in row.technical_weights {
        technical_weights.insert(job(&one.job_type, &one.job_level)?, one.percent);
    }
    let mut criticality_hundredths = BTreeMap::new();
    for one in row.criticality {
        criticality_hundredths.insert(job(&one.job_type, &one.job_level)?, one.hundredths);
    }
    let term_end = match row.term_end.as_str() {
        "calendar_year" => TermEnd::CalendarYear,
        "anniversary" => TermEnd::Anniversary,
        other => return word("an end of a term", other, None),
    };
    Ok(CompetencyRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        years,
        term_end,
        meets_from: number(&row.meets_from)?,
        still_meets_from: number(&row.still_meets_from)?,
        technical_weights,
        weight_tenths,
        criticality_hundredths,
        plan: PlanRules { due_months: row.plan.due_months, suppress_months: row.plan.suppress_months, kinds },
        dictionary: find_rules(&DICTIONARIES, &row.dictionary, read_dictionary).map_err(|error| error.to_string())?,
    })
}

fn points(row: &BTreeMap<String, String>) -> Result<Vec<(&str, BigRational)>, String> {
    let mut found = Vec::new();
    for (name, text) in row {
        found.push((name.as_str(), number(text)?));
    }
    Ok(found)
}

fn build_index(row: IndexRow) -> Result<ProfessionalismRules, String> {
    let mut qualification = BTreeMap::new();
    for (text, number) in points(&row.qualification)? {
        qualification.insert(word("a level of education", text, EducationLevel::parse(text))?, number);
    }
    let mut performance = Vec::new();
    for (text, number) in points(&row.performance)? {
        performance.push((word("a rating", text, Rating::parse(text))?, number));
    }
    let mut discipline = BTreeMap::new();
    for (text, number) in points(&row.discipline)? {
        discipline.insert(word("a level of punishment", text, Discipline::parse(text))?, number);
    }
    let mut punishments = BTreeMap::new();
    for (code, text) in row.punishments {
        punishments.insert(code, word("a level of punishment", &text, Discipline::parse(&text))?);
    }
    let mut bands = Vec::new();
    for (band, name) in IndexBand::ALL {
        bands.push((band, word("a band that is told", name, row.bands.get(name).copied())?));
    }
    let mut competency = BTreeMap::new();
    for group in row.competency {
        let mut parts = Vec::new();
        for part in group.parts {
            let (kinds, points) = (part.activities.into_iter().collect(), number(&part.points)?);
            parts.push(TrainingPart { key: part.key, kinds, hours: part.hours, years: part.years, points });
        }
        for text in group.jobs {
            competency.insert(word("a kind of job", &text, JobType::parse(&text))?, parts.clone());
        }
    }
    let rounding = match row.rounding.as_str() {
        "half_up" => IndexRounding::HalfUp,
        "none" => IndexRounding::None,
        other => return word("a rounding", other, None),
    };
    Ok(ProfessionalismRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        qualification,
        competency,
        performance,
        discipline,
        punishments,
        discipline_years: row.discipline_years,
        rounding,
        bands,
    })
}

#[cfg(test)]
#[path = "competency_tests.rs"]
mod tests;
