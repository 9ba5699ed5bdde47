//! The recount (*hitung ulang*): a vacancy's whole result from its leaves alone, and what of the published one is not so.
//! Whether the leaves are the log's own is for whoever calls to check first.

use super::recount_history::{Person, as_it_stands, first_published, histories};
use crate::domain::age_order::{order_of_age, stand_in};
use crate::domain::criteria::{CpnsCriteria, Criteria};
use crate::domain::final_ranking::{FinalCandidate, FinalOutcome, rank_beside};
use crate::domain::integration::{FinalPoints, Integration, IntegrationError, Weights};
use crate::domain::leaf::{FinalRow, Leaf, ResultLeaf, SkbEnding, SkdLeaf, decision};
use crate::domain::pppk_recount::recount_pppk;
use crate::domain::ranking::{SkdOutcome, rank_skd};
use crate::domain::result_code::SkdCode;
use crate::domain::seats::{Placed, Seats};
use crate::domain::tie_break::TieBreak;
use std::collections::{BTreeMap, BTreeSet};

/// Something that is not as it should be, and the leaf that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Position of the leaf; none where a leaf is missing.
    pub position: Option<u64>,
    /// What is wrong, in plain words.
    pub what: String,
}

impl Finding {
    /// About a leaf.
    pub fn at(position: u64, what: impl Into<String>) -> Self {
        Self { position: Some(position), what: what.into() }
    }

    /// About what is not there.
    pub fn missing(what: impl Into<String>) -> Self {
        Self { position: None, what: what.into() }
    }
}

/// What a recount came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// Everything that is wrong; empty when the published result is the one the criteria give.
    pub findings: Vec<Finding>,
    /// What leaves alone cannot tell, and a reader should know.
    pub notes: Vec<String>,
    /// Participants with a receipt.
    pub participants: usize,
    /// Who is selected, by number.
    pub selected: Vec<String>,
}

/// What a recount is made of and comes to.
struct Count<'l> {
    criteria: &'l Criteria,
    people: BTreeMap<&'l str, Person<'l>>,
    seats: Seats<'l>,
    findings: Vec<Finding>,
    notes: Vec<String>,
}

/// Counts again. The leaves come in the order of the log.
pub fn recount(leaves: &[(u64, Leaf)]) -> Recount {
    let mut findings = Vec::new();
    let Some(criteria) = criteria(leaves, &mut findings) else {
        return Recount { findings, ..Recount::default() };
    };
    if let Some(scheme) = &criteria.pppk {
        return recount_pppk(criteria.seats, scheme, leaves, findings);
    }
    let histories = histories(leaves, &mut findings);
    let (people, seats) = (first_published(&histories), Seats::default());
    let mut count = Count { criteria, people, seats, findings, notes: Vec::new() };
    count.check();
    let (people, seats) = (as_it_stands(&histories), Seats::of(leaves));
    if people.is_some() || !seats.is_untouched() {
        (count.seats, count.notes) = (seats, Vec::new());
        count.people = people.unwrap_or(count.people);
        count.check();
    }
    count.end()
}

/// The criteria are the first leaf, and never change.
fn criteria<'l>(leaves: &'l [(u64, Leaf)], findings: &mut Vec<Finding>) -> Option<&'l Criteria> {
    for (position, leaf) in leaves.iter().skip(1) {
        if matches!(leaf, Leaf::Criteria(_)) {
            findings.push(Finding::at(*position, "changes the criteria after the vacancy opened"));
        }
    }
    match leaves.first() {
        Some((_, Leaf::Criteria(criteria))) => Some(criteria),
        Some((position, _)) => {
            let what = "the log does not begin with the criteria: they were not fixed at the opening";
            findings.push(Finding::at(*position, what));
            None
        }
        None => {
            findings.push(Finding::missing("the log is empty"));
            None
        }
    }
}

