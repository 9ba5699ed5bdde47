//! `[general.intake]` of a ruleset.

use super::{RulesetError, word};
use crate::domain::{
    declaration::Fact,
    document::DocumentKind,
    intake_rules::{Condition, IntakeRules},
    skd::NeedKind,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntakeRow {
    documents: Vec<String>,
    #[serde(default)]
    condition: Vec<ConditionRow>,
    #[serde(default)]
    experience_months: u16,
    #[serde(default)]
    reapply: bool,
    #[serde(default)]
    schools: Vec<String>,
    #[serde(default)]
    second_look_percent: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRow {
    needs: Vec<String>,
    fact: String,
    documents: Vec<String>,
}

impl IntakeRow {
    pub(super) fn into_rules(self, file: &str) -> Result<IntakeRules, RulesetError> {
        let mut conditions = Vec::with_capacity(self.condition.len());
        for ConditionRow { needs, fact, documents } in self.condition {
            let need = |need: &String| word(file, "a kind of need", need, |text| NeedKind::parse(text).ok());
            conditions.push(Condition {
                needs: needs.iter().map(need).collect::<Result<_, _>>()?,
                fact: word(file, "a fact that applicants declare", &fact, Fact::parse)?,
                documents: kinds(file, &documents)?,
            });
        }
        Ok(IntakeRules {
            documents: kinds(file, &self.documents)?,
            conditions,
            experience_months: self.experience_months,
            reapply: self.reapply,
            schools: self.schools,
            second_look_percent: self.second_look_percent,
        })
    }
}

fn kinds(file: &str, texts: &[String]) -> Result<Vec<DocumentKind>, RulesetError> {
    texts.iter().map(|text| word(file, "a kind of document", text, DocumentKind::parse)).collect()
}
