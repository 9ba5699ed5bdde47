//! Who has a seat at each moment of a log (*pemegang kursi*), by the rows that are in force then: whoever comes from another
//! vacancy takes a seat that is free and that nobody of this vacancy waits for.

use crate::domain::criteria::Criteria;
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::Leaf;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::seat_leaf::{SeatEvent, SeatLeaf};
use std::collections::{BTreeMap, BTreeSet};

const OTHER_PLACE: OptimisationCode = OptimisationCode::OtherPlace;

/// Everybody at one moment.
pub(crate) struct Standings<'l> {
    /// Name of the vacancy and what it opened with; none in a log without criteria, which is found elsewhere.
    vacancy: Option<(String, &'l Criteria)>,
    /// Who applied for this vacancy.
    applied: BTreeSet<&'l str>,
    /// Who has a final place in the latest row.
    placed: BTreeSet<&'l str>,
    /// Who had one in any row so far.
    ranked: BTreeSet<&'l str>,
    rows: BTreeMap<&'l str, Option<FinalOutcome>>,
    /// Who has a seat, or may get one by a decision that is still open.
    holders: BTreeSet<&'l str>,
    left: BTreeSet<&'l str>,
    /// Who has a final place and would have got a free seat.
    waiting: BTreeSet<&'l str>,
}

/// Whose row of a published result a leaf is, and what came of it; none for other leaves.
pub(crate) fn published_row(leaf: &Leaf) -> Option<(&str, Option<FinalOutcome>)> {
    match leaf {
        Leaf::Result(row) => Some((row.participant.as_str(), row.last.map(|last| last.outcome))),
        Leaf::PppkResult(row) => Some((row.participant.as_str(), row.last.map(|last| last.outcome))),
        _ => None,
    }
}

fn holds(outcome: Option<FinalOutcome>) -> bool {
    matches!(outcome, Some(FinalOutcome::Selected | FinalOutcome::NeedsDecision))
}

impl<'l> Standings<'l> {
    /// Before anything happened to a seat: what was published first counts from the beginning, for seats that are given
    /// before the publication are those that it leaves.
    pub fn begin(leaves: &'l [(u64, Leaf)]) -> Self {
        let mut standings = Self {
            vacancy: None,
            applied: BTreeSet::new(),
            placed: BTreeSet::new(),
            ranked: BTreeSet::new(),
            rows: BTreeMap::new(),
            holders: BTreeSet::new(),
            left: BTreeSet::new(),
            waiting: BTreeSet::new(),
        };
        for (_, leaf) in leaves {
            match leaf {
                Leaf::Criteria(criteria) if standings.vacancy.is_none() => {
                    let name = format!("instansi/{}/vacancies/{}", criteria.instansi, criteria.vacancy);
                    standings.vacancy = Some((name, criteria.as_ref()));
                }
                Leaf::Receipt(receipt) => {
                    standings.applied.insert(&receipt.participant);
                }
                _ => {}
            }
            let Some((number, outcome)) = published_row(leaf) else { continue };
            if outcome.is_some() {
                standings.placed.insert(number);
            } else {
                standings.placed.remove(number);
            }
            let is_first = !standings.rows.contains_key(number);
            standings.rows.entry(number).or_insert(outcome);
            if is_first {
                standings.note(number, outcome);
            }
        }
        let placed: Vec<&str> = standings.placed.iter().copied().collect();
        placed.into_iter().for_each(|number| standings.look_at(number));
        standings
    }

    /// Notes whether somebody waits, after anything happened to them.
    fn look_at(&mut self, number: &'l str) {
        if self.placed.contains(number) && self.waits(number) {
            self.waiting.insert(number);
        } else {
            self.waiting.remove(number);
        }
    }

    /// Keeps what a row says. Whoever goes to another vacancy leaves no seat free: only who has none may go.
    fn note(&mut self, number: &'l str, outcome: Option<FinalOutcome>) {
        if outcome.is_some() {
            self.ranked.insert(number);
        }
        if holds(outcome) {
            self.holders.insert(number);
        } else if outcome != Some(FinalOutcome::Moved) {
            self.holders.remove(number);
        }
    }

    /// A row is published; says what no ranking, correction or seat can turn into what.
    pub fn publish(&mut self, number: &'l str, outcome: Option<FinalOutcome>) -> Result<(), &'static str> {
        let before = self.rows.insert(number, outcome).flatten();
        self.note(number, outcome);
        self.look_at(number);
        match (before, outcome) {
            (Some(FinalOutcome::Selected), Some(FinalOutcome::Moved)) => {
                Err("goes to another vacancy and had a seat of this one")
            }
            (Some(FinalOutcome::Moved), now) if now != Some(FinalOutcome::Moved) && !self.left.contains(number) => {
                Err("had a seat of another vacancy and has none any more, without having left")
            }
            _ => Ok(()),
        }
    }

    /// Something happens to a seat; says why nobody may come from elsewhere.
    pub fn happen(&mut self, leaf: &'l SeatLeaf) -> Result<(), String> {
        let number = leaf.participant.as_str();
        match &leaf.event {
            SeatEvent::MovedIn { from, code } => {
                self.may_come(number, from, code)?;
                self.holders.insert(number);
            }
            SeatEvent::Left { .. } => {
                self.holders.remove(number);
                self.left.insert(number);
            }
            SeatEvent::Took { .. } => {
                self.holders.insert(number);
            }
        }
        self.look_at(number);
        Ok(())
    }

    fn may_come(&self, number: &str, from: &str, code: &str) -> Result<(), String> {
        if self.applied.contains(number) {
            return Err("comes from another vacancy and was here before".to_owned());
        }
        if self.vacancy.as_ref().is_some_and(|(name, _)| name == from) {
            return Err("comes from this very vacancy and has no receipt in it".to_owned());
        }
        let is_pass =
            |pass: &OptimisationCode| pass.as_str() == code && (pass.pass().is_some() || *pass == OTHER_PLACE);
        if self.vacancy.as_ref().is_some_and(|(_, criteria)| !criteria.passes.iter().any(is_pass)) {
            return Err(format!("comes from another vacancy by `{code}`, which is no pass of the criteria"));
        }
        let seats = self.vacancy.as_ref().map(|(_, opened)| usize::try_from(opened.seats).unwrap_or(usize::MAX));
        if let Some(seats) = seats.filter(|seats| self.holders.len() >= *seats) {
            return Err(format!("comes from another vacancy, and none of the {seats} seats was free"));
        }
        match self.waiting.first() {
            Some(other) => Err(format!("comes from another vacancy, and {other} of this one waited for the seat")),
            None => Ok(()),
        }
    }

    /// Whether somebody of this vacancy would have got a free seat.
    fn waits(&self, number: &str) -> bool {
        let moved = self.rows.get(number) == Some(&Some(FinalOutcome::Moved));
        self.ranked.contains(number) && !moved && !self.holders.contains(number) && !self.left.contains(number)
    }
}

#[cfg(test)]
#[path = "standings_tests.rs"]
mod tests;