impl Count<'_> {
    /// One published result: the first, or the one that stands.
    fn check(&mut self) {
        self.check_leaves();
        if let Some(rules) = &self.criteria.cpns {
            self.check_skd(rules);
            self.check_final(rules);
        }
    }

    /// What each participant's own leaves have to say whatever the others did.
    fn check_leaves(&mut self) {
        for (number, person) in &self.people {
            check_person(number, person, &mut self.findings);
        }
    }

    fn end(mut self) -> Recount {
        let place = |finding: &Finding| (finding.position.unwrap_or(u64::MAX), finding.what.clone());
        self.findings.sort_by_key(place);
        // What was wrong in the first result may stand in the latest.
        self.findings.dedup();
        let is_selected = |person: &Person<'_>| {
            person.result.and_then(|(_, row)| row.last).is_some_and(|last| last.outcome == FinalOutcome::Selected)
        };
        let selected = self.people.iter().filter(|(_, person)| is_selected(person));
        let mut selected: Vec<String> = selected.map(|(number, _)| (*number).to_owned()).collect();
        selected.extend(self.seats.arrived().into_iter().map(str::to_owned));
        self.notes.extend(self.seats.notes());
        if selected.len() > usize::try_from(self.criteria.seats).unwrap_or(usize::MAX) {
            let what = format!("{} are selected for {} seats", selected.len(), self.criteria.seats);
            self.findings.push(Finding::missing(what));
        }
        let Self { findings, notes, people, .. } = self;
        Recount { findings, notes, participants: people.len(), selected }
    }
}

fn check_person(number: &str, person: &Person<'_>, findings: &mut Vec<Finding>) {
    let Some((position, result)) = person.result else {
        findings.push(Finding::at(person.receipt.0, format!("{number} applied and is not in the published result")));
        return;
    };
    let scores = [person.skd.map(|(position, _)| position), person.skb.map(|(position, _)| position)];
    for late in scores.into_iter().flatten().filter(|score| *score > position) {
        findings.push(Finding::at(late, format!("a score of {number} that is younger than the published result")));
    }
    match (result.eligible, person.skd) {
        (true, None) => {
            findings.push(Finding::at(position, format!("{number} has a result and no score of the basic test")));
        }
        // Who was found ineligible after the publication had taken the test.
        (false, Some((score, _))) if !person.before.is_some_and(|before| before.eligible) => {
            findings.push(Finding::at(score, format!("a score of {number}, who was found ineligible")));
        }
        _ => {}
    }
    if !result.eligible && (result.skd_code.is_some() || result.last.is_some()) {
        findings.push(Finding::at(position, format!("{number} was found ineligible and has a result all the same")));
    }
}

impl Count<'_> {
    /// Ranks the basic test again.
    fn check_skd(&mut self, rules: &CpnsCriteria) {
        let mut rows = Vec::new();
        for (number, person) in &self.people {
            let (Some((position, result)), Some((at, score))) = (person.result, person.skd) else { continue };
            if !result.eligible {
                continue;
            }
            if let SkdOutcome::Scored(score) = score.outcome
                && [score.twk, score.tiu, score.tkp].iter().zip(rules.skd_max).any(|(score, max)| *score > max)
            {
                self.findings.push(Finding::at(at, format!("a score of {number} above what the test gives")));
            }
            rows.push((person, position, result, score.outcome));
        }
        let candidates: Vec<_> = rows.iter().enumerate().map(|(index, (.., outcome))| (index, *outcome)).collect();
        for (index, code, rank) in rank_skd(self.criteria.seats, rules.multiplier, &rules.pass_mark, &candidates) {
            let (person, position, result, _) = &rows[index];
            let (number, code) = (&result.participant, person.kept_code().unwrap_or(code));
            if (result.skd_code, result.skd_rank) != (Some(code), rank) {
                let claimed = place(result.skd_code.map_or("no code", SkdCode::as_str), result.skd_rank);
                let right = place(code.as_str(), rank);
                let what = format!("{number} has {claimed} in the basic test, and the scores give {right}");
                self.findings.push(Finding::at(*position, what));
            }
        }
    }
}

fn place(code: &str, rank: Option<u32>) -> String {
    rank.map_or_else(|| code.to_owned(), |rank| format!("{code}, rank {rank}"))
}

