//! Budget plans: which seats (*formasi*) to ask for under a ceiling, and why a position gets no more.

use crate::domain::{
    apportion::apportion,
    knapsack::{Ceilings, Group, choose},
    planning_tree::PlanningTree,
    priority::NEUTRAL,
    scenario::Target,
};
use jiff::Timestamp;
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Job classes and one for positions whose class is not known.
pub const CLASSES: usize = 18;

/// What a person costs in a year, and how long to search: dated data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostRules {
    /// Id.
    pub id: String,
    /// First day it holds.
    pub valid_from: Date,
    /// Rupiah a year by job class; the first for positions whose class is not known.
    pub rupiah: [i64; CLASSES],
    /// Steps of the search for the best plan.
    pub search_steps: u64,
}

/// How much the seats of a sector or unit count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Whose.
    pub target: Target,
    /// 0 to 1,000 where a request gives it, 1 to 10,000 hundredths where it is a priority.
    pub weight: i32,
}

/// The weights of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    known: HashMap<Target, i32>,
    neutral: i32,
}

impl Weights {
    /// What a request gave; what it did not name counts 1.
    pub fn given(weights: &[Weight]) -> Self {
        Self { known: weights.iter().map(|one| (one.target.clone(), one.weight)).collect(), neutral: 1 }
    }

    /// The priorities in force, in hundredths. Where there are none each counts 1, as it would with any neutral weights.
    pub fn in_force(priorities: &[Weight]) -> Self {
        let neutral = if priorities.is_empty() { 1 } else { NEUTRAL };
        Self { neutral, ..Self::given(priorities) }
    }

    /// What a sector or unit without a weight counts.
    pub fn neutral(&self) -> i32 {
        self.neutral
    }

    /// What a seat of a unit counts: the weight of its sector times that of the nearest unit above it that has one, itself
    /// first. It is a product because only then is neutral neutral: were the unit's weight to stand in place of the sector's,
    /// a unit raised to 150 in a sector raised to 200 would fall behind the units that nobody asked to raise.
    pub fn of(&self, tree: &PlanningTree, unit: Uuid) -> i64 {
        let of = |target: Target| self.known.get(&target).copied();
        let sector = of(Target::Sector(tree.sector(unit).to_owned()));
        let nearest = tree.upwards(unit).into_iter().find_map(|id| of(Target::Unit(id)));
        i64::from(sector.unwrap_or(self.neutral)) * i64::from(nearest.unwrap_or(self.neutral))
    }
}

/// A position that lacks people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Position.
    pub position: Uuid,
    /// Sector of its unit.
    pub sector: String,
    /// Job class, or 0.
    pub job_class: i32,
    /// What a seat counts.
    pub weight: i64,
    /// What a seat costs.
    pub cost: i64,
    /// Seats that may be proposed.
    pub proposable: i64,
    /// Seats without which it stays below its legal minimum.
    pub minimum: i64,
}

/// Seats that may be proposed for a position, and those of them without which it stays below its legal minimum. What it
/// needs is the larger of its computed need and that minimum, as everywhere.
pub fn open_seats(required: i64, minimum: i64, incumbents: i64, pending: i64) -> (i64, i64) {
    let lacking = |people: i64| (people - incumbents - pending).max(0);
    (lacking(required.max(minimum)), lacking(minimum))
}

/// Why a position got no more seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It got all it lacks.
    AllGiven,
    /// Its weight is 0.
    NoWeight,
    /// The posts are used up.
    PostsUsedUp,
    /// The posts are used up, by seats that weigh more.
    LowerWeight,
    /// What is left of the money does not pay another seat.
    MoneyUsedUp,
    /// The money is used up, by seats that bring more weight for a rupiah.
    LowerWeightPerRupiah,
}

/// What a plan asks for one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The position.
    pub candidate: Candidate,
    /// Seats.
    pub seats: i64,
    /// Why not more.
    pub reason: Reason,
    /// The same in one sentence.
    pub explanation: String,
}

