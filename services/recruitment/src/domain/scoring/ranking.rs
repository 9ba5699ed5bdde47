//! Who goes from the basic test to the field test (*SKD ke SKB*): the pass mark, then the best so many per seat.

use crate::domain::result_code::SkdCode;
use crate::domain::skd::{PassMark, SkdScore};

/// How the basic test ended for a candidate (*hasil SKD*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkdOutcome {
    Scored(SkdScore),
    /// Did not come (*tidak hadir*).
    Absent,
    /// Was sent out (*diskualifikasi*).
    Disqualified,
}

/// A candidate's code and rank among those who met the mark (*kode dan peringkat*); equal candidates share a rank.
pub type SkdPlacing<Id> = (Id, SkdCode, Option<u32>);

/// Ranks the candidates of one vacancy (*peringkat SKD*, PermenPANRB 6/2024): `multiplier` × `quota` go on.
///
/// Candidates who equal the last one within that number in total, TKP, TIU and TWK all go on. The answer lists
/// those who met the mark by rank, then the others, and does not depend on the order of the input.
pub fn rank_skd<Id: Copy + Ord>(
    quota: u32,
    multiplier: u32,
    mark: &PassMark,
    candidates: &[(Id, SkdOutcome)],
) -> Vec<SkdPlacing<Id>> {
    let mut passers = Vec::new();
    let mut others = Vec::new();
    for &(id, outcome) in candidates {
        match outcome {
            SkdOutcome::Scored(score) if mark.admits(&score) => passers.push((score.rank_key(), id)),
            SkdOutcome::Scored(_) => others.push((id, SkdCode::Failed, None)),
            SkdOutcome::Absent => others.push((id, SkdCode::Absent, None)),
            SkdOutcome::Disqualified => others.push((id, SkdCode::Disqualified, None)),
        }
    }
    passers.sort_by(|(left, left_id), (right, right_id)| right.cmp(left).then(left_id.cmp(right_id)));
    others.sort_by_key(|&(id, code, _)| (code, id));

    let places = usize::try_from(u64::from(quota) * u64::from(multiplier)).unwrap_or(usize::MAX);
    let cut = places.min(passers.len()).checked_sub(1).map(|last| passers[last].0);
    let mut placings: Vec<SkdPlacing<Id>> = Vec::with_capacity(candidates.len());
    let mut rank = 0;
    let mut previous = None;
    for (position, &(key, id)) in (1u32..).zip(&passers) {
        if previous != Some(key) {
            rank = position;
            previous = Some(key);
        }
        let code = if cut.is_some_and(|cut| key >= cut) { SkdCode::PassedToSkb } else { SkdCode::Passed };
        placings.push((id, code, Some(rank)));
    }
    placings.extend(others);
    placings
}

#[cfg(test)]
#[path = "ranking_tests.rs"]
mod tests;
