//! Ranking a published vacancy again with corrected results. Whose own basic test is corrected is judged anew by the pass
//! mark and the three-times rule; everybody else keeps the code of the basic test that was published, for the field test is
//! not held again, and is only ranked anew.

use crate::domain::decides_by::DecidesBy;
use crate::domain::difference::{Moved, Position};
use crate::domain::final_ranking::{FinalCandidate, FinalOutcome, FinalPlacing, as_printed, rank_beside};
use crate::domain::integration::FinalPoints;
use crate::domain::ranking::{SkdOutcome, rank_skd};
use crate::domain::result_code::SkdCode;
use crate::domain::skd::PassMark;
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
    /// Whether something of the participant's own result was corrected.
    pub corrected: bool,
    /// Whether that was the basic test.
    pub skd_corrected: bool,
    /// Whether the participant takes no seat: has one elsewhere, or gave it back.
    pub aside: bool,
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
    /// Whether exact or printed points decide.
    pub decides_by: DecidesBy,
    /// Denominator of all final points.
    pub denominator: i64,
}

/// Why nobody can be ranked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotRank {
    /// Results of so many participants of the field test are missing.
    Missing(usize),
    /// These participants have a seat elsewhere that the correction takes the ground from: numbers.
    SeatsElsewhere(Vec<String>),
}

/// The order by the points that do not decide: a participant's rank in it, and whether it differs from the one that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed<Id> {
    /// Application.
    pub id: Id,
    /// Rank.
    pub rank: u32,
    /// Whether there would be a seat.
    pub outcome: FinalOutcome,
    /// Whether rank or seat differ.
    pub alert: bool,
}

/// A new ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reranking<Id> {
    /// Everybody, in the order of the input.
    pub moved: Vec<Moved<Id>>,
    /// Those with final points.
    pub printed: Vec<Printed<Id>>,
}

/// Ranks everybody again.
pub fn rank_again<Id: Copy + Ord>(
    rules: &RankingRules<'_>,
    entrants: &[Entrant<Id>],
) -> Result<Reranking<Id>, CannotRank> {
    let mut positions = basic_test(rules, entrants);
    let competes: Vec<bool> = entrants.iter().zip(&positions).map(|(one, to)| competes(one, to)).collect();
    let missing = entrants.iter().zip(&competes).filter(|(one, competes)| **competes && one.points.is_none()).count();
    if missing > 0 {
        return Err(CannotRank::Missing(missing));
    }
    let ousted = entrants.iter().zip(&competes).filter(|(one, competes)| is_moved(one) && !**competes);
    let ousted: Vec<String> = ousted.map(|(one, _)| one.number.clone()).collect();
    if !ousted.is_empty() {
        return Err(CannotRank::SeatsElsewhere(ousted));
    }
    let candidates: Vec<FinalCandidate<usize>> = entrants
        .iter()
        .zip(&competes)
        .enumerate()
        .filter(|(_, (_, competes))| **competes)
        .filter_map(|(index, (one, _))| candidate(index, one))
        .collect();
    let aside = |candidate: &FinalCandidate<usize>| entrants[candidate.id].aside;
    let rounded = as_printed(rules.denominator, &candidates);
    let (deciding, other) = match rules.decides_by {
        DecidesBy::Exact => (&candidates, &rounded),
        DecidesBy::ThreeDecimals => (&rounded, &candidates),
    };
    let placings = rank_beside(rules.tie_breaks, rules.quota, deciding, aside);
    for placing in &placings {
        let (one, position) = (&entrants[placing.id], &mut positions[placing.id]);
        position.points = one.points;
        position.rank = Some(placing.rank);
        position.outcome = if one.aside { one.from.outcome } else { Some(placing.outcome) };
    }
    let beside = rank_beside(rules.tie_breaks, rules.quota, other, aside);
    let printed = printed(entrants, &placings, &beside);
    let before =
        |one: &'_ Entrant<Id>| Before { number: one.number.clone(), corrected: one.corrected, from: one.from.clone() };
    let before: Vec<Before> = entrants.iter().map(before).collect();
    settle(rules.quota, &before, &mut positions);
    let moved = entrants.iter().zip(before).zip(positions);
    let moved = moved.map(|((one, before), to)| before.moved(one.id, to)).collect();
    Ok(Reranking { moved, printed })
}