/// What a plan is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Positions that lack people, the heaviest seats first.
    pub lines: Vec<Line>,
    /// Weight of all seats.
    pub value: i64,
    /// No plan weighs more.
    pub bound: i64,
}

/// A plan that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetPlan {
    /// Id.
    pub id: Uuid,
    /// Name for people.
    pub display_name: String,
    /// Budget year.
    pub year: i32,
    /// Unit with all below it; none for the whole instansi.
    pub unit: Option<Uuid>,
    /// What was not passed.
    pub ceilings: Ceilings,
    /// Cost ruleset.
    pub ruleset: String,
    /// Rupiah a year by job class.
    pub costs: [i64; CLASSES],
    /// What a sector or unit without a weight counted.
    pub neutral_weight: i32,
    /// Seats.
    pub seats: i64,
    /// What they cost in a year.
    pub rupiah: i64,
    /// Seats without a ceiling.
    pub proposable: i64,
    /// Weight of all seats.
    pub value: i64,
    /// No plan weighs more.
    pub bound: i64,
    /// Positions that lack people.
    pub positions: i32,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: Timestamp,
}

impl BudgetPlan {
    /// Whether it is proven that no plan closes more.
    pub fn exact(&self) -> bool {
        self.value == self.bound
    }

    /// How far from the best the plan is at most: `(bound − value) / bound`.
    pub fn gap(&self) -> BigRational {
        if self.exact() {
            return BigRational::zero();
        }
        BigRational::new(BigInt::from(self.bound - self.value), BigInt::from(self.bound))
    }
}

/// The legal minima alone are more than the ceiling allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("legal minima need {posts} posts and {rupiah} rupiah a year, more than the ceiling")]
pub struct MinimumAboveCeiling {
    /// Seats of all minima.
    pub posts: i64,
    /// What they cost.
    pub rupiah: i64,
}

impl Plan {
    /// Seats and what they cost.
    pub fn used(&self) -> (i64, i64) {
        let seats = self.lines.iter().map(|line| line.seats).sum();
        (seats, self.lines.iter().map(|line| line.seats * line.candidate.cost).sum())
    }
}

/// Chooses the seats. The legal minima come first; what is left goes where it closes most of the weighted shortage. Among
/// positions whose seats weigh and cost the same, each gets its share of what they lack.
pub fn plan(mut candidates: Vec<Candidate>, ceilings: Ceilings, steps: u64) -> Result<Plan, MinimumAboveCeiling> {
    candidates.sort_by(|left, right| {
        right.weight.cmp(&left.weight).then(left.cost.cmp(&right.cost)).then(left.position.cmp(&right.position))
    });
    let left = after_minima(&candidates, ceilings)?;
    let mut alike: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (index, one) in candidates.iter().enumerate().filter(|(_, one)| one.weight > 0) {
        alike.entry((one.weight, one.cost)).or_default().push(index);
    }
    let open = |index: &usize| candidates[*index].proposable - candidates[*index].minimum;
    let groups: Vec<Group> = alike
        .iter()
        .map(|((weight, cost), indexes)| Group { weight: *weight, cost: *cost, most: indexes.iter().map(open).sum() })
        .collect();
    let choice = choose(&groups, left, steps);
    let mut seats: Vec<i64> = candidates.iter().map(|one| one.minimum).collect();
    for (indexes, given) in alike.values().zip(&choice.seats) {
        let lacking: Vec<u64> = indexes.iter().map(|index| open(index).unsigned_abs()).collect();
        for (index, share) in indexes.iter().zip(apportion(given.unsigned_abs(), &lacking)) {
            seats[*index] += i64::try_from(share).unwrap_or(0);
        }
    }
    let minima: i64 = candidates.iter().map(|one| one.minimum * one.weight).sum();
    let margin = Margin::of(&candidates, &seats, ceilings);
    let lines = candidates.into_iter().zip(seats).map(|(candidate, seats)| margin.explain(candidate, seats)).collect();
    Ok(Plan { lines, value: minima + choice.value, bound: minima + choice.bound })
}

