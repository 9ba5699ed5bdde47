//! The recount (*hitung ulang*) of a PPPK vacancy from its leaves alone; [`crate::domain::recount`] has that of CPNS.

use crate::domain::age_order::{AgesTold, Told, stand_in};
use crate::domain::competency_test::Scheme;
use crate::domain::correction_leaf::CorrectedPart;
use crate::domain::corrections::keep_notes;
use crate::domain::decided_ties::{Equal, decided_otherwise, needless_wait};
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::{Leaf, decision};
use crate::domain::log_order::results_to_count;
use crate::domain::pppk_leaf::{PppkFinal, PppkLeaf, PppkResultLeaf};
use crate::domain::pppk_ranking::{PppkCandidate, PppkOutcome, printed, rank_pppk_beside};
use crate::domain::pppk_seniority::age_decides;
use crate::domain::recount::{Finding, Recount, in_order, too_many};
use crate::domain::recount_history::{first_correction, stands_aside, undecided};
use crate::domain::seats::{Placed, Seats, left_for_equals};
use std::collections::BTreeMap;

/// One participant's leaves in the order of the log.
struct History<'l> {
    receipt: u64,
    scores: Vec<(u64, &'l PppkLeaf)>,
    results: Vec<(u64, &'l PppkResultLeaf)>,
}

/// One participant in one published result.
struct Person<'l> {
    receipt: u64,
    score: Option<(u64, &'l PppkLeaf)>,
    result: Option<(u64, &'l PppkResultLeaf)>,
    /// Whether the participant has a seat elsewhere and takes none of those that a correction gives anew.
    aside: bool,
    /// The row before the correction, of who has no other score since; none where nothing was corrected.
    stood: Option<&'l PppkResultLeaf>,
    /// Where a row waited for a decision since the correction, of whom the next one says that it was made.
    undecided: Option<u64>,
}

/// A participant as the ranking meets one.
struct Contender<'l> {
    number: &'l str,
    position: u64,
    row: &'l PppkResultLeaf,
    candidate: PppkCandidate<usize>,
    aside: bool,
    stood: Option<&'l PppkResultLeaf>,
    undecided: Option<u64>,
}

/// What a recount goes by and comes to.
struct Count<'l> {
    scheme: &'l Scheme,
    /// Step of priority by code.
    steps: BTreeMap<&'l str, u32>,
    /// Where the first correction is.
    corrected: Option<u64>,
    /// What the results counted so far tell of ages.
    ages: AgesTold<'l>,
    recount: Recount,
}

/// Counts again, by the scheme of the criteria: the result as it was first published, around a correction, and as it stands.
/// The leaves come in the order of the log.
pub fn recount_pppk(seats: u32, scheme: &Scheme, leaves: &[(u64, Leaf)], findings: Vec<Finding>) -> Recount {
    let mut recount = Recount { findings, ..Recount::default() };
    let all = histories(leaves, &mut recount.findings);
    let published = all.values().filter_map(|history| history.results.first());
    let published = published.map(|(position, _)| *position).min().unwrap_or(u64::MAX);
    let (steps, corrected) = (steps(scheme), first_correction(leaves));
    let mut count = Count { scheme, steps, corrected, ages: AgesTold::default(), recount };
    count.check((seats, &Seats::default()), &people(&all, |history| history.first(published)));
    for end in results_to_count(leaves) {
        let until = &leaves[..end];
        let (histories, since) = (histories(until, &mut Vec::new()), Seats::of(until));
        if histories.values().any(|history| history.grew(published)) || !since.is_untouched() {
            let first = histories.values().filter_map(|history| history.corrected(published)).min();
            let people = people(&histories, |history| history.latest((first, corrected), published));
            let before = std::mem::take(&mut count.recount.notes);
            count.check((seats.saturating_sub(since.taken_before()), &since), &people);
            keep_notes(before, &mut count.recount.notes);
        }
    }
    let since = Seats::of(leaves);
    let mut recount = count.recount;
    let has_seat = |(number, history): (&&str, &History<'_>)| {
        let (position, row) = history.results.last()?;
        let last = row.last.filter(|last| last.outcome == FinalOutcome::Selected);
        last.map(|_| (*position, (*number).to_owned()))
    };
    let mut selected: Vec<(u64, String)> = all.iter().filter_map(has_seat).collect();
    selected.extend(since.arrived().into_iter().map(|(number, position)| (position, number.to_owned())));
    recount.findings.extend(too_many(seats, selected.iter().map(|(position, _)| *position).collect()));
    recount.selected = selected.into_iter().map(|(_, number)| number).collect();
    recount.participants = all.len();
    in_order(&mut recount.findings);
    recount.notes.extend(since.notes());
    recount
}

