//! Filling seats of PPPK vacancies that stayed empty (*optimalisasi*, PermenPANRB 6/2024 art. 47(4)–(6), read second-hand):
//! with those who applied for the same job at another place and whose education is accepted; code `/L-2`.
//!
//! Uncertain, and Siklus' own: people stay within their kind of need, and have to meet the mark of the seat where there is one.

use crate::domain::competency_test::{Criterion, Scheme};
use crate::domain::optimisation::OptimisationCode;
use crate::domain::pppk_ranking::{PppkCandidate, PppkOutcome, by_law};
use crate::domain::pppk_score::PppkScore;
use crate::domain::skd::NeedKind;
use crate::domain::unfilled_seats::{Contested, Filling, Moved};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// A vacancy as the pass sees it.
#[derive(Clone, Debug)]
pub struct PppkSeats<'a> {
    /// Title of the job; people move within one.
    pub title: &'a str,
    /// Path of the unit: the place.
    pub unit_path: &'a str,
    /// Kind of need; people move within one.
    pub kind: NeedKind,
    /// Accepted education.
    pub education: &'a [String],
    /// By what it is ranked.
    pub scheme: &'a Scheme,
    /// Seats that nobody has.
    pub free: u32,
}

/// A ranked participant without a seat.
#[derive(Clone, Debug)]
pub struct PppkRunnerUp<'a, Id> {
    /// Position of the row applied for.
    pub row: usize,
    /// Own education.
    pub education: &'a str,
    /// What decides.
    pub candidate: PppkCandidate<Id>,
}

/// Somebody who may move, with the scores that decide.
type Ranked<'a, Id> = (&'a PppkRunnerUp<'a, Id>, PppkScore);

/// Who may compete for free seats of one job and kind of need, with each scheme that these go by: between those whom a scheme
/// leaves equal but for age, the birth dates decide.
pub fn rivals<'a, Id: Copy + Ord>(
    rows: &[PppkSeats<'a>],
    runners_up: &[PppkRunnerUp<Id>],
) -> Vec<(&'a Scheme, Vec<PppkCandidate<Id>>)> {
    let mut jobs: HashMap<(&str, NeedKind), Vec<PppkCandidate<Id>>> = HashMap::new();
    for one in runners_up {
        jobs.entry((rows[one.row].title, rows[one.row].kind)).or_default().push(one.candidate.clone());
    }
    let mut schemes: HashMap<(&str, NeedKind), Vec<&'a Scheme>> = HashMap::new();
    for row in rows.iter().filter(|row| row.free > 0) {
        let of_job = schemes.entry((row.title, row.kind)).or_default();
        if !of_job.contains(&row.scheme) {
            of_job.push(row.scheme);
        }
    }
    let mut rivals = Vec::new();
    for (job, schemes) in schemes {
        let Some(people) = jobs.get(&job) else { continue };
        rivals.extend(schemes.into_iter().map(|scheme| (scheme, people.clone())));
    }
    rivals
}

/// Those of a job in the order of one tie rule.
struct Order<'a, Id> {
    people: Vec<Ranked<'a, Id>>,
    /// Where the first stands who has not moved.
    first: usize,
}

impl<'a, Id: Copy + Ord> Order<'a, Id> {
    fn of(job: &[Ranked<'a, Id>], ties: &[Criterion]) -> Self {
        let mut people = job.to_vec();
        people.sort_by(|left, right| compare(ties, left, right).then(left.0.candidate.id.cmp(&right.0.candidate.id)));
        Self { people, first: 0 }
    }

    /// The best who fit into a row, with all who equal the last of them.
    fn best(&mut self, rows: &[PppkSeats], row: &PppkSeats, taken: &BTreeSet<Id>) -> Vec<Ranked<'a, Id>> {
        let is_taken = |one: &&Ranked<'a, Id>| taken.contains(&one.0.candidate.id);
        self.first += self.people[self.first..].iter().take_while(is_taken).count();
        let mut best: Vec<Ranked<'a, Id>> = Vec::new();
        for one in self.people[self.first..].iter().filter(|one| !is_taken(one) && fits(rows, row, one)) {
            let is_behind = best.last().is_some_and(|last| compare(&row.scheme.tie_break, last, one).is_ne());
            if best.len() >= row.free as usize && is_behind {
                break;
            }
            best.push(*one);
        }
        best
    }
}

fn compare<Id>(ties: &[Criterion], left: &Ranked<'_, Id>, right: &Ranked<'_, Id>) -> Ordering {
    by_law(ties, (&left.0.candidate, left.1), (&right.0.candidate, right.1))
}

/// Fills the free seats of `rows`, in their order. Nobody moves twice, and who is equal with others at the last free seats
/// waits with them for the national committee.
pub fn fill_other_places<Id: Copy + Ord>(rows: &[PppkSeats], runners_up: &[PppkRunnerUp<Id>]) -> Filling<Id> {
    let mut jobs: HashMap<(&str, NeedKind), Vec<Ranked<Id>>> = HashMap::new();
    for one in runners_up {
        let PppkOutcome::Scored(score) = one.candidate.outcome else { continue };
        jobs.entry((rows[one.row].title, rows[one.row].kind)).or_default().push((one, score));
    }
    let mut filling = Filling { moved: Vec::new(), contested: Vec::new() };
    let (mut orders, mut taken) = (HashMap::new(), BTreeSet::new());
    for (position, row) in rows.iter().enumerate().filter(|(_, row)| row.free > 0) {
        let Some(job) = jobs.get(&(row.title, row.kind)) else { continue };
        let ties = row.scheme.tie_break.as_slice();
        let order = orders.entry((row.title, row.kind, ties)).or_insert_with(|| Order::of(job, ties));
        let best = order.best(rows, row, &taken);
        let sure = match best.last() {
            Some(last) if best.len() > row.free as usize => {
                best.partition_point(|one| compare(ties, one, last).is_lt())
            }
            _ => best.len(),
        };
        let (code, pass) = (OptimisationCode::OtherPlace, 1);
        for (rank, (one, _)) in (1..).zip(&best[..sure]) {
            filling.moved.push(Moved { id: one.candidate.id, row: position, code, pass, rank });
        }
        if sure < best.len() {
            let mut ids: Vec<Id> = best[sure..].iter().map(|(one, _)| one.candidate.id).collect();
            ids.sort_unstable();
            filling.contested.push(Contested { ids, row: position, code, pass, rank: sure as u32 + 1 });
        }
        taken.extend(best.iter().map(|(one, _)| one.candidate.id));
    }
    filling
}

fn fits<Id>(rows: &[PppkSeats], row: &PppkSeats, (one, score): &Ranked<Id>) -> bool {
    rows[one.row].unit_path != row.unit_path
        && row.education.iter().any(|accepted| accepted == one.education)
        && row.scheme.mark.admits(score)
        && row.scheme.step(&one.candidate.tier).is_some()
}

#[cfg(test)]
#[path = "pppk_unfilled_tests.rs"]
mod tests;
