//! Rules of competency profiles and of the professionalism index as dated data.

use crate::domain::{
    competency_rules::{
        BadCompetencyRules, CompetencyGroup, CompetencyRules, GenericCompetency, GenericDictionary, PlanRules, TermEnd,
    },
    credit::Rating,
    education::EducationLevel,
    evidence::EvidenceKind,
    job::{Job, JobType},
    professionalism::{
        BadProfessionalismRules, Discipline, IndexBand, IndexRounding, ProfessionalismRules, TrainingPart,
    },
};
use exact::ExactError;
use jiff::civil::Date;
use num_rational::BigRational;
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::BTreeMap, sync::OnceLock};
use thiserror::Error;

const DICTIONARIES: [(&str, &str); 1] =
    [("competencies-permenpanrb-38-2017.toml", include_str!("../../rulesets/competencies-permenpanrb-38-2017.toml"))];
const PROFILES: [(&str, &str); 2] = [
    ("competency-profile-2020.toml", include_str!("../../rulesets/competency-profile-2020.toml")),
    ("competency-profile-weighted-2020.toml", include_str!("../../rulesets/competency-profile-weighted-2020.toml")),
];
const INDEXES: [(&str, &str); 1] = [(
    "professionalism-permenpanrb-38-2018.toml",
    include_str!("../../rulesets/professionalism-permenpanrb-38-2018.toml"),
)];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum CompetencyRulesetError {
    #[error("ruleset file {file} is malformed")]
    Malformed { file: &'static str, source: Box<toml::de::Error> },
    #[error("ruleset file {file} is not valid")]
    Invalid { file: &'static str, source: BadCompetencyRuleset },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
    #[error("the ruleset {0:?} is in use already, and one process has one")]
    Chosen(String),
}

/// What is wrong with a ruleset that can be read.
#[derive(Debug, Error)]
pub enum BadCompetencyRuleset {
    #[error(transparent)]
    Profile(#[from] BadCompetencyRules),
    #[error(transparent)]
    Index(#[from] BadProfessionalismRules),
    #[error(transparent)]
    Number(#[from] ExactError),
    #[error("{text:?} is not {what}")]
    Word { what: &'static str, text: String },
    #[error("no dictionary is called {0:?}")]
    NoDictionary(String),
}

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

static CHOSEN: OnceLock<CompetencyRules> = OnceLock::new();

/// Takes the ruleset of this id into use. Other groups put evidence forward without knowing these rules, so that the process
/// has one for all of them; a second one is refused.
pub fn choose(id: &str) -> Result<&'static CompetencyRules, CompetencyRulesetError> {
    let wanted = profile_rules(id)?;
    let chosen = CHOSEN.get_or_init(|| wanted);
    if chosen.id == id { Ok(chosen) } else { Err(CompetencyRulesetError::Chosen(chosen.id.clone())) }
}

/// The ruleset in use; none before the service is built.
pub fn chosen() -> Option<&'static CompetencyRules> {
    CHOSEN.get()
}

/// Finds the rules of competency profiles by their id.
pub fn profile_rules(id: &str) -> Result<CompetencyRules, CompetencyRulesetError> {
    for (file, text) in PROFILES {
        let row: ProfileRow = read(file, text)?;
        if row.id == id {
            return build_profile(row).map_err(|source| CompetencyRulesetError::Invalid { file, source });
        }
    }
    Err(CompetencyRulesetError::Unknown(id.to_owned()))
}

/// Finds the rules of the professionalism index by their id.
pub fn professionalism_rules(id: &str) -> Result<ProfessionalismRules, CompetencyRulesetError> {
    for (file, text) in INDEXES {
        let row: IndexRow = read(file, text)?;
        if row.id == id {
            return build_index(row).map_err(|source| CompetencyRulesetError::Invalid { file, source });
        }
    }
    Err(CompetencyRulesetError::Unknown(id.to_owned()))
}

fn read<R: DeserializeOwned>(file: &'static str, text: &str) -> Result<R, CompetencyRulesetError> {
    toml::from_str(text).map_err(|source| CompetencyRulesetError::Malformed { file, source: Box::new(source) })
}

fn word<T>(what: &'static str, text: &str, found: Option<T>) -> Result<T, BadCompetencyRuleset> {
    found.ok_or_else(|| BadCompetencyRuleset::Word { what, text: text.to_owned() })
}

fn job(kind: &str, level: &str) -> Result<Job, BadCompetencyRuleset> {
    word("a kind of job", &format!("{kind} {level}"), Job::parse(kind, level))
}

fn group(text: &str) -> Result<CompetencyGroup, BadCompetencyRuleset> {
    word("a group of competencies", text, CompetencyGroup::parse(text))
}

fn find_dictionary(id: &str) -> Result<GenericDictionary, BadCompetencyRuleset> {
    for (_, text) in DICTIONARIES {
        // A shipped file that cannot be read is as good as none; a test reads them all.
        let row: Option<DictionaryRow> = toml::from_str(text).ok();
        let Some(row) = row.filter(|row| row.id == id) else { continue };
        let mut competencies = Vec::new();
        for one in row.competencies {
            let group = group(&one.group)?;
            competencies.push(GenericCompetency { code: one.code, group, name: one.name, english: one.english });
        }
        let mut required = BTreeMap::new();
        for one in row.required {
            required.insert(job(&one.job_type, &one.job_level)?, one.level);
        }
        return Ok(GenericDictionary { id: row.id, competencies, required });
    }
    Err(BadCompetencyRuleset::NoDictionary(id.to_owned()))
}

fn build_profile(row: ProfileRow) -> Result<CompetencyRules, BadCompetencyRuleset> {
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
        other => return Err(BadCompetencyRuleset::Word { what: "an end of a term", text: other.to_owned() }),
    };
    let rules = CompetencyRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        years,
        term_end,
        meets_from: exact::parse(&row.meets_from)?,
        still_meets_from: exact::parse(&row.still_meets_from)?,
        technical_weights,
        weight_tenths,
        criticality_hundredths,
        plan: PlanRules { due_months: row.plan.due_months, suppress_months: row.plan.suppress_months, kinds },
        dictionary: find_dictionary(&row.dictionary)?,
    };
    rules.check()?;
    Ok(rules)
}

fn points(row: &BTreeMap<String, String>) -> Result<Vec<(&str, BigRational)>, BadCompetencyRuleset> {
    let mut found = Vec::new();
    for (text, number) in row {
        found.push((text.as_str(), exact::parse(number)?));
    }
    Ok(found)
}

fn build_index(row: IndexRow) -> Result<ProfessionalismRules, BadCompetencyRuleset> {
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
            let (kinds, points) = (part.activities.into_iter().collect(), exact::parse(&part.points)?);
            parts.push(TrainingPart { key: part.key, kinds, hours: part.hours, years: part.years, points });
        }
        for text in group.jobs {
            competency.insert(word("a kind of job", &text, JobType::parse(&text))?, parts.clone());
        }
    }
    let rounding = match row.rounding.as_str() {
        "half_up" => IndexRounding::HalfUp,
        "none" => IndexRounding::None,
        other => return Err(BadCompetencyRuleset::Word { what: "a rounding", text: other.to_owned() }),
    };
    let rules = ProfessionalismRules {
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
    };
    rules.check()?;
    Ok(rules)
}

#[cfg(test)]
#[path = "competency_tests.rs"]
mod tests;