/// A participant of the field test as the final ranking meets one.
struct Finalist<'l> {
    number: &'l str,
    position: u64,
    claimed: Option<FinalRow>,
    seniority: Option<u32>,
    aside: bool,
}

impl Count<'_> {
    /// Integrates both tests and ranks again.
    fn check_final(&mut self, rules: &CpnsCriteria) {
        let integration = match integration(rules) {
            Ok(integration) => integration,
            Err(error) => {
                self.findings.push(Finding::at(0, format!("marks cannot be integrated by these criteria: {error}")));
                return;
            }
        };
        let (mut finalists, mut candidates) = (Vec::new(), Vec::new());
        for (number, person) in &self.people {
            let Some((position, result)) = person.result else { continue };
            match candidate(&integration, number, person) {
                Ok(Some(candidate)) => {
                    candidates.push(FinalCandidate { id: finalists.len(), ..candidate });
                    let ResultLeaf { last: claimed, seniority, .. } = *result;
                    let aside = person.aside;
                    finalists.push(Finalist { number, position, claimed, seniority, aside });
                }
                Ok(None) if result.last.is_some() || result.seniority.is_some() => {
                    let what = format!("{number} has a final result without marks of the field test");
                    self.findings.push(Finding::at(position, what));
                }
                Ok(None) => {}
                Err(finding) => self.findings.push(finding),
            }
        }
        let aside = |candidate: &FinalCandidate<usize>| finalists[candidate.id].aside;
        let seats = self.criteria.seats.saturating_sub(self.seats.taken_before());
        let mut placed = Vec::new();
        for placing in rank_beside(&rules.tie_breaks, seats, &candidates, aside) {
            let points = FinalPoints { points: candidates[placing.id].points, denominator: integration.denominator() };
            let right = FinalRow { points, rank: placing.rank, outcome: placing.outcome };
            let Finalist { number, claimed, .. } = finalists[placing.id];
            let claimed = claimed.map(|claimed| claimed.outcome);
            placed.push(Placed { number, rank: placing.rank, right: placing.outcome, claimed });
            self.compare_final(&finalists[placing.id], right);
        }
        self.findings.extend(self.seats.check(&placed));
        self.check_seniority(&rules.tie_breaks, &finalists, &candidates);
    }

    fn compare_final(&mut self, finalist: &Finalist<'_>, right: FinalRow) {
        let Finalist { number, position, claimed, .. } = finalist;
        let Some(claimed) = claimed else {
            let what = format!("{number} has no final result, and the scores give {}", shown(&right));
            self.findings.push(Finding::at(*position, what));
            return;
        };
        let settled = self.seats.settled(number);
        let right = FinalRow { outcome: settled.unwrap_or(right.outcome), ..right };
        let outcome = match (claimed.outcome, right.outcome) {
            (claimed, right) if claimed == right => true,
            _ if settled.is_some() => false,
            // The national committee decides what the law leaves open, by letter.
            (FinalOutcome::Selected | FinalOutcome::NotSelected, FinalOutcome::NeedsDecision) => {
                self.notes
                    .push(format!("{number}: the national committee decided between equals; its letter tells why"));
                true
            }
            // Who was moved to an unfilled seat of another vacancy has a place in this order and takes no seat of it.
            (FinalOutcome::Moved, FinalOutcome::NotSelected | FinalOutcome::NeedsDecision) => {
                self.notes.push(format!("{number}: got a seat of another vacancy, which its log tells"));
                true
            }
            _ => false,
        };
        let points = claimed.points.compare(&right.points).is_eq();
        if !(outcome && points && claimed.rank == right.rank) {
            let what = format!("{number} has {}, and the scores give {}", shown(claimed), shown(&right));
            self.findings.push(Finding::at(*position, what));
        }
    }

    /// An order of age may only be told where the law lets age decide: between those whom all steps before it leave equal.
    fn check_seniority(
        &mut self,
        steps: &[TieBreak],
        finalists: &[Finalist<'_>],
        candidates: &[FinalCandidate<usize>],
    ) {
        let tied: BTreeSet<usize> = between_equals(candidates, steps).iter().map(|candidate| candidate.id).collect();
        for (id, finalist) in finalists.iter().enumerate() {
            let what = match (tied.contains(&id), finalist.seniority.is_some()) {
                (true, false) => "is equal to another in everything but age, and the order of age is not told",
                (false, true) => "is given an order of age that nothing asked for",
                _ => continue,
            };
            self.findings.push(Finding::at(finalist.position, format!("{} {what}", finalist.number)));
        }
    }
}

