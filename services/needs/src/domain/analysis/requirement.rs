//! The need of a position (*kebutuhan pegawai*) by every method: what is counted, under which ruleset, and the derivation
//! it gives. The legal minimum stands beside the method, and the larger of both is the need.

mod approach;
mod explanation;
mod health;
mod minimum;
mod sheet;
mod teachers;

pub use approach::{ApproachInput, ApproachItem, ApproachKind, ApproachRules};
pub use explanation::{Explanation, Figure, NEED, PartOf, Standing};
pub use health::{HealthInput, HealthRules, HealthTask, IndividualAllowance, MOST_PEOPLE, WisnInput, WisnRules};
pub use minimum::{Area, Facility, MinimumInput, MinimumRow, MinimumRules};
pub use sheet::{MOST_TASKS, SheetTask, check_task, plain, sheet_tree};
pub use teachers::{Grade, MOST_CLASS_GROUPS, TeacherInput, TeacherKind, TeacherRules};

use crate::domain::{
    derivation::{Derivation, DerivationError, Draft, Node, Operation},
    workload::{Rounding, WorkingTime},
};
use jiff::civil::Date;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use thiserror::Error;

/// What is counted for a position (*masukan penghitungan*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Sheet(Vec<SheetTask>),
    HealthWorkload(HealthInput),
    Wisn(Box<WisnInput>),
    Approach(ApproachInput),
    Teachers(TeacherInput),
    Minimum(MinimumInput),
}

/// How a need is counted (*metode*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Sheet,
    HealthWorkload,
    Wisn,
    Approach,
    Teachers,
    Minimum,
}

/// All of them with the names under which they are stored.
const METHODS: [(Method, &str); 6] = [
    (Method::Sheet, "sheet"),
    (Method::HealthWorkload, "health_workload"),
    (Method::Wisn, "wisn"),
    (Method::Approach, "approach"),
    (Method::Teachers, "teachers"),
    (Method::Minimum, "minimum"),
];

impl Method {
    /// The name under which it is stored (*nama metode*).
    pub fn name(self) -> &'static str {
        METHODS.iter().find(|(method, _)| *method == self).map_or("sheet", |(_, name)| name)
    }

    /// The method of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        METHODS.iter().find(|(_, known)| *known == name).map(|(method, _)| *method)
    }
}

impl Input {
    /// The method (*metode*) that counts it.
    pub fn method(&self) -> Method {
        match self {
            Self::Sheet(_) => Method::Sheet,
            Self::HealthWorkload(_) => Method::HealthWorkload,
            Self::Wisn(_) => Method::Wisn,
            Self::Approach(_) => Method::Approach,
            Self::Teachers(_) => Method::Teachers,
            Self::Minimum(_) => Method::Minimum,
        }
    }
}

/// Id and validity of a ruleset (*ketentuan*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub id: String,
    pub regulation: String,
    pub valid_from: Date,
    /// The last day it is used, open while it is in force.
    pub valid_until: Option<Date>,
}

/// Between which values a figure is plausible (*wajar*); outside, a person is warned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plausible {
    pub node: String,
    pub least: Option<BigRational>,
    pub most: Option<BigRational>,
    pub reason: String,
}

/// A figure that is not plausible (*angka janggal*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub node: String,
    pub value: BigRational,
    pub reason: String,
}

/// What is absurd rather than much (*batas wajar*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// People that one task may keep busy.
    pub people_per_task: u32,
    /// People that one position may need.
    pub people_per_position: u32,
}

/// Every ruleset that needs are counted by.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub working_times: Vec<WorkingTime>,
    /// The working time of a sheet that names none.
    pub working_time: WorkingTime,
    pub health: Vec<(Head, HealthRules)>,
    pub wisn: Vec<(Head, WisnRules)>,
    pub approach: Vec<(Head, ApproachRules)>,
    pub teachers: Vec<(Head, TeacherRules)>,
    pub minimum: Vec<(Head, MinimumRules)>,
    pub limits: Limits,
}

/// Why a need cannot be counted (*tidak dapat dihitung*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RequirementError {
    #[error("this method has no ruleset called {0:?}")]
    UnknownRuleset(String),
    #[error("no ruleset of this method was in force on {0}")]
    NoneInForce(Date),
    #[error("the table has no such staff; it knows {0}")]
    UnknownStaff(String),
    #[error("the guide decides the rounding of {0} itself")]
    NothingToDecide(String),
    #[error(transparent)]
    Figure(#[from] DerivationError),
}

/// A need that was counted (*hasil penghitungan*), with its derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub method: Method,
    pub ruleset: String,
    /// People before rounding; none for a minimum.
    pub full_time_equivalent: Option<BigRational>,
    pub posts: i32,
    pub tree: Derivation,
}

