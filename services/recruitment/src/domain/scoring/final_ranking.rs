//! The final order of a vacancy (*peringkat akhir*, PermenPANRB 6/2024 art. 45): points, then the legal tie-breaks.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::decides_by::DecidesBy;
use crate::domain::integration::{FinalPoints, Points};
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;
use crate::domain::tie_break::TieBreak;

/// What decides between candidates with equal points (*penentu kelulusan*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TieBreakers {
    pub skd: SkdScore,
    /// The grade point average (*IPK*), or the average mark of a school diploma.
    pub gpa: Thousandths,
    pub birth_date: Date,
}

impl TieBreakers {
    /// Compares step by step, the better first.
    pub fn compare(&self, other: &Self, steps: &[TieBreak]) -> Ordering {
        let step = |step: &TieBreak| match step {
            TieBreak::SkdTotal => other.skd.total().cmp(&self.skd.total()),
            TieBreak::Tkp => other.skd.tkp.cmp(&self.skd.tkp),
            TieBreak::Tiu => other.skd.tiu.cmp(&self.skd.tiu),
            TieBreak::Twk => other.skd.twk.cmp(&self.skd.twk),
            TieBreak::Gpa => other.gpa.cmp(&self.gpa),
            TieBreak::Older => self.birth_date.cmp(&other.birth_date),
        };
        steps.iter().map(step).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

/// What decides about a candidate in the end (*nilai akhir dan penentu*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FinalCandidate<Id> {
    pub id: Id,
    /// All candidates of a vacancy carry points of the same integration.
    pub points: Points,
    pub skd: SkdScore,
    /// The grade point average (*IPK*), or the average mark of a school diploma.
    pub gpa: Thousandths,
    pub birth_date: Date,
}

impl<Id> FinalCandidate<Id> {
    /// Compares by law (*PermenPANRB 6/2024 art. 45(4)*), the better first: points, SKD, TKP, TIU, TWK, IPK, older.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }

    /// What decides where the points are equal.
    pub fn tie_breakers(&self) -> TieBreakers {
        TieBreakers { skd: self.skd, gpa: self.gpa, birth_date: self.birth_date }
    }

    /// Compares by points, then by the steps of a ruleset, the better first.
    pub fn compare_by(&self, other: &Self, steps: &[TieBreak]) -> Ordering {
        let by_points = other.points.cmp(&self.points);
        by_points.then_with(|| self.tie_breakers().compare(&other.tie_breakers(), steps))
    }

    fn key(&self) -> impl Ord + use<Id> {
        (Reverse((self.points, self.skd.rank_key(), self.gpa)), self.birth_date)
    }
}

/// Whether a candidate gets a seat (*hasil akhir*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FinalOutcome {
    Selected,
    NotSelected,
    /// Equal in everything with others at the last seat: the national committee (*Panselnas*) decides, never chance.
    NeedsDecision,
    /// Has a seat of another vacancy, by the passes for unfilled seats (*optimalisasi*). No ranking says this.
    Moved,
}

/// A candidate's place in the final order (*peringkat akhir*); equal candidates share a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FinalPlacing<Id> {
    pub id: Id,
    pub rank: u32,
    pub outcome: FinalOutcome,
}

/// Ranks the candidates of one vacancy (*peringkat akhir*) and gives its seats to the best.
///
/// A group that is equal in everything and does not fit into the seats left is not selected but marked for a
/// decision. The answer does not depend on the order of the input.
pub fn rank_final<Id: Copy + Ord>(quota: u32, candidates: &[FinalCandidate<Id>]) -> Vec<FinalPlacing<Id>> {
    place(quota, candidates, |left, right| left.compare(right))
}

/// Ranks as [`rank_final`] does, with the tie-breaks of a ruleset.
pub fn rank_final_by<Id: Copy + Ord>(
    tie_breaks: &[TieBreak],
    quota: u32,
    candidates: &[FinalCandidate<Id>],
) -> Vec<FinalPlacing<Id>> {
    place(quota, candidates, |left, right| left.compare_by(right, tie_breaks))
}

