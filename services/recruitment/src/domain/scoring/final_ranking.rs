//! The final order of a vacancy (*peringkat akhir*, PermenPANRB 6/2024 art. 45): points, then the legal tie-breaks.

use std::cmp::{Ordering, Reverse};

use jiff::civil::Date;

use crate::domain::integration::Points;
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;

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
    let mut ordered: Vec<&FinalCandidate<Id>> = candidates.iter().collect();
    ordered.sort_by(|left, right| left.compare(right).then(left.id.cmp(&right.id)));

    let mut placings = Vec::with_capacity(ordered.len());
    let mut ahead: u32 = 0;
    for group in ordered.chunk_by(|left, right| left.compare(right).is_eq()) {
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
