//! The recount (*hitung ulang*): a vacancy's whole result from its leaves alone, and what of the published one is not so.
//! Whether the leaves are the log's own is for whoever calls to check first.

use super::recount_history::{Person, as_it_stands, check_person, first_correction, first_published, histories};
use crate::domain::age_order::{AgesTold, Told, age_decides, before_age, stand_in};
use crate::domain::corrections::{check_corrections, keep_notes};
use crate::domain::criteria::{CpnsCriteria, Criteria};
use crate::domain::decided_ties::{Equal, decided_otherwise, needless_wait};
use crate::domain::final_ranking::{FinalCandidate, FinalOutcome, rank_beside};
use crate::domain::integration::{FinalPoints, Integration, IntegrationError, Weights};
use crate::domain::leaf::{FinalRow, Leaf, ResultLeaf, SkbEnding, SkdLeaf, decision};
use crate::domain::log_order::{check_order, results_to_count};
use crate::domain::pppk_recount::recount_pppk;
use crate::domain::ranking::{SkdOutcome, rank_skd};
use crate::domain::result_code::SkdCode;
use crate::domain::score_leaves::check_scores;
use crate::domain::seats::{Placed, Seats, left_for_equals};
use crate::domain::tie_break::TieBreak;
use std::collections::BTreeMap;

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
    /// What the results counted so far tell of ages.
    ages: AgesTold<'l>,
    /// Where the first correction is.
    corrected: Option<u64>,
    findings: Vec<Finding>,
    notes: Vec<String>,
}

/// Counts again, and tells what was corrected. The leaves come in the order of the log.
pub fn recount(leaves: &[(u64, Leaf)]) -> Recount {
    let (mut findings, notes) = check_corrections(leaves);
    findings.extend(check_order(leaves));
    let mut recount = count_again(leaves, findings);
    recount.notes.extend(notes);
    recount
}

fn count_again(leaves: &[(u64, Leaf)], mut findings: Vec<Finding>) -> Recount {
    let Some(criteria) = criteria(leaves, &mut findings) else {
        return Recount { findings, ..Recount::default() };
    };
    if let Some(scheme) = &criteria.pppk {
        return recount_pppk(criteria.seats, scheme, leaves, findings);
    }
    if let Some(rules) = &criteria.cpns {
        findings.extend(check_scores(rules, leaves));
    }
    let people = first_published(&histories(leaves, &mut findings));
    let (seats, ages, corrected) = (Seats::default(), AgesTold::default(), first_correction(leaves));
    let mut count = Count { criteria, people, seats, ages, corrected, findings, notes: Vec::new() };
    count.check();
    for end in results_to_count(leaves) {
        let until = &leaves[..end];
        let histories = histories(until, &mut Vec::new());
        let (people, seats) = (as_it_stands(&histories, corrected), Seats::of(until));
        if people.is_some() || !seats.is_untouched() {
            let before = std::mem::take(&mut count.notes);
            count.people = people.unwrap_or_else(|| first_published(&histories));
            count.seats = seats;
            count.check();
            keep_notes(before, &mut count.notes);
        }
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
        let has_seat = |(number, person): (&&str, &Person<'_>)| {
            let (position, row) = person.result?;
            let last = row.last.filter(|last| last.outcome == FinalOutcome::Selected);
            last.map(|_| (position, (*number).to_owned()))
        };
        let mut selected: Vec<(u64, String)> = self.people.iter().filter_map(has_seat).collect();
        selected.extend(self.seats.arrived().into_iter().map(|(number, position)| (position, number.to_owned())));
        self.notes.extend(self.seats.notes());
        self.findings.extend(too_many(self.criteria.seats, selected.iter().map(|(position, _)| *position).collect()));
        let selected = selected.into_iter().map(|(_, number)| number).collect();
        let Self { mut findings, notes, people, .. } = self;
        in_order(&mut findings);
        Recount { findings, notes, participants: people.len(), selected }
    }
}

/// Findings in the order of the log, each once: what was wrong in the first result may stand in the latest.
pub(crate) fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by_key(|finding| (finding.position.unwrap_or(u64::MAX), finding.what.clone()));
    findings.dedup();
}