/// The order that decides, and the one by the other points, each sorted by rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BothOrders<Id> {
    pub deciding: Vec<FinalPlacing<Id>>,
    /// Where this differs, somebody has to look.
    pub other: Vec<FinalPlacing<Id>>,
}

/// Ranks by exact and by printed points; which of them decides, the ruleset says.
pub fn rank_both<Id: Copy + Ord>(
    tie_breaks: &[TieBreak],
    decides_by: DecidesBy,
    quota: u32,
    denominator: i64,
    candidates: &[FinalCandidate<Id>],
) -> BothOrders<Id> {
    let exact = rank_final_by(tie_breaks, quota, candidates);
    let printed = rank_rounded(tie_breaks, quota, denominator, candidates);
    match decides_by {
        DecidesBy::Exact => BothOrders { deciding: exact, other: printed },
        DecidesBy::ThreeDecimals => BothOrders { deciding: printed, other: exact },
    }
}

/// Ranks by the points as lists print them, three decimals, instead of the exact ones.
pub fn rank_rounded<Id: Copy + Ord>(
    tie_breaks: &[TieBreak],
    quota: u32,
    denominator: i64,
    candidates: &[FinalCandidate<Id>],
) -> Vec<FinalPlacing<Id>> {
    rank_final_by(tie_breaks, quota, &as_printed(denominator, candidates))
}

/// Candidates with their points as lists print them.
pub fn as_printed<Id: Copy>(denominator: i64, candidates: &[FinalCandidate<Id>]) -> Vec<FinalCandidate<Id>> {
    let rounded = |one: &FinalCandidate<Id>| {
        let points = Points(FinalPoints { points: one.points, denominator }.thousandths());
        FinalCandidate { points, ..*one }
    };
    candidates.iter().map(rounded).collect()
}

/// Ranks as [`rank_final_by`] does, but who stands `aside` takes no seat: they have one elsewhere, or gave theirs back.
pub fn rank_beside<Id: Copy + Ord>(
    tie_breaks: &[TieBreak],
    quota: u32,
    candidates: &[FinalCandidate<Id>],
    aside: impl Fn(&FinalCandidate<Id>) -> bool,
) -> Vec<FinalPlacing<Id>> {
    let competing: Vec<FinalCandidate<Id>> = candidates.iter().filter(|one| !aside(one)).copied().collect();
    let seated = rank_final_by(tie_breaks, quota, &competing);
    let outcomes: BTreeMap<Id, FinalOutcome> =
        seated.into_iter().map(|placing| (placing.id, placing.outcome)).collect();
    let outcome = |id: Id| outcomes.get(&id).copied().unwrap_or(FinalOutcome::NotSelected);
    let ranked = rank_final_by(tie_breaks, quota, candidates).into_iter();
    ranked.map(|placing| FinalPlacing { outcome: outcome(placing.id), ..placing }).collect()
}

fn place<Id: Copy + Ord>(
    quota: u32,
    candidates: &[FinalCandidate<Id>],
    compare: impl Fn(&FinalCandidate<Id>, &FinalCandidate<Id>) -> Ordering,
) -> Vec<FinalPlacing<Id>> {
    let mut ordered: Vec<&FinalCandidate<Id>> = candidates.iter().collect();
    ordered.sort_by(|left, right| compare(left, right).then(left.id.cmp(&right.id)));

    let mut placings = Vec::with_capacity(ordered.len());
    let mut ahead: u32 = 0;
    for group in ordered.chunk_by(|left, right| compare(left, right).is_eq()) {
        let size = u32::try_from(group.len()).unwrap_or(u32::MAX);
        let outcome = if ahead.saturating_add(size) <= quota {
            FinalOutcome::Selected
        } else if ahead < quota {
            FinalOutcome::NeedsDecision
        } else {
            FinalOutcome::NotSelected
        };
        placings.extend(group.iter().map(|candidate| FinalPlacing { id: candidate.id, rank: ahead + 1, outcome }));
        ahead = ahead.saturating_add(size);
    }
    placings
}

#[cfg(test)]
#[path = "final_ranking_tests.rs"]
mod tests;
