//! Ranking a published PPPK vacancy again with corrected results: there is one test, so everybody is ranked anew.

use crate::domain::competency_test::Scheme;
use crate::domain::difference::{Moved, Position};
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::integration::{FinalPoints, Points};
use crate::domain::pppk_ranking::{PppkCandidate, rank_pppk_beside};
use crate::domain::pppk_score::PppkScore;
use crate::domain::reranking::{Before, CannotRank, settle};

/// A participant as the new ranking sees one, corrections applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PppkEntrant<Id> {
    /// Application.
    pub id: Id,
    /// Number of the participant.
    pub number: String,
    /// Whether the participant's own result was corrected.
    pub corrected: bool,
    /// Whether the participant takes no seat: has one elsewhere, or gave it back.
    pub aside: bool,
    /// What decides; none for who took no part in the test.
    pub candidate: Option<PppkCandidate<Id>>,
    /// As it was published.
    pub from: Position,
}

/// The total as final points: thousandths over one denominator, as they are kept.
pub fn final_points(score: &PppkScore) -> FinalPoints {
    FinalPoints { points: Points(score.total().0.into()), denominator: 1_000 }
}

/// Ranks everybody again; `quota` are the seats that nobody from another vacancy has. The answer has the order of the input.
pub fn rank_pppk_again<Id: Copy + Ord>(
    quota: u32,
    scheme: &Scheme,
    entrants: &[PppkEntrant<Id>],
) -> Result<Vec<Moved<Id>>, CannotRank> {
    let mut positions = vec![Position::default(); entrants.len()];
    let mut candidates = Vec::new();
    for (index, one) in entrants.iter().enumerate() {
        let Some(PppkCandidate { tier, step, outcome, birth_date, .. }) = one.candidate.clone() else { continue };
        candidates.push(PppkCandidate { id: index, tier, step, outcome, birth_date });
    }
    let aside = |candidate: &PppkCandidate<usize>| entrants[candidate.id].aside;
    for placing in rank_pppk_beside(quota, scheme, &candidates, aside) {
        let (one, position) = (&entrants[placing.id], &mut positions[placing.id]);
        position.pppk_code = Some(placing.code);
        let Some((rank, outcome)) = placing.standing else { continue };
        let score = one.candidate.as_ref().map(|candidate| candidate.outcome.score());
        (position.points, position.rank) = (score.map(|score| final_points(&score)), Some(rank));
        position.outcome = if one.aside { one.from.outcome } else { Some(outcome) };
    }
    let ousted = entrants.iter().zip(&positions);
    let ousted = ousted.filter(|(one, to)| one.from.outcome == Some(FinalOutcome::Moved) && to.outcome.is_none());
    let ousted: Vec<String> = ousted.map(|(one, _)| one.number.clone()).collect();
    if !ousted.is_empty() {
        return Err(CannotRank::SeatsElsewhere(ousted));
    }
    let before =
        |one: &PppkEntrant<Id>| Before { number: one.number.clone(), corrected: one.corrected, from: one.from.clone() };
    let before: Vec<Before> = entrants.iter().map(before).collect();
    settle(quota, &before, &mut positions);
    let moved = entrants.iter().zip(before).zip(positions);
    Ok(moved.map(|((one, before), to)| before.moved(one.id, to)).collect())
}

#[cfg(test)]
#[path = "pppk_reranking_tests.rs"]
mod tests;