/// More selected than there are seats, told where the first of them has one that is not there.
pub(crate) fn too_many(seats: u32, mut positions: Vec<u64>) -> Option<Finding> {
    positions.sort_unstable();
    let first = positions.get(usize::try_from(seats).unwrap_or(usize::MAX))?;
    Some(Finding::at(*first, format!("{} are selected for {seats} seats", positions.len())))
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
                && rules.skd.is_exceeded_by(&score)
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
    /// Rank and outcome before the correction, of whom it left as many points.
    stood: Option<(u32, FinalOutcome)>,
    /// Where a row waited for a decision, of whom the next one says that it was made.
    undecided: Option<u64>,
}

impl<'l> Count<'l> {
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
                    let points = FinalPoints { points: candidate.points, denominator: integration.denominator() };
                    let stood = person.stood_with(points);
                    let undecided = person.undecided;
                    finalists.push(Finalist { number, position, claimed, seniority, aside, stood, undecided });
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
        let (mut placed, mut equals) = (Vec::new(), Vec::new());
        let deciding = rules.decides_by.candidates(integration.denominator(), &candidates);
        for placing in rank_beside(&rules.tie_breaks, seats, &deciding, aside) {
            let points = FinalPoints { points: candidates[placing.id].points, denominator: integration.denominator() };
            let right = FinalRow { points, rank: placing.rank, outcome: placing.outcome };
            let Finalist { number, position, claimed, stood, undecided, .. } = finalists[placing.id];
            let claimed = claimed.map(|claimed| claimed.outcome);
            placed.push(Placed { number, position, rank: placing.rank, right: placing.outcome, claimed });
            if placing.outcome == FinalOutcome::NeedsDecision {
                let settled = self.seats.settled(number).is_some();
                equals.push(Equal { number, position, claimed, stood, settled });
            }
            self.findings.extend(needless_wait(number, undecided, placing.outcome));
            self.compare_final(&finalists[placing.id], right);
        }
        self.findings.extend(self.seats.check(&placed, seats));
        if !self.seats.changed_hands_before(self.corrected) {
            self.findings.extend(decided_otherwise(&equals, left_for_equals(&placed, seats)));
        }
        self.check_seniority(&rules.tie_breaks, &finalists, &deciding);
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
        finalists: &[Finalist<'l>],
        candidates: &[FinalCandidate<usize>],
    ) {
        let groups = age_decides(candidates, before_age(steps));
        let tied = (0..).zip(&groups).flat_map(|(group, equals)| equals.iter().map(move |one| (one.id, group)));
        let tied: BTreeMap<usize, usize> = tied.collect();
        let mut told = BTreeMap::new();
        for (id, finalist) in finalists.iter().enumerate() {
            let what = match (tied.get(&id).copied(), finalist.seniority) {
                (Some(group), Some(seniority)) => {
                    let Finalist { number, position, claimed, .. } = *finalist;
                    let seated = claimed.is_some_and(|last| last.outcome == FinalOutcome::Selected);
                    told.insert(number, Told { position, group, seniority, seated });
                    continue;
                }
                (Some(_), None) => "is equal to another in everything but age, and the order of age is not told",
                (None, Some(_)) => "is given an order of age that nothing asked for",
                (None, None) => continue,
            };
            self.findings.push(Finding::at(finalist.position, format!("{} {what}", finalist.number)));
        }
        self.notes.extend(AgesTold::notes(&told));
        self.findings.extend(self.ages.tell(told));
    }
}

/// How marks are integrated by these criteria.
fn integration(rules: &CpnsCriteria) -> Result<Integration, IntegrationError> {
    let weights = Weights { skd_max: rules.skd.total_max(), skd: rules.skd_weight, skb: rules.skb_weight };
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
    let (at, receipt) = person.receipt;
    let gpa =
        receipt.gpa.ok_or_else(|| Finding::at(at, format!("the receipt of {number} states no grade point average")))?;
    Ok(Some(FinalCandidate { id: 0, points, skd: *skd, gpa, birth_date: stand_in(result.seniority) }))
}

fn shown(row: &FinalRow) -> String {
    format!("{} points, rank {}, {}", row.points.fraction(), row.rank, decision(row.outcome))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "recount_tests.rs"]
pub(crate) mod tests;
