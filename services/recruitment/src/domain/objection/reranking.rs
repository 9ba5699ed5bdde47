//! Ranking a published vacancy again with corrected results. Whose own result is corrected is judged anew by the pass mark
//! and the three-times rule; everybody else keeps the code of the basic test that was published, for the field test is not
//! held again, and is only ranked anew.

use crate::domain::difference::{Moved, Position};
use crate::domain::final_ranking::{FinalCandidate, FinalOutcome, rank_final_by};
use crate::domain::integration::{FinalPoints, Points};
use crate::domain::ranking::{SkdOutcome, rank_skd};
use crate::domain::result_code::SkdCode;
use crate::domain::skd::{PassMark, SkdScore};
use crate::domain::thousandths::Thousandths;
use crate::domain::tie_break::TieBreak;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A participant as the new ranking sees one, corrections applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrant<Id> {
    /// Application.
    pub id: Id,
    /// Number of the participant.
    pub number: String,
    /// Whether the participant's own result was corrected.
    pub corrected: bool,
    /// Whether the participant meets the requirements.
    pub eligible: bool,
    /// How the basic test ended.
    pub skd: Option<SkdOutcome>,
    /// Final points; none without a field test.
    pub points: Option<FinalPoints>,
    /// Whether the participant failed the field test, or took no part in it.
    pub dropped: bool,
    /// Grade point average.
    pub gpa: Thousandths,
    /// Date of birth; only asked for of those with points.
    pub birth_date: Option<Date>,
    /// As it was published.
    pub from: Position,
}

/// What a vacancy is ranked by.
#[derive(Clone, Copy, Debug)]
pub struct RankingRules<'a> {
    /// Seats that nobody from another vacancy has.
    pub quota: u32,
    /// All seats, which the three-times rule counts.
    pub seats: u32,
    /// How many a seat go on to the field test.
    pub multiplier: u32,
    /// Pass mark of the kind of need.
    pub mark: &'a PassMark,
    /// What decides between equal points.
    pub tie_breaks: &'a [TieBreak],
}

/// Results of participants of the field test are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(pub usize);

/// Ranks everybody again. The answer has the order of the input.
pub fn rank_again<Id: Copy + Ord>(
    rules: &RankingRules<'_>,
    entrants: &[Entrant<Id>],
) -> Result<Vec<Moved<Id>>, Missing> {
    let mut positions = basic_test(rules, entrants);
    let competes: Vec<bool> = entrants.iter().zip(&positions).map(|(one, to)| competes(one, to)).collect();
    let missing = entrants.iter().zip(&competes).filter(|(one, competes)| **competes && one.points.is_none()).count();
    if missing > 0 {
        return Err(Missing(missing));
    }
    let candidates: Vec<FinalCandidate<usize>> = entrants
        .iter()
        .zip(&competes)
        .enumerate()
        .filter(|(_, (_, competes))| **competes)
        .filter_map(|(index, (one, _))| candidate(index, one))
        .collect();
    for placing in rank_final_by(rules.tie_breaks, rules.quota, &candidates) {
        let position = &mut positions[placing.id];
        position.points = entrants[placing.id].points;
        (position.rank, position.outcome) = (Some(placing.rank), Some(placing.outcome));
    }
    keep_decided_ties(rules.quota, entrants, &mut positions);
    give_places(entrants, &mut positions);
    let moved = entrants.iter().zip(positions).map(|(one, to)| {
        let Entrant { id, corrected, from, .. } = *one;
        Moved { id, number: one.number.clone(), corrected, from, to }
    });
    Ok(moved.collect())
}

/// Codes and ranks of the basic test. Those with a seat elsewhere keep what they have.
fn basic_test<Id: Copy + Ord>(rules: &RankingRules<'_>, entrants: &[Entrant<Id>]) -> Vec<Position> {
    let takers: Vec<(usize, SkdOutcome)> = entrants
        .iter()
        .enumerate()
        .filter(|(_, one)| one.eligible)
        .filter_map(|(index, one)| Some((index, one.skd?)))
        .collect();
    let placings = rank_skd(rules.seats, rules.multiplier, rules.mark, &takers);
    let ranked: HashMap<usize, _> = placings.into_iter().map(|(index, code, rank)| (index, (code, rank))).collect();
    let position = |(index, one): (usize, &Entrant<Id>)| match ranked.get(&index) {
        _ if is_moved(one) => one.from,
        None => Position::default(),
        Some((code, rank)) if one.corrected => Position { code: Some(*code), skd_rank: *rank, ..Position::default() },
        Some((_, rank)) => Position { code: one.from.code, skd_rank: *rank, ..Position::default() },
    };
    entrants.iter().enumerate().map(position).collect()
}

/// Who is ranked in the end: those who go on and have not failed the field test. Only a corrected participant can lack points.
fn competes<Id>(one: &Entrant<Id>, to: &Position) -> bool {
    let goes_on = to.code == Some(SkdCode::PassedToSkb) && !is_moved(one);
    goes_on && !one.dropped && (one.corrected || one.points.is_some())
}

fn is_moved<Id>(one: &Entrant<Id>) -> bool {
    !one.corrected && one.from.outcome == Some(FinalOutcome::Moved)
}

fn candidate<Id>(index: usize, one: &Entrant<Id>) -> Option<FinalCandidate<usize>> {
    let Some(SkdOutcome::Scored(skd)) = one.skd else { return None };
    let FinalPoints { points: Points(points), .. } = one.points?;
    let (points, skd): (Points, SkdScore) = (Points(points), skd);
    Some(FinalCandidate { id: index, points, skd, gpa: one.gpa, birth_date: one.birth_date? })
}

/// A tie that the national committee has decided stays decided while the same people are tied for as many seats.
fn keep_decided_ties<Id>(quota: u32, entrants: &[Entrant<Id>], positions: &mut [Position]) {
    let undecided = |position: &Position| position.outcome == Some(FinalOutcome::NeedsDecision);
    let tied: Vec<usize> = (0..positions.len()).filter(|index| undecided(&positions[*index])).collect();
    let Some(rank) = tied.first().and_then(|index| positions[*index].rank) else { return };
    let before = |index: &usize| entrants[*index].from.outcome;
    let selected = tied.iter().filter(|index| before(index) == Some(FinalOutcome::Selected)).count();
    let decided = |index: &usize| {
        !entrants[*index].corrected
            && matches!(before(index), Some(FinalOutcome::Selected | FinalOutcome::NotSelected))
            && entrants[*index].from.points == positions[*index].points
    };
    let seats = quota.saturating_sub(rank - 1);
    if tied.iter().all(decided) && u32::try_from(selected) == Ok(seats) {
        for index in tied {
            positions[index].outcome = entrants[index].from.outcome;
        }
    }
}

/// Places in the list, as the first publication gave them: by final rank, those with a seat first among equals about whom
/// somebody decided, then by rank of the basic test and number.
fn give_places<Id>(entrants: &[Entrant<Id>], positions: &mut [Position]) {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    let last = |rank: Option<u32>| (Reverse(rank.is_some()), rank);
    order.sort_by(|left, right| {
        let key = |index: usize| {
            let Position { rank, outcome, skd_rank, .. } = positions[index];
            (last(rank), outcome != Some(FinalOutcome::Selected), last(skd_rank), &entrants[index].number)
        };
        key(*left).cmp(&key(*right))
    });
    for (place, index) in (1..).zip(order) {
        positions[index].place = Some(place);
    }
}

#[cfg(test)]
#[path = "reranking_tests.rs"]
mod tests;
