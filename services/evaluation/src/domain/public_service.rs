//! A service the public uses (*layanan*) and its quality, as complaints tell it month by month.

use crate::domain::quality::{self, ServiceMonth, SignalRuleset, Verdict};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Quality, as the complaints tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quality {
    /// As usual, or too little known; since a month if it fell before.
    Steady {
        /// Last month of the run that was usual again.
        since: Option<Date>,
        /// Ruleset that told the recovery; empty if it never fell.
        ruleset: String,
    },
    /// Complaints rose beyond the test's bound.
    Fell {
        /// Last month of the run that proved it.
        since: Date,
        /// Ruleset that told it.
        ruleset: String,
    },
}

/// A public service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicService {
    /// Id.
    pub id: Uuid,
    /// Title.
    pub display_name: String,
    /// Unit in the needs service.
    pub unit: String,
    /// Quality now.
    pub quality: Quality,
    /// Version.
    pub version: i64,
    /// When it was registered.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// The months of a service whose use is known, by their first day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(BTreeMap<Date, ServiceMonth>);

/// How a month changed the quality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It fell; the months of the run that prove it, oldest first.
    Fell(Vec<ServiceMonth>),
    /// It is as usual again.
    Recovered,
}

impl FromIterator<(Date, ServiceMonth)> for History {
    fn from_iter<T: IntoIterator<Item = (Date, ServiceMonth)>>(months: T) -> Self {
        Self(months.into_iter().collect())
    }
}

impl History {
    /// The known months from `first` on, oldest first.
    pub fn months_from(&self, first: Date) -> impl Iterator<Item = Date> {
        self.0.range(first..).map(|(month, _)| *month)
    }

    /// Up to `most` months that end with `month` and have no gap, oldest first.
    fn ending(&self, month: Date, most: usize) -> Vec<ServiceMonth> {
        let mut found = Vec::new();
        let mut next = month;
        while found.len() < most
            && let Some(known) = self.0.get(&next)
        {
            found.push(*known);
            next = next.saturating_sub(1.month());
        }
        found.reverse();
        found
    }
}

impl PublicService {
    /// Tests the quality as it was after `month`. Months up to the last change are settled: importing them again tells
    /// nothing new.
    pub fn judge(&mut self, rules: &SignalRuleset, history: &History, month: Date) -> Option<Change> {
        let ruleset = rules.id.clone();
        match &self.quality {
            Quality::Steady { since, .. } if since.is_some_and(|since| month <= since) => None,
            Quality::Fell { since, .. } if month <= *since => None,
            Quality::Steady { .. } => {
                let run = fall(rules, history, month)?;
                self.quality = Quality::Fell { since: month, ruleset };
                Some(Change::Fell(run))
            }
            Quality::Fell { since, .. } if is_usual_again(rules, history, *since, month) => {
                self.quality = Quality::Steady { since: Some(month), ruleset };
                Some(Change::Recovered)
            }
            Quality::Fell { .. } => None,
        }
    }
}

/// The run that proves a fall after `month`, if there was one.
fn fall(rules: &SignalRuleset, history: &History, month: Date) -> Option<Vec<ServiceMonth>> {
    let months = history.ending(month, rules.baseline_months + rules.run_months);
    match quality::judge(rules, &months) {
        Verdict::Fell(_) => Some(months[months.len() - rules.run_months..].to_vec()),
        Verdict::Quiet | Verdict::NotEnoughHistory => None,
    }
}

/// Whether the run that ends with `month` is usual for the year before the fall told in `fell`.
fn is_usual_again(rules: &SignalRuleset, history: &History, fell: Date, month: Date) -> bool {
    let before = history.ending(fell, rules.baseline_months + rules.run_months);
    let run = history.ending(month, rules.run_months);
    quality::baseline_of(rules, &before).is_some_and(|usual| quality::has_recovered(rules, &usual, &run))
}

#[cfg(test)]
#[path = "public_service_tests.rs"]
mod tests;