/// Step of priority of every code that the scheme knows, see [`Scheme::step`].
fn steps(scheme: &Scheme) -> BTreeMap<&str, u32> {
    let mut steps = BTreeMap::new();
    for (step, codes) in (0..).zip(&scheme.tiers) {
        for code in codes {
            steps.entry(code.as_str()).or_insert(step);
        }
    }
    if scheme.tiers.is_empty() {
        steps.insert("", 0);
    }
    steps
}

impl<'l> Count<'l> {
    /// Ranks one published result again, and plays over it what happened to the seats since.
    fn check(&mut self, (seats, since): (u32, &Seats<'l>), people: &BTreeMap<&'l str, Person<'l>>) {
        let (mut contenders, findings) = (Vec::new(), &mut self.recount.findings);
        for (number, person) in people {
            contenders.extend(contender(number, person, (self.scheme, &self.steps), contenders.len(), findings));
        }
        let candidates: Vec<PppkCandidate<usize>> = contenders.iter().map(|one| one.candidate.clone()).collect();
        let (mut placed, mut equals) = (Vec::new(), Vec::new());
        for placing in rank_pppk_beside(seats, self.scheme, &candidates, |one| contenders[one.id].aside) {
            let contender = &contenders[placing.id];
            let Contender { number, position, .. } = *contender;
            let settled = since.settled(number);
            let last = match (contender.candidate.outcome, placing.standing) {
                (PppkOutcome::Scored(score), Some((rank, outcome))) => {
                    let claimed = contender.row.last.map(|last| last.outcome);
                    placed.push(Placed { number, position, rank, right: outcome, claimed });
                    if outcome == FinalOutcome::NeedsDecision {
                        let stood = contender.stood.and_then(|row| row.last);
                        let stood =
                            stood.filter(|last| last.total == score.total()).map(|last| (last.rank, last.outcome));
                        equals.push(Equal { number, position, claimed, stood, settled: settled.is_some() });
                    }
                    self.recount.findings.extend(needless_wait(number, contender.undecided, outcome));
                    Some(PppkFinal { total: score.total(), rank, outcome: settled.unwrap_or(outcome) })
                }
                _ => None,
            };
            compare(contender, (&placing.code, last, settled.is_some()), &mut self.recount);
        }
        self.recount.findings.extend(since.check(&placed, seats));
        if !since.changed_hands_before(self.corrected) {
            self.recount.findings.extend(decided_otherwise(&equals, left_for_equals(&placed, seats)));
        }
        self.check_seniority(&contenders, &candidates);
    }

    /// An order of age may only be told where the law lets age decide, and turns for nobody.
    fn check_seniority(&mut self, contenders: &[Contender<'l>], candidates: &[PppkCandidate<usize>]) {
        let groups = age_decides(self.scheme, candidates);
        let tied = (0..).zip(&groups).flat_map(|(group, equals)| equals.iter().map(move |one| (one.id, group)));
        let tied: BTreeMap<usize, usize> = tied.collect();
        let mut told = BTreeMap::new();
        for (id, Contender { number, position, row, .. }) in contenders.iter().enumerate() {
            let what = match (tied.get(&id).copied(), row.seniority) {
                (Some(group), Some(seniority)) => {
                    let seated = row.last.is_some_and(|last| last.outcome == FinalOutcome::Selected);
                    told.insert(*number, Told { position: *position, group, seniority, seated });
                    continue;
                }
                (Some(_), None) => "is equal to another in everything but age, and the order of age is not told",
                (None, Some(_)) => "is given an order of age that nothing asked for",
                (None, None) => continue,
            };
            self.recount.findings.push(Finding::at(*position, format!("{number} {what}")));
        }
        self.recount.notes.extend(AgesTold::notes(&told));
        self.recount.findings.extend(self.ages.tell(told));
    }
}

/// Everybody with a receipt.
fn histories<'l>(leaves: &'l [(u64, Leaf)], findings: &mut Vec<Finding>) -> BTreeMap<&'l str, History<'l>> {
    let mut histories: BTreeMap<&str, History<'_>> = BTreeMap::new();
    for (position, leaf) in leaves {
        let Leaf::Receipt(receipt) = leaf else { continue };
        if histories.contains_key(receipt.participant.as_str()) {
            findings.push(Finding::at(*position, format!("{} has a receipt already", receipt.participant)));
        } else {
            let history = History { receipt: *position, scores: Vec::new(), results: Vec::new() };
            histories.insert(&receipt.participant, history);
        }
    }
    for (position, leaf) in leaves {
        // Seats may be those of who applied elsewhere.
        if matches!(leaf, Leaf::Criteria(_) | Leaf::Receipt(_) | Leaf::Seat(_)) {
            continue;
        }
        let Some(history) = histories.get_mut(leaf.participant()) else {
            findings.push(Finding::at(*position, format!("{} has no receipt in this log", leaf.participant())));
            continue;
        };
        match leaf {
            Leaf::Pppk(row) => history.scores.push((*position, row)),
            Leaf::PppkResult(row) => history.results.push((*position, row)),
            // Held against what changed by those who count both programmes again.
            Leaf::Correction(correction) if matches!(correction.of, CorrectedPart::Pppk | CorrectedPart::Verdict) => {}
            Leaf::Correction(correction) => {
                let what = format!("a correction of the {} in the log of a PPPK vacancy", correction.of.as_str());
                findings.push(Finding::at(*position, what));
            }
            _ => findings.push(Finding::at(*position, format!("a {} in the log of a PPPK vacancy", leaf.kind()))),
        }
    }
    histories
}

fn people<'l>(
    histories: &BTreeMap<&'l str, History<'l>>,
    of: impl Fn(&History<'l>) -> Person<'l>,
) -> BTreeMap<&'l str, Person<'l>> {
    histories.iter().map(|(number, history)| (*number, of(history))).collect()
}

impl<'l> History<'l> {
    /// As it was first published: of the scores that came before that, the latest counts.
    fn first(&self, published: u64) -> Person<'l> {
        let score = self.scores.iter().rfind(|(position, _)| *position < published).copied();
        Person {
            receipt: self.receipt,
            score,
            result: self.results.first().copied(),
            aside: false,
            stood: None,
            undecided: None,
        }
    }