/// How marks are integrated by these criteria.
fn integration(rules: &CpnsCriteria) -> Result<Integration, IntegrationError> {
    let skd_max = rules.skd_max.iter().map(|max| u32::from(*max)).sum();
    let weights = Weights { skd_max, skd: rules.skd_weight, skb: rules.skb_weight };
    Integration::new(weights, rules.scheme())
}

/// What decides about a participant of the field test; none for who is out of it.
fn candidate(
    integration: &Integration,
    number: &str,
    person: &Person<'_>,
) -> Result<Option<FinalCandidate<usize>>, Finding> {
    let Some((position, result)) = person.result else { return Ok(None) };
    if result.skd_code != Some(SkdCode::PassedToSkb) {
        return match person.skb {
            // Who takes no part any more, because the basic test was corrected, may have had a mark.
            Some((at, _)) if person.before.is_none() => {
                Err(Finding::at(at, format!("a mark of the field test of {number}, who takes no part")))
            }
            _ => Ok(None),
        };
    }
    let (Some((_, SkdLeaf { outcome: SkdOutcome::Scored(skd), .. })), Some((at, skb))) = (person.skd, person.skb)
    else {
        return Err(Finding::at(position, format!("{number} goes on to the field test and a score is missing")));
    };
    if skb.outcome != SkbEnding::Present {
        return Ok(None);
    }
    let points = integration.final_points(skd.total(), &skb.scores);
    let points = points.map_err(|error| Finding::at(at, format!("an impossible mark of {number}: {error}")))?;
    let (gpa, birth_date) = (person.receipt.1.gpa, stand_in(result.seniority));
    Ok(Some(FinalCandidate { id: 0, points, skd: *skd, gpa, birth_date }))
}

fn shown(row: &FinalRow) -> String {
    format!("{} points, rank {}, {}", row.points.fraction(), row.rank, decision(row.outcome))
}

/// The steps of a tie rule that come before age; none where age does not count.
fn before_age(steps: &[TieBreak]) -> Option<&[TieBreak]> {
    steps.iter().position(|step| *step == TieBreak::Older).map(|age| &steps[..age])
}

/// Candidates between whom only age can decide.
pub fn between_equals<Id: Copy + Ord>(
    candidates: &[FinalCandidate<Id>],
    steps: &[TieBreak],
) -> Vec<FinalCandidate<Id>> {
    age_decides(candidates, before_age(steps)).into_iter().flatten().copied().collect()
}

/// The same in the groups that are equal.
fn age_decides<'c, Id: Copy + Ord>(
    candidates: &'c [FinalCandidate<Id>],
    steps: Option<&[TieBreak]>,
) -> Vec<Vec<&'c FinalCandidate<Id>>> {
    let Some(steps) = steps else { return Vec::new() };
    let mut ordered: Vec<&FinalCandidate<Id>> = candidates.iter().collect();
    ordered.sort_by(|left, right| left.compare_by(right, steps));
    let groups = ordered.chunk_by(|left, right| left.compare_by(right, steps).is_eq());
    groups.filter(|group| group.len() > 1).map(<[_]>::to_vec).collect()
}

/// The order of age (*urutan usia*) of those between whom nothing else decides: 1 is the oldest, and the same day has the
/// same number.
pub fn seniority<Id: Copy + Ord>(candidates: &[FinalCandidate<Id>], steps: &[TieBreak]) -> BTreeMap<Id, u32> {
    let mut told = BTreeMap::new();
    for group in age_decides(candidates, before_age(steps)) {
        told.extend(order_of_age(group.iter().map(|candidate| (candidate.id, candidate.birth_date))));
    }
    told
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "recount_tests.rs"]
mod tests;
