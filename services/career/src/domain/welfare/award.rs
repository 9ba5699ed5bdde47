//! Awards for achievers (*penghargaan*): by closed evaluations and a stated rule, with all who are equal treated equally, and
//! the same again from the same inputs.

use crate::domain::{credit::Rating, rating::YearRating, welfare_rules::AwardRules};
use jiff::Timestamp;
use std::{cmp::Reverse, collections::BTreeMap};
use thiserror::Error;
use uuid::Uuid;

/// What a run sees of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardInput {
    /// Who.
    pub servant: Uuid,
    /// Unit; empty where it is not known.
    pub unit: String,
    /// Ratings of the years that are looked at, oldest first.
    pub ratings: Vec<YearRating>,
    /// Whether a punishment ran in these years.
    pub punished: bool,
}

/// What comes out for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardOutcome {
    /// Points; 0 for those who do not fulfil the conditions.
    pub points: i32,
    /// Place in the unit, equal for equal points; 0 for those who do not fulfil the conditions.
    pub place: i32,
    /// Whether there is an award.
    pub awarded: bool,
    /// Why, or why not.
    pub explanation: String,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardRun {
    /// Id.
    pub id: Uuid,
    /// Last year that is looked at.
    pub year: i32,
    /// What one award pays.
    pub award_rupiah: i64,
    /// What there is for all.
    pub budget_rupiah: i64,
    /// People looked at.
    pub considered: i32,
    /// People with an award.
    pub awarded: i32,
    /// What the awards cost.
    pub cost_rupiah: i64,
    /// Ruleset.
    pub ruleset: String,
    /// Fingerprint of inputs and results.
    pub fingerprint: Vec<u8>,
    /// Version.
    pub version: i64,
    /// When it was computed.
    pub create_time: Timestamp,
    /// When it was approved.
    pub approve_time: Option<Timestamp>,
}

/// Why a run cannot be approved.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AwardRefusal {
    /// Approved before.
    #[error("the run was approved before")]
    Approved,
    /// Another run of the year is approved.
    #[error("another run of this year is approved")]
    YearApproved,
    /// Too little money.
    #[error("the awards cost {gap} rupiah more than the budget has")]
    OverBudget {
        /// What is lacking.
        gap: i64,
    },
    /// The ruleset is not shipped any more.
    #[error("the ruleset {0} is not at hand")]
    RulesGone(String),
}

impl AwardRun {
    /// What the budget lacks.
    pub fn gap(&self) -> i64 {
        (self.cost_rupiah - self.budget_rupiah).max(0)
    }

    /// Approves the run.
    pub fn approve(&mut self, now: Timestamp) -> Result<(), AwardRefusal> {
        if self.approve_time.is_some() {
            return Err(AwardRefusal::Approved);
        }
        if self.gap() > 0 {
            return Err(AwardRefusal::OverBudget { gap: self.gap() });
        }
        self.approve_time = Some(now);
        Ok(())
    }
}

impl AwardRules {
    /// The rule in words.
    pub fn in_words(&self) -> String {
        let punishment = if self.without_punishment { ", and no punishment in these years" } else { "" };
        format!(
            "of each unit the {} % with most points of the ratings of {} years, rounded down, at least {}; everybody with the \
             points of the last of them, too; each rating at least {}{punishment}",
            self.share_percent,
            self.years,
            self.least_per_unit,
            self.lowest_rating.as_str()
        )
    }

    /// The years that are looked at.
    pub fn years_until(&self, year: i32) -> std::ops::RangeInclusive<i32> {
        year - self.years + 1..=year
    }

    /// Decides, one outcome an input, in their order.
    pub fn decide(&self, year: i32, inputs: &[AwardInput]) -> Vec<AwardOutcome> {
        let mut outcomes: Vec<AwardOutcome> = inputs.iter().map(|input| self.look_at(year, input)).collect();
        let mut units: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, input) in inputs.iter().enumerate() {
            units.entry(&input.unit).or_default().push(number);
        }
        for people in units.values() {
            let share = people.len() as i64 * self.share_percent / 100;
            self.rank(share.max(self.least_per_unit), people, &mut outcomes);
        }
        outcomes
    }

    /// Points of one person, or why there are none.
    fn look_at(&self, year: i32, input: &AwardInput) -> AwardOutcome {
        let mut points = 0;
        let refused = |why: String| AwardOutcome { points: 0, place: 0, awarded: false, explanation: why };
        for wanted in self.years_until(year) {
            let Some(one) = input.ratings.iter().find(|one| one.year == wanted) else {
                return refused(format!("no closed evaluation of {wanted}"));
            };
            if !one.rating.is_at_least(self.lowest_rating) {
                return refused(format!("rated {} in {wanted}", one.rating.as_str()));
            }
            points += self.points.iter().find(|(rating, _)| *rating == one.rating).map_or(0, |(_, points)| *points);
        }
        if self.without_punishment && input.punished {
            return refused("a punishment ran in these years".to_owned());
        }
        AwardOutcome { points, place: 0, awarded: false, explanation: String::new() }
    }

    /// Places of the people of a unit. Who is equal has an equal place, so that a place within the quota is everybody's.
    fn rank(&self, quota: i64, people: &[usize], outcomes: &mut [AwardOutcome]) {
        let fit = |number: &&usize| outcomes[**number].explanation.is_empty();
        let mut order: Vec<usize> = people.iter().filter(fit).copied().collect();
        order.sort_by_key(|number| Reverse(outcomes[*number].points));
        let points: Vec<i32> = order.iter().map(|number| outcomes[*number].points).collect();
        for number in order {
            let outcome = &mut outcomes[number];
            let better = points.partition_point(|one| *one > outcome.points);
            outcome.place = i32::try_from(better + 1).unwrap_or(i32::MAX);
            outcome.awarded = i64::from(outcome.place) <= quota;
            outcome.explanation =
                format!("{} points, place {} of {}, {quota} to give", outcome.points, outcome.place, points.len());
        }
    }
}

/// Ratings as they are kept: `2023=baik,2024=sangat_baik`.
pub fn ratings_text(ratings: &[YearRating]) -> String {
    let texts: Vec<String> = ratings.iter().map(|one| format!("{}={}", one.year, one.rating.as_str())).collect();
    texts.join(",")
}

/// Reads such a text.
pub fn parse_ratings(text: &str) -> Option<Vec<YearRating>> {
    let read = |one: &str| {
        let (year, rating) = one.split_once('=')?;
        Some(YearRating { year: year.parse().ok()?, rating: Rating::parse(rating)? })
    };
    text.split(',').filter(|one| !one.is_empty()).map(read).collect()
}

/// Everything that a run saw and found, as one text.
pub fn canonical(ruleset: &str, year: i32, inputs: &[AwardInput], outcomes: &[AwardOutcome]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (input, outcome) in inputs.iter().zip(outcomes) {
        let seen = format!("{}|{}|{}|{}", input.servant, input.unit, ratings_text(&input.ratings), input.punished);
        let line = format!("{seen}|{}|{}|{}", outcome.points, outcome.place, outcome.awarded);
        lines.push(line);
    }
    lines.sort();
    format!("{ruleset}|{year}\n{}", lines.join("\n"))
}

#[cfg(test)]
#[path = "award_tests.rs"]
mod tests;