    /// As it stands: of scores and results the latest counts. A score or verdict was first `changed` there, and the leaf of the
    /// first `correction` is there.
    fn latest(&self, (changed, correction): (Option<u64>, Option<u64>), published: u64) -> Person<'l> {
        let (score, result) = (self.scores.last().copied(), self.results.last().copied());
        let outcomes = self.results.iter().map(|(position, row)| (*position, row.last.map(|last| last.outcome)));
        let stood = self.results.iter().rfind(|(position, _)| Some(*position) < correction);
        let stood = stood.filter(|_| score.is_none_or(|(position, _)| position < published)).map(|(_, row)| *row);
        let undecided = undecided(outcomes.clone(), correction);
        Person { receipt: self.receipt, score, result, aside: stands_aside(outcomes, changed), stood, undecided }
    }

    /// Where something that was published is corrected first: a score that came later, or a verdict that turned.
    fn corrected(&self, published: u64) -> Option<u64> {
        let scores = self.scores.iter().map(|(position, _)| *position).filter(|position| *position >= published);
        let was_eligible = self.results.first().is_some_and(|(_, row)| row.eligible);
        let turned = self.results.iter().filter(|(_, row)| was_eligible && !row.eligible);
        scores.chain(turned.map(|(position, _)| *position)).min()
    }

    /// Whether something came after the first publication.
    fn grew(&self, published: u64) -> bool {
        self.results.len() > 1 || self.scores.last().is_some_and(|(position, _)| *position >= published)
    }
}