/// A participant as published: all that the ties and the places of a new ranking have to know.
pub(crate) struct Before {
    pub number: String,
    pub corrected: bool,
    pub from: Position,
}

impl Before {
    /// The participant after the new ranking.
    pub(crate) fn moved<Id>(self, id: Id, to: Position) -> Moved<Id> {
        let Self { number, corrected, from } = self;
        Moved { id, number, corrected, from, to }
    }
}

/// Keeps what was decided about ties, and gives everybody a place in the list.
pub(crate) fn settle(quota: u32, before: &[Before], positions: &mut [Position]) {
    keep_decided_ties(quota, before, positions);
    give_places(before, positions);
}

/// Codes and ranks of the basic test.
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
        None => Position::default(),
        Some((code, rank)) if one.skd_corrected => {
            Position { code: Some(*code), skd_rank: *rank, ..Position::default() }
        }
        Some((_, rank)) => Position { code: one.from.code, skd_rank: *rank, ..Position::default() },
    };
    entrants.iter().enumerate().map(position).collect()
}

/// Who is ranked in the end: those who go on and have not failed the field test. Only a corrected participant can lack points.
fn competes<Id>(one: &Entrant<Id>, to: &Position) -> bool {
    let goes_on = to.code == Some(SkdCode::PassedToSkb);
    goes_on && !one.dropped && (one.corrected || one.points.is_some())
}

fn is_moved<Id>(one: &Entrant<Id>) -> bool {
    one.from.outcome == Some(FinalOutcome::Moved)
}

fn candidate<Id>(index: usize, one: &Entrant<Id>) -> Option<FinalCandidate<usize>> {
    let Some(SkdOutcome::Scored(skd)) = one.skd else { return None };
    Some(FinalCandidate { id: index, points: one.points?.points, skd, gpa: one.gpa, birth_date: one.birth_date? })
}

fn printed<Id: Copy>(
    entrants: &[Entrant<Id>],
    deciding: &[FinalPlacing<usize>],
    other: &[FinalPlacing<usize>],
) -> Vec<Printed<Id>> {
    let deciding: HashMap<usize, &FinalPlacing<usize>> = deciding.iter().map(|placing| (placing.id, placing)).collect();
    let line = |placing: &FinalPlacing<usize>| {
        let (rank, outcome, alert) = (placing.rank, placing.outcome, deciding.get(&placing.id) != Some(&placing));
        Printed { id: entrants[placing.id].id, rank, outcome, alert }
    };
    other.iter().map(line).collect()
}

/// A tie that the national committee has decided stays decided while the same people are tied for as many seats.
fn keep_decided_ties(quota: u32, entrants: &[Before], positions: &mut [Position]) {
    let undecided = |position: &Position| position.outcome == Some(FinalOutcome::NeedsDecision);
    let tied: Vec<usize> = (0..positions.len()).filter(|index| undecided(&positions[*index])).collect();
    let before = |index: &usize| entrants[*index].from.outcome;
    let selected = tied.iter().filter(|index| before(index) == Some(FinalOutcome::Selected)).count();
    let decided = |index: &usize| {
        !entrants[*index].corrected
            && matches!(before(index), Some(FinalOutcome::Selected | FinalOutcome::NotSelected))
            && entrants[*index].from.points == positions[*index].points
    };
    let seated = positions.iter().filter(|position| position.outcome == Some(FinalOutcome::Selected)).count();
    if tied.iter().all(decided) && u32::try_from(seated + selected) == Ok(quota) {
        for index in tied {
            positions[index].outcome = entrants[index].from.outcome;
        }
    }
}

/// Places in the list, as the first publication gave them: by final rank, those with a seat first among equals about whom
/// somebody decided, then by rank of the basic test and number.
fn give_places(entrants: &[Before], positions: &mut [Position]) {
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
