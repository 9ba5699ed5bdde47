//! `[general]` of every ruleset.

use super::{RulesetError, filing::FilingRow, intake::IntakeRow, retention::RetentionRow, word};
use crate::domain::{
    calendar::{CalendarRow, Stage},
    fill_time::FillTime,
    general_rules::{AgeLimit, GeneralRules, ObjectionRules},
};
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GeneralRow {
    id: String,
    period: String,
    regulation: String,
    valid_from: Date,
    valid_until: Option<Date>,
    #[serde(default)]
    any_day: bool,
    #[serde(default)]
    early_close: bool,
    #[serde(default)]
    needs_standard: bool,
    age_minimum: u8,
    age_maximum: u8,
    #[serde(default)]
    age_limit: Vec<AgeLimitRow>,
    objection: Option<ObjectionRow>,
    unfilled: Option<UnfilledRow>,
    filing: Option<FilingRow>,
    #[serde(default)]
    stage: Vec<StageRow>,
    intake: IntakeRow,
    retention: Option<RetentionRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgeLimitRow {
    posts: Vec<String>,
    #[serde(default)]
    education: Vec<String>,
    maximum: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectionRow {
    days: u8,
    answer_days: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnfilledRow {
    fill: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StageRow {
    stage: String,
    from: Date,
    until: Date,
}

impl GeneralRow {
    pub(super) fn into_rules(self, file: &str) -> Result<GeneralRules, RulesetError> {
        let mut calendar = Vec::with_capacity(self.stage.len());
        for StageRow { stage, from, until } in self.stage {
            calendar.push(CalendarRow { stage: word(file, "a stage", &stage, Stage::parse)?, from, until });
        }
        let fill = match &self.unfilled {
            Some(row) => word(file, "before_publication or after_objections", &row.fill, FillTime::parse)?,
            None => FillTime::default(),
        };
        let age_limits = self.age_limit.into_iter();
        let age_limits =
            age_limits.map(|AgeLimitRow { posts, education, maximum }| AgeLimit { posts, education, maximum });
        Ok(GeneralRules {
            id: self.id,
            period: self.period,
            regulation: self.regulation,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            any_day: self.any_day,
            early_close: self.early_close,
            age_minimum: self.age_minimum,
            age_maximum: self.age_maximum,
            age_limits: age_limits.collect(),
            objection: self.objection.map(|ObjectionRow { days, answer_days }| ObjectionRules { days, answer_days }),
            fill,
            filing: self.filing.map(|filing| filing.into_rules(file)).transpose()?,
            calendar,
            needs_standard: self.needs_standard,
            intake: self.intake.into_rules(file)?,
            retention: self.retention.map(Into::into),
        })
    }
}
