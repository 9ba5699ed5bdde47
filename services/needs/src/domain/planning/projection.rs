//! The five-year projection (*proyeksi kebutuhan 5 tahun*): what each year has to hire. Shortage and retirements are the
//! formula that instansi submit by; surplus, growth and years without hiring are variants of it.

use crate::domain::{
    apportion::apportion,
    workload::{Rounding, posts},
};
use num_rational::BigRational;
use num_traits::One;

/// Years of a projection: needs are submitted for five, broken down by year (PP 11/2017).
pub const YEARS: usize = 5;

/// How the shortage of today is spread over the years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// All of it in the first year.
    FirstYear,
    /// The same in each year.
    Even,
    /// In proportion to weights.
    Weighted([u32; YEARS]),
}

impl Spread {
    fn weights(self) -> [u64; YEARS] {
        match self {
            Self::FirstYear => [1, 0, 0, 0, 0],
            Self::Even => [1; YEARS],
            Self::Weighted(weights) => weights.map(u64::from),
        }
    }
}

/// What a surplus of people does to the people who leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surplus {
    /// As many leave unreplaced as there are too many.
    AbsorbsExits,
    /// Everybody who leaves is replaced.
    ExitsReplaced,
}

/// A position as a projection sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// People it needs today (K) and in each of the five years.
    pub required: [u64; YEARS + 1],
    /// People in it today (B).
    pub incumbents: u64,
    /// People who retire in each year.
    pub retirements: [u64; YEARS],
}

/// The rules of one projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How the shortage of today is spread.
    pub spread: Spread,
    /// What a surplus does.
    pub surplus: Surplus,
    /// Years without hiring.
    pub frozen: [bool; YEARS],
}

/// One year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// People needed (K).
    pub required: u64,
    /// Part of the shortage of today.
    pub allocated: u64,
    /// People more than the year before needed.
    pub growth: u64,
    /// People who retire.
    pub retirements: u64,
    /// What the surplus covers of these.
    pub absorbed: u64,
    /// People to hire.
    pub need: u64,
    /// People who could not be hired so far, because nobody was hired.
    pub carried: u64,
}

/// What a position, or many of them, will need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    /// Positions in it.
    pub positions: u64,
    /// People needed today (K).
    pub required: u64,
    /// People there today (B).
    pub incumbents: u64,
    /// `K − B` of the positions that lack people.
    pub shortage: u64,
    /// `B − K` of the positions that have too many.
    pub surplus: u64,
    /// The years.
    pub years: [Year; YEARS],
}

impl Projection {
    /// Need of all years.
    pub fn need(&self) -> u64 {
        self.years.iter().map(|year| year.need).sum()
    }

    /// Adds another one. Shortages and surpluses of different positions do not cancel out.
    pub fn add(&mut self, other: &Self) {
        self.positions += other.positions;
        self.required += other.required;
        self.incumbents += other.incumbents;
        self.shortage += other.shortage;
        self.surplus += other.surplus;
        for (year, more) in self.years.iter_mut().zip(&other.years) {
            year.required += more.required;
            year.allocated += more.allocated;
            year.growth += more.growth;
            year.retirements += more.retirements;
            year.absorbed += more.absorbed;
            year.need += more.need;
            year.carried += more.carried;
        }
    }
}

/// Projects a position.
///
/// Each year is due its part of today's shortage, what its workload grows, and its retirements. A surplus, and what a falling
/// workload sets free, covers growth and shortage always, and exits where the policy says so. A year without hiring hands
/// what is due on to the next. So: Σ need + carried at the end = shortage + Σ growth + Σ retirements − Σ absorbed.
pub fn project(outlook: &Outlook, policy: &Policy) -> Projection {
    let required = outlook.required[0];
    let shortage = required.saturating_sub(outlook.incumbents);
    let surplus = outlook.incumbents.saturating_sub(required);
    let allocated = apportion(shortage, &policy.spread.weights());
    let (mut free, mut waiting) = (surplus, 0);
    let years = std::array::from_fn(|year| {
        let (before, now) = (outlook.required[year], outlook.required[year + 1]);
        let growth = now.saturating_sub(before);
        free += before.saturating_sub(now);
        let retirements = outlook.retirements[year];
        let due = allocated[year] + growth + retirements;
        let coverable = match policy.surplus {
            Surplus::AbsorbsExits => due,
            Surplus::ExitsReplaced => due - retirements,
        };
        let absorbed = free.min(coverable);
        free -= absorbed;
        waiting += due - absorbed;
        let need = if policy.frozen[year] { 0 } else { std::mem::take(&mut waiting) };
        Year { required: now, allocated: allocated[year], growth, retirements, absorbed, need, carried: waiting }
    });
    Projection { positions: 1, required, incumbents: outlook.incumbents, shortage, surplus, years }
}

/// What a position needs today, and where its need stands on a legal minimum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// Exact workload in full-time people, once computed.
    pub full_time_equivalent: Option<BigRational>,
    /// How its ruleset rounds.
    pub rounding: Rounding,
    /// People it needs (K).
    pub required: u64,
    /// People it must have by law.
    pub minimum: u64,
}

impl Today {
    /// People it needs when its workload is `factor` times as large: the exact workload scaled, then rounded once. A need
    /// that stands above its workload stands on a minimum and does not fall with it. Without a workload nothing scales.
    pub fn scaled(&self, factor: &BigRational) -> u64 {
        let Some(fte) = self.full_time_equivalent.as_ref().filter(|_| !factor.is_one()) else {
            return self.required;
        };
        let held = if self.required > posts(fte, self.rounding) { self.required } else { 0 };
        posts(&(fte * factor), self.rounding).max(self.minimum).max(held)
    }
}

#[cfg(test)]
#[path = "projection_tests.rs"]
mod tests;