impl Catalogue {
    /// Counts a need (*penghitungan kebutuhan*) by the ruleset of that name, or by the one in force on `today`.
    pub fn count(&self, input: &Input, ruleset: &str, today: Date, origin: &str) -> Result<Counted, RequirementError> {
        let (head, tree) = match input {
            Input::Sheet(tasks) => {
                let rules = self.working_time(ruleset)?;
                let draft = Draft::begin(&rules.id, &rules.regulation, origin);
                (rules.id.clone(), sheet_tree(draft, tasks, rules, self.limits)?)
            }
            Input::HealthWorkload(input) => {
                let (head, rules) = pick(&self.health, ruleset, today)?;
                (head.id.clone(), input.tree(head.draft(origin), rules, self.limits)?)
            }
            Input::Wisn(input) => {
                let (head, rules) = pick(&self.wisn, ruleset, today)?;
                (head.id.clone(), input.tree(head.draft(origin), rules, self.limits)?)
            }
            Input::Approach(input) => {
                let (head, rules) = pick(&self.approach, ruleset, today)?;
                (head.id.clone(), input.tree(head.draft(origin), rules, self.limits)?)
            }
            Input::Teachers(input) => {
                let (head, rules) = pick(&self.teachers, ruleset, today)?;
                (head.id.clone(), input.tree(head.draft(origin), rules, self.limits)?)
            }
            Input::Minimum(input) => {
                let (head, rules) = pick(&self.minimum, ruleset, today)?;
                (head.id.clone(), input.tree(head.draft(origin), rules)?)
            }
        };
        Ok(Counted::of(input.method(), head, tree))
    }

    /// The working time (*waktu kerja efektif*) of that name, or the service's default.
    pub fn working_time(&self, id: &str) -> Result<&WorkingTime, RequirementError> {
        if id.is_empty() {
            return Ok(&self.working_time);
        }
        let found = self.working_times.iter().find(|rules| rules.id == id);
        found.ok_or_else(|| RequirementError::UnknownRuleset(id.to_owned()))
    }

    /// The figures of a derivation that are not plausible (*angka janggal*) by the ruleset that counted it.
    pub fn warnings(&self, ruleset: &str, tree: &Derivation) -> Vec<Warning> {
        let health = self.health.iter().map(|(head, rules)| (head, &rules.plausible));
        let wisn = self.wisn.iter().map(|(head, rules)| (head, &rules.plausible));
        let found = health.chain(wisn).find(|(head, _)| head.id == ruleset);
        let plausible = found.map(|(_, plausible)| plausible.as_slice()).unwrap_or_default();
        plausible.iter().filter_map(|one| one.broken_by(tree)).collect()
    }
}

impl Counted {
    /// Reads need and workload from a derivation: its result, and the figure before the rounding.
    pub fn of(method: Method, ruleset: String, tree: Derivation) -> Self {
        let (full_time_equivalent, posts) = results(tree.nodes());
        Self { method, ruleset, full_time_equivalent, posts, tree }
    }
}

/// The need before rounding, and the whole number at the end.
fn results(nodes: &[Node]) -> (Option<BigRational>, i32) {
    let workload = nodes.iter().find(|node| node.id.ends_with(FULL_TIME_EQUIVALENT));
    let posts = nodes.last().and_then(|node| node.value.to_integer().to_i32()).unwrap_or(i32::MAX);
    (workload.map(|node| node.value.clone()), posts)
}

/// The end of the id of every figure that is a need before rounding.
const FULL_TIME_EQUIVALENT: &str = "/fte";

/// The operation of a rounding policy (*pembulatan*).
fn rounding(policy: Rounding) -> Operation {
    match policy {
        Rounding::HalfUp => Operation::HalfUp,
        Rounding::Ceil => Operation::Ceil,
        Rounding::None => Operation::Floor,
    }
}

fn pick<'r, R>(rules: &'r [(Head, R)], wanted: &str, today: Date) -> Result<(&'r Head, &'r R), RequirementError> {
    let in_force = |head: &Head| head.valid_from <= today && head.valid_until.is_none_or(|until| today <= until);
    let fits = |head: &Head| if wanted.is_empty() { in_force(head) } else { head.id == wanted };
    let found = rules.iter().rev().find(|(head, _)| fits(head)).map(|(head, rules)| (head, rules));
    found.ok_or_else(|| match wanted {
        "" => RequirementError::NoneInForce(today),
        other => RequirementError::UnknownRuleset(other.to_owned()),
    })
}

impl Head {
    fn draft(&self, origin: &str) -> Draft {
        Draft::begin(&self.id, &self.regulation, origin)
    }
}

impl Plausible {
    fn broken_by(&self, tree: &Derivation) -> Option<Warning> {
        let (_, node) = tree.find(&self.node)?;
        let below = self.least.as_ref().is_some_and(|least| node.value < *least);
        let above = self.most.as_ref().is_some_and(|most| node.value > *most);
        let warning = || Warning { node: node.id.clone(), value: node.value.clone(), reason: self.reason.clone() };
        (below || above).then(warning)
    }
}

#[cfg(test)]
#[path = "requirement_tests.rs"]
mod tests;