/// What the legal minima leave of the ceilings.
fn after_minima(candidates: &[Candidate], ceilings: Ceilings) -> Result<Ceilings, MinimumAboveCeiling> {
    let posts: i64 = candidates.iter().map(|one| one.minimum).sum();
    // Minima that nobody can pay may be more rupiah than a number holds.
    let costs = candidates.iter().map(|one| one.minimum.saturating_mul(one.cost));
    let rupiah: i64 = costs.fold(0, i64::saturating_add);
    let rest = |ceiling: Option<i64>, used: i64| ceiling.map(|most| most - used);
    let left = Ceilings { posts: rest(ceilings.posts, posts), rupiah: rest(ceilings.rupiah, rupiah) };
    let passed = [left.posts, left.rupiah].into_iter().flatten().any(|left| left < 0);
    if passed { Err(MinimumAboveCeiling { posts, rupiah }) } else { Ok(left) }
}

/// Where the plan stops: what is left, and the least that a seat above the minima had to bring.
struct Margin {
    posts_ceiling: i64,
    rupiah_left: Option<i64>,
    weight: Option<i64>,
    /// Weight and cost of the seat with the least weight for a rupiah.
    ratio: Option<(i64, i64)>,
}

impl Margin {
    fn of(candidates: &[Candidate], seats: &[i64], ceilings: Ceilings) -> Self {
        let pairs = || candidates.iter().zip(seats);
        let rupiah: i64 = pairs().map(|(one, seats)| one.cost * seats).sum();
        let chosen = || pairs().filter(|(one, seats)| **seats > one.minimum).map(|(one, _)| (one.weight, one.cost));
        Self {
            posts_ceiling: ceilings.posts.unwrap_or(0),
            rupiah_left: ceilings.rupiah.map(|most| most - rupiah),
            weight: chosen().map(|(weight, _)| weight).min(),
            ratio: chosen().min_by(|left, right| brings(*left).cmp(&brings(*right))),
        }
    }

    fn explain(&self, candidate: Candidate, seats: i64) -> Line {
        let (weight, cost) = (candidate.weight, candidate.cost);
        let unpaid = self.rupiah_left.filter(|left| *left < cost);
        let (reason, explanation) = if seats == candidate.proposable {
            (Reason::AllGiven, format!("it gets all {seats} seats that it lacks"))
        } else if weight == 0 {
            (Reason::NoWeight, "its weight is 0, so it gets no more than its legal minimum".to_owned())
        } else if let Some(left) = unpaid {
            match self.ratio.filter(|margin| brings((weight, cost)) < brings(*margin)) {
                Some((most, paid)) => (
                    Reason::LowerWeightPerRupiah,
                    format!(
                        "a seat brings {weight} for {cost} rupiah; every seat chosen above the legal minima brings {most} for {paid} or more, and {left} are left"
                    ),
                ),
                None => (Reason::MoneyUsedUp, format!("another seat costs {cost} rupiah, and {left} are left")),
            }
        } else {
            let posts = self.posts_ceiling;
            match self.weight.filter(|least| weight < *least) {
                Some(least) => (
                    Reason::LowerWeight,
                    format!(
                        "a seat brings {weight}; every seat chosen above the legal minima brings {least} or more, and all {posts} posts are used"
                    ),
                ),
                None => (Reason::PostsUsedUp, format!("all {posts} posts are used")),
            }
        };
        Line { candidate, seats, reason, explanation }
    }
}

/// Weight for a rupiah.
fn brings((weight, cost): (i64, i64)) -> BigRational {
    BigRational::new(BigInt::from(weight), BigInt::from(cost))
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