/// Checks what a participant's own leaves have to say whatever the others did, and returns who is to be ranked.
fn contender<'l>(
    number: &'l str,
    person: &Person<'l>,
    (scheme, steps): (&Scheme, &BTreeMap<&str, u32>),
    id: usize,
    findings: &mut Vec<Finding>,
) -> Option<Contender<'l>> {
    let Some((position, row)) = person.result else {
        findings.push(Finding::at(person.receipt, format!("{number} applied and is not in the published result")));
        return None;
    };
    let Some((at, score)) = person.score else {
        if row.eligible {
            findings.push(Finding::at(position, format!("{number} has a result and no score of the test")));
        } else if row.code.is_some() || row.last.is_some() || row.seniority.is_some() {
            let what = format!("{number} was found ineligible and has a result all the same");
            findings.push(Finding::at(position, what));
        }
        return None;
    };
    if at > position {
        findings.push(Finding::at(at, format!("a score of {number} that is younger than the published result")));
    }
    if !row.eligible && score.outcome != PppkOutcome::Ineligible {
        findings.push(Finding::at(at, format!("a score of {number}, who was found ineligible")));
    }
    if let PppkOutcome::Scored(scored) = score.outcome {
        for violation in scheme.limits.violations(&scored) {
            let what = format!("an impossible score of {number}: {} {violation}", violation.part);
            findings.push(Finding::at(at, what));
        }
    }
    let Some(step) = steps.get(score.tier.as_str()).copied() else {
        let what = format!("{number} is in the tier `{}`, which the criteria do not know", score.tier);
        findings.push(Finding::at(at, what));
        return None;
    };
    let (tier, outcome, birth_date) = (score.tier.clone(), score.outcome, stand_in(row.seniority));
    let candidate = PppkCandidate { id, tier, step, outcome, birth_date };
    let Person { aside, stood, undecided, .. } = *person;
    Some(Contender { number, position, row, candidate, aside, stood, undecided })
}

fn compare(
    contender: &Contender<'_>,
    (code, mut right, settled): (&str, Option<PppkFinal>, bool),
    recount: &mut Recount,
) {
    let Contender { number, position, row, .. } = contender;
    match (row.last.map(|last| last.outcome), right.as_mut()) {
        // A leaf about the seat says what became of it.
        _ if settled => {}
        // The national committee decides what the law leaves open, by letter.
        (Some(claimed @ (FinalOutcome::Selected | FinalOutcome::NotSelected)), Some(right))
            if right.outcome == FinalOutcome::NeedsDecision =>
        {
            right.outcome = claimed;
            recount
                .notes
                .push(format!("{number}: the national committee decided between equals; its letter tells why"));
        }
        // Who was moved to an unfilled seat of another vacancy has a place in this order and takes no seat of it.
        (Some(FinalOutcome::Moved), Some(right)) if right.outcome != FinalOutcome::Selected => {
            right.outcome = FinalOutcome::Moved;
            recount.notes.push(format!("{number}: got a seat of another vacancy, which its log tells"));
        }
        _ => {}
    }
    let code = printed(code, right.map(|right| right.outcome));
    if row.code.as_deref() != Some(&code) || row.last != right {
        let claimed = shown(row.code.as_deref().unwrap_or("no code"), row.last);
        let what = format!("{number} has {claimed}, and the scores give {}", shown(&code, right));
        recount.findings.push(Finding::at(*position, what));
    }
}

fn shown(code: &str, last: Option<PppkFinal>) -> String {
    match last {
        Some(last) => format!("{code}, {} points, rank {}, {}", last.total, last.rank, decision(last.outcome)),
        None => format!("{code} without a rank"),
    }
}

#[cfg(test)]
#[path = "pppk_recount_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "pppk_rewritten_tests.rs"]
mod rewritten_tests;
