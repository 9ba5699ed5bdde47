//! A condition that was looked at, and what was found.

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// The record does not say enough: somebody has to look.
    Unknown,
    /// It does not hold.
    Lacks,
}

/// A condition by its name in rulesets and answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Name: `least_years`, `education`, `documents` …
    pub rule: &'static str,
    /// What was found.
    pub outcome: Outcome,
    /// In words. It never names what is sealed.
    pub detail: String,
}

impl Condition {
    /// One that holds.
    pub fn holds(rule: &'static str, detail: impl Into<String>) -> Self {
        Self { rule, outcome: Outcome::Holds, detail: detail.into() }
    }

    /// One that does not.
    pub fn lacks(rule: &'static str, detail: impl Into<String>) -> Self {
        Self { rule, outcome: Outcome::Lacks, detail: detail.into() }
    }

    /// One of which the record does not say enough.
    pub fn unknown(rule: &'static str, detail: impl Into<String>) -> Self {
        Self { rule, outcome: Outcome::Unknown, detail: detail.into() }
    }

    /// Holds or lacks.
    pub fn when(holds: bool, rule: &'static str, detail: impl Into<String>) -> Self {
        if holds { Self::holds(rule, detail) } else { Self::lacks(rule, detail) }
    }

    /// Whether it stands in the way.
    pub fn is_open(&self) -> bool {
        self.outcome != Outcome::Holds
    }

    /// As a line: the name, and what was found.
    pub fn line(&self) -> String {
        format!("{}: {}", self.rule, self.detail)
    }
}

/// Those that stand in the way.
pub fn open(conditions: &[Condition]) -> Vec<Condition> {
    conditions.iter().filter(|one| one.is_open()).cloned().collect()
}

/// Conditions, a line each.
pub fn lines(conditions: &[Condition]) -> Vec<String> {
    conditions.iter().map(Condition::line).collect()
}
