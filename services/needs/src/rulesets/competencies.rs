//! Dictionaries of generic competencies and the rules of job-person match, as dated data.

use crate::domain::{
    competency::{Dictionary, DictionaryError, Generic, Group, JobGrade, Level, LevelName, NotAGrade, NotALevel},
    job_match::{BadMatchRules, MatchRules},
};
use exact::ExactError;
use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

const DICTIONARIES: [(&str, &str); 1] =
    [("competencies-permenpanrb-38-2017.toml", include_str!("../../rulesets/competencies-permenpanrb-38-2017.toml"))];
const MATCH_RULES: [(&str, &str); 2] = [
    ("job-person-match-2020.toml", include_str!("../../rulesets/job-person-match-2020.toml")),
    ("job-person-match-weighted-2020.toml", include_str!("../../rulesets/job-person-match-weighted-2020.toml")),
];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum CompetencyRulesetError {
    #[error("ruleset file {file} is malformed")]
    Malformed { file: &'static str, source: Box<toml::de::Error> },
    #[error("ruleset file {file} is not valid")]
    Invalid { file: &'static str, source: BadCompetencyRuleset },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
}

/// What is wrong with a ruleset that can be read.
#[derive(Debug, Error)]
pub enum BadCompetencyRuleset {
    #[error(transparent)]
    Dictionary(#[from] DictionaryError),
    #[error(transparent)]
    Match(#[from] BadMatchRules),
    #[error(transparent)]
    Level(#[from] NotALevel),
    #[error(transparent)]
    Grade(#[from] NotAGrade),
    #[error(transparent)]
    Number(#[from] ExactError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DictionaryRow {
    id: String,
    regulation: String,
    valid_from: Date,
    required_source: String,
    levels: Vec<LevelRow>,
    competencies: Vec<GenericRow>,
    required: Vec<RequiredRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelRow {
    level: i32,
    name: String,
    english: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GenericRow {
    code: String,
    group: GroupRow,
    name: String,
    english: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum GroupRow {
    Managerial,
    SocioCultural,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequiredRow {
    job_type: String,
    #[serde(default)]
    job_level: String,
    level: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchRow {
    id: String,
    regulation: String,
    valid_from: Date,
    meets_from: String,
    still_meets_from: String,
    assessment_years: i32,
    training_closes_levels: i32,
    technical_weights: Vec<WeightRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightRow {
    job_type: String,
    #[serde(default)]
    job_level: String,
    percent: String,
}

/// Finds the generic competencies by the id of their dictionary.
pub fn dictionary(id: &str) -> Result<Dictionary, CompetencyRulesetError> {
    for (file, text) in DICTIONARIES {
        let row: DictionaryRow = read(file, text)?;
        if row.id == id {
            return build_dictionary(row).map_err(|source| CompetencyRulesetError::Invalid { file, source });
        }
    }
    Err(CompetencyRulesetError::Unknown(id.to_owned()))
}

/// Finds the rules of job-person match by their id.
pub fn match_rules(id: &str) -> Result<MatchRules, CompetencyRulesetError> {
    for (file, text) in MATCH_RULES {
        let row: MatchRow = read(file, text)?;
        if row.id == id {
            return build_match_rules(row).map_err(|source| CompetencyRulesetError::Invalid { file, source });
        }
    }
    Err(CompetencyRulesetError::Unknown(id.to_owned()))
}

fn read<R: for<'de> Deserialize<'de>>(file: &'static str, text: &str) -> Result<R, CompetencyRulesetError> {
    toml::from_str(text).map_err(|source| CompetencyRulesetError::Malformed { file, source: Box::new(source) })
}

fn build_dictionary(row: DictionaryRow) -> Result<Dictionary, BadCompetencyRuleset> {
    let generic = |row: GenericRow| Generic {
        code: row.code,
        group: match row.group {
            GroupRow::Managerial => Group::Managerial,
            GroupRow::SocioCultural => Group::SocioCultural,
        },
        name: row.name,
        english: row.english,
    };
    let mut levels = Vec::new();
    for named in row.levels {
        levels.push(LevelName { level: Level::parse(named.level)?, name: named.name, english: named.english });
    }
    let mut required = std::collections::BTreeMap::new();
    for one in row.required {
        required.insert(JobGrade::parse(&one.job_type, &one.job_level)?, Level::parse(one.level)?);
    }
    let dictionary = Dictionary {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        competencies: row.competencies.into_iter().map(generic).collect(),
        levels,
        required,
        required_source: row.required_source,
    };
    dictionary.check()?;
    Ok(dictionary)
}

fn build_match_rules(row: MatchRow) -> Result<MatchRules, BadCompetencyRuleset> {
    let mut technical_weights = std::collections::BTreeMap::new();
    for one in row.technical_weights {
        technical_weights.insert(JobGrade::parse(&one.job_type, &one.job_level)?, exact::parse(&one.percent)?);
    }
    let rules = MatchRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        meets_from: exact::parse(&row.meets_from)?,
        still_meets_from: exact::parse(&row.still_meets_from)?,
        assessment_years: row.assessment_years,
        training_closes_levels: row.training_closes_levels,
        technical_weights,
    };
    rules.check()?;
    Ok(rules)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rulesets_are_valid_and_named_after_their_files() {
        for (file, _) in DICTIONARIES {
            assert_eq!(format!("{}.toml", dictionary(file.trim_end_matches(".toml")).unwrap().id), file);
        }
        for (file, _) in MATCH_RULES {
            assert_eq!(format!("{}.toml", match_rules(file.trim_end_matches(".toml")).unwrap().id), file);
        }
        assert!(matches!(dictionary("kamus-1945"), Err(CompetencyRulesetError::Unknown(_))));
        assert!(matches!(match_rules("jpm-1945"), Err(CompetencyRulesetError::Unknown(_))));
    }

    #[test]
    fn the_regulation_lists_eight_managerial_competencies_and_one_socio_cultural() {
        let dictionary = dictionary("competencies-permenpanrb-38-2017").unwrap();
        let codes: Vec<&str> = dictionary.competencies.iter().map(|generic| generic.code.as_str()).collect();
        assert_eq!(codes, ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "S1"]);
        let level = |job_type, job_level| {
            let grade = JobGrade::parse(job_type, job_level).unwrap();
            dictionary.required[&grade].number()
        };
        assert_eq!((level("jpt_madya", ""), level("pelaksana", ""), level("fungsional", "ahli_muda")), (5, 1, 3));
    }

    #[test]
    fn a_doubled_code_a_missing_level_or_grade_and_an_unknown_key_are_refused() {
        let (file, text) = DICTIONARIES[0];
        let build = |text: &str| read::<DictionaryRow>(file, text).map(build_dictionary);
        assert!(matches!(build(&text.replace("\"M2\"", "\"M1\"")), Ok(Err(BadCompetencyRuleset::Dictionary(_)))));
        assert!(matches!(build(&text.replace("{ level = 5", "{ level = 4")), Ok(Err(_))));
        let gone = text.replace("{ job_type = \"pengawas\", level = 2 },", "");
        let missing = build(&gone).unwrap().unwrap_err();
        assert_eq!(missing.to_string(), "no level is required of pengawas");
        assert!(build(&format!("decade = 1\n{text}")).is_err());
    }
}
