//! Assumptions about the next five years (*skenario*), and what they make of each position.

use crate::domain::{
    planning_tree::PlanningTree,
    projection::{Outlook, Policy, Projection, Spread, Surplus, Today, YEARS, project},
};
use jiff::Timestamp;
use jiff::civil::Date;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::HashMap;
use uuid::Uuid;

/// Most changes of workload in one scenario.
pub const MOST_CHANGES: usize = 100;
/// Longest text of a percentage.
const LONGEST_PERCENT: usize = 20;

/// A percentage as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Percent {
    text: String,
    value: BigRational,
}

/// The text is not a percentage of the allowed size.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a plain decimal from {least} to {most}, at most {LONGEST_PERCENT} characters")]
pub struct NotAPercent {
    least: i64,
    most: i64,
}

impl Percent {
    /// Reads a percentage between two bounds.
    pub fn parse(text: &str, least: i64, most: i64) -> Result<Self, NotAPercent> {
        let wrong = NotAPercent { least, most };
        let value = exact::parse(text).ok().filter(|_| text.len() <= LONGEST_PERCENT);
        let Some(value) = value else { return Err(wrong) };
        let bound = |number: i64| BigRational::from_integer(number.into());
        let inside = value >= bound(least) && value <= bound(most);
        if inside { Ok(Self { text: text.to_owned(), value }) } else { Err(wrong) }
    }

    /// The growth of a population, which may be left out.
    pub fn growth(text: &str) -> Result<Self, NotAPercent> {
        Self::parse(if text.is_empty() { "0" } else { text }, -50, 100)
    }

    /// A change of workload.
    pub fn change(text: &str) -> Result<Self, NotAPercent> {
        Self::parse(text, -100, 1000)
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it changes nothing.
    pub fn is_zero(&self) -> bool {
        self.value.is_zero()
    }

    fn factor(&self) -> BigRational {
        BigRational::one() + &self.value / BigRational::from_integer(100.into())
    }
}

/// What a change or a weight is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// All units of a sector.
    Sector(String),
    /// A unit and all below it.
    Unit(Uuid),
}

impl Target {
    /// The unit, if it is one.
    pub fn unit(&self) -> Option<Uuid> {
        if let Self::Unit(id) = self { Some(*id) } else { None }
    }
}

/// A change of workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose workload.
    pub target: Target,
    /// How much.
    pub percent: Percent,
    /// First year in which it holds, 1 to 5.
    pub from_year: i32,
}

/// What a projection assumes; what is left out, the ruleset says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumptions {
    /// How the shortage of today is spread.
    pub spread: Option<Spread>,
    /// What a surplus does.
    pub surplus: Option<Surplus>,
    /// Growth of the population in a year.
    pub growth: Percent,
    /// Sectors whose workload follows the population; empty: those of the ruleset.
    pub population_sectors: Vec<String>,
    /// Changes of workload.
    pub changes: Vec<Change>,
    /// Years without hiring, 1 to 5.
    pub freeze_years: Vec<i32>,
}

/// What the ruleset says, and nothing else.
impl Default for Assumptions {
    fn default() -> Self {
        Self {
            spread: None,
            surplus: None,
            growth: Percent { text: "0".to_owned(), value: BigRational::zero() },
            population_sectors: Vec::new(),
            changes: Vec::new(),
            freeze_years: Vec::new(),
        }
    }
}

/// Assumptions with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Id.
    pub id: Uuid,
    /// Name for people.
    pub display_name: String,
    /// What it assumes.
    pub assumptions: Assumptions,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: Timestamp,
}

/// How to plan where a request does not say so: dated data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanningRules {
    /// Id.
    pub id: String,
    /// First day it holds.
    pub valid_from: Date,
    /// How the shortage of today is spread.
    pub spread: Spread,
    /// What a surplus does.
    pub surplus: Surplus,
    /// Sectors whose workload follows the population.
    pub population_sectors: Vec<String>,
    /// Whether retirements take effect on the first of a month only.
    pub retirement_on_first_of_month: bool,
}

/// A position to project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Unit.
    pub unit: Uuid,
    /// What it needs today.
    pub today: Today,
    /// People in it.
    pub incumbents: u64,
    /// People who retire in each year.
    pub retirements: [u64; YEARS],
}

/// One set of assumptions over one tree of units.
pub struct Forecast<'t> {
    tree: &'t PlanningTree,
    assumptions: &'t Assumptions,
    population_sectors: &'t [String],
    policy: Policy,
    factors: HashMap<Uuid, [BigRational; YEARS]>,
}

impl<'t> Forecast<'t> {
    /// Fills what the assumptions leave out from the rules.
    pub fn new(assumptions: &'t Assumptions, rules: &'t PlanningRules, tree: &'t PlanningTree) -> Self {
        let policy = Policy {
            spread: assumptions.spread.unwrap_or(rules.spread),
            surplus: assumptions.surplus.unwrap_or(rules.surplus),
            frozen: std::array::from_fn(|year| assumptions.freeze_years.contains(&number(year))),
        };
        let own = &assumptions.population_sectors;
        let population_sectors = if own.is_empty() { &rules.population_sectors } else { own };
        Self { tree, assumptions, population_sectors, policy, factors: HashMap::new() }
    }

    /// Projects a position. The factors of its unit are remembered: units are few, positions many.
    pub fn project(&mut self, subject: &Subject) -> Projection {
        if !self.factors.contains_key(&subject.unit) {
            self.factors.insert(subject.unit, self.factors_of(subject.unit));
        }
        let factors = &self.factors[&subject.unit];
        let required = std::array::from_fn(|year| match year {
            0 => subject.today.required,
            later => subject.today.scaled(&factors[later - 1]),
        });
        project(&Outlook { required, incumbents: subject.incumbents, retirements: subject.retirements }, &self.policy)
    }

    /// How many times the workload of today a unit has in each year.
    fn factors_of(&self, unit: Uuid) -> [BigRational; YEARS] {
        let (above, sector) = (self.tree.upwards(unit), self.tree.sector(unit));
        let concerned = |target: &Target| match target {
            Target::Sector(name) => name == sector,
            Target::Unit(id) => above.contains(id),
        };
        let follows_population = self.population_sectors.iter().any(|name| name == sector);
        let growth = if follows_population { self.assumptions.growth.factor() } else { BigRational::one() };
        let changes: Vec<&Change> =
            self.assumptions.changes.iter().filter(|change| concerned(&change.target)).collect();
        let mut grown = BigRational::one();
        std::array::from_fn(|year| {
            grown *= &growth;
            let holding = changes.iter().filter(|change| change.from_year <= number(year));
            holding.fold(grown.clone(), |factor, change| factor * change.percent.factor())
        })
    }
}

/// The number of a year of the projection, from 1.
fn number(index: usize) -> i32 {
    index as i32 + 1
}

#[cfg(test)]
#[path = "scenario_tests.rs"]
mod tests;
