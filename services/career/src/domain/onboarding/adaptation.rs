//! How the newly appointed settle in (*evaluasi adaptasi*): answers of rater and servant some months after the first day, and
//! what is lacking.

use crate::domain::{evidence::HIGHEST_LEVEL, onboarding_rules::AdaptationRules};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The superior (*pejabat penilai*).
    Rater,
    /// The servant.
    Servant,
}

impl Side {
    /// Both with their names in tables.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Rater, "rater"), (Self::Servant, "servant")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// The answer about one aspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AspectAnswer {
    /// Code of the aspect.
    pub aspect: String,
    /// Level, 1 to 5.
    pub level: u8,
}

/// One follow-up, without its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Id.
    pub id: Uuid,
    /// About whom.
    pub servant: Uuid,
    /// Months after the first day.
    pub months: i32,
    /// Day from which it is due.
    pub due_date: Date,
    /// Ruleset with its aspects.
    pub ruleset: String,
    /// When the first side answered.
    pub create_time: Timestamp,
}

/// A follow-up that is due, and who has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueFollowUp {
    /// About whom.
    pub servant: Uuid,
    /// Months after the first day.
    pub months: i32,
    /// Day from which it is due.
    pub due_date: Date,
    /// Whether the rater has answered.
    pub rater_answered: bool,
    /// Whether the servant has.
    pub servant_answered: bool,
}

/// A competency that is lacking, and the level the rater saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenCompetency {
    /// Dictionary.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Level, 1 to 5.
    pub level: u8,
}

/// What is lacking, as the rater tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Code of the aspect.
    pub aspect: String,
    /// What would help.
    pub text: String,
    /// Competency that it is about.
    pub competency: Option<SeenCompetency>,
}

/// A need of training that a follow-up found, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdaptationNeed {
    /// Id.
    pub id: Uuid,
    /// Follow-up that found it.
    pub follow_up: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Code of the aspect.
    pub aspect: String,
    /// Level of the aspect by the rater.
    pub level: u8,
    /// Competency that it is about.
    pub competency: Option<SeenCompetency>,
    /// When it was resolved.
    pub resolve_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was found.
    pub create_time: Timestamp,
}

/// Why a follow-up or a need refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdaptationRefusal {
    /// It is due on a later day.
    #[error("the follow-up is due on {0}")]
    NotDue(Date),
    /// This side has answered.
    #[error("this side of the follow-up is answered already")]
    Answered,
    /// Nobody rates themselves as their rater, or resolves their own need.
    #[error("nobody rates their own adaptation as rater or resolves their own need")]
    Own,
    /// Resolved before.
    #[error("the need is resolved already")]
    Resolved,
}

impl AdaptationRules {
    /// What is wrong with answers, each with the place of the answer; none for the list as a whole.
    pub fn faults(&self, answers: &[AspectAnswer]) -> Vec<(Option<usize>, String)> {
        let mut faults = Vec::new();
        for (place, answer) in answers.iter().enumerate() {
            if !self.aspects.iter().any(|aspect| aspect.code == answer.aspect) {
                faults.push((Some(place), "must be an aspect of the ruleset".to_owned()));
            } else if answers[..place].iter().any(|before| before.aspect == answer.aspect) {
                faults.push((Some(place), "must not be answered twice".to_owned()));
            }
        }
        let has = |code: &str| answers.iter().any(|answer| answer.aspect == code);
        let missing: Vec<&str> =
            self.aspects.iter().map(|aspect| aspect.code.as_str()).filter(|code| !has(code)).collect();
        if !missing.is_empty() {
            faults.push((None, format!("must answer every aspect; missing: {}", missing.join(", "))));
        }
        faults
    }

    /// What is lacking: what the rater told, and every aspect rated too low that nothing was told of.
    pub fn lacking(&self, answers: &[AspectAnswer], told: Vec<Lack>) -> Vec<Lack> {
        let mut lacks = told;
        for answer in answers.iter().filter(|answer| answer.level < self.lacking_below) {
            if !lacks.iter().any(|lack| lack.aspect == answer.aspect) {
                lacks.push(Lack { aspect: answer.aspect.clone(), text: String::new(), competency: None });
            }
        }
        lacks
    }
}

impl FollowUp {
    /// Whether it is due by `today`.
    pub fn must_be_due(&self, today: Date) -> Result<(), AdaptationRefusal> {
        if self.due_date <= today { Ok(()) } else { Err(AdaptationRefusal::NotDue(self.due_date)) }
    }
}

impl AdaptationNeed {
    /// The level that training should lead to: one above what the rater saw; of an aspect without a competency, the one below
    /// which something is lacking.
    pub fn target(&self, rules: &AdaptationRules) -> u8 {
        let above = |seen: &SeenCompetency| (seen.level + 1).min(HIGHEST_LEVEL);
        self.competency.as_ref().map_or(rules.lacking_below, above)
    }

    /// Is resolved, once.
    pub fn resolve(&mut self, now: Timestamp) -> Result<(), AdaptationRefusal> {
        if self.resolve_time.is_some() {
            return Err(AdaptationRefusal::Resolved);
        }
        self.resolve_time = Some(now);
        Ok(())
    }
}

#[cfg(test)]
#[path = "adaptation_tests.rs"]
mod tests;
