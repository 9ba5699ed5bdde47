//! The recount (*hitung ulang*) of a PPPK vacancy from its leaves alone; [`crate::domain::recount`] has that of CPNS.

use crate::domain::age_order::stand_in;
use crate::domain::competency_test::Scheme;
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::{Leaf, decision};
use crate::domain::pppk_leaf::{PppkFinal, PppkLeaf, PppkResultLeaf};
use crate::domain::pppk_ranking::{PppkCandidate, PppkOutcome, printed, rank_pppk_beside};
use crate::domain::pppk_seniority::between_equals;
use crate::domain::recount::{Finding, Recount};
use crate::domain::seats::{Placed, Seats};
use std::collections::{BTreeMap, BTreeSet};

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
    /// As it was first published; none in the first result itself.
    before: Option<&'l PppkResultLeaf>,
}

impl Person<'_> {
    /// Whether the participant has a seat elsewhere and takes none of those that a correction gives anew.
    fn stands_aside(&self) -> bool {
        let outcome = |row: Option<&PppkResultLeaf>| row.and_then(|row| row.last).map(|last| last.outcome);
        let now = outcome(self.result.map(|(_, row)| row));
        now == Some(FinalOutcome::Moved)
            && self.before.is_some()
            && outcome(self.before) != Some(FinalOutcome::Selected)
    }
}

/// A participant as the ranking meets one.
struct Contender<'l> {
    number: &'l str,
    position: u64,
    row: &'l PppkResultLeaf,
    candidate: PppkCandidate<usize>,
    aside: bool,
}

/// Counts again, by the scheme of the criteria: the result as it was first published, and as it stands. The leaves come in
/// the order of the log.
pub fn recount_pppk(seats: u32, scheme: &Scheme, leaves: &[(u64, Leaf)], findings: Vec<Finding>) -> Recount {
    let mut recount = Recount { findings, ..Recount::default() };
    let histories = histories(leaves, &mut recount.findings);
    let published = histories.values().filter_map(|history| history.results.first());
    let published = published.map(|(position, _)| *position).min().unwrap_or(u64::MAX);
    let first = people(&histories, |history| history.first(published));
    check((seats, &Seats::default()), scheme, &first, &mut recount);
    let (latest, since) = (people(&histories, History::latest), Seats::of(leaves));
    if histories.values().any(|history| history.grew(published)) || !since.is_untouched() {
        recount.notes.clear();
        check((seats.saturating_sub(since.taken_before()), &since), scheme, &latest, &mut recount);
    }
    let is_selected = |person: &Person<'_>| {
        person.result.and_then(|(_, row)| row.last).is_some_and(|last| last.outcome == FinalOutcome::Selected)
    };
    let selected = latest.iter().filter(|(_, person)| is_selected(person));
    recount.selected = selected.map(|(number, _)| *number).chain(since.arrived()).map(str::to_owned).collect();
    if recount.selected.len() > usize::try_from(seats).unwrap_or(usize::MAX) {
        let what = format!("{} are selected for {seats} seats", recount.selected.len());
        recount.findings.push(Finding::missing(what));
    }
    recount.participants = latest.len();
    recount.findings.sort_by_key(|finding| (finding.position.unwrap_or(u64::MAX), finding.what.clone()));
    // What was wrong in the first result may stand in the latest.
    recount.findings.dedup();
    recount.notes.extend(since.notes());
    recount
}

/// Ranks one published result again, and plays over it what happened to the seats since.
fn check<'l>(
    (seats, since): (u32, &Seats<'l>),
    scheme: &Scheme,
    people: &BTreeMap<&'l str, Person<'l>>,
    recount: &mut Recount,
) {
    let mut contenders = Vec::new();
    for (number, person) in people {
        contenders.extend(contender(number, person, scheme, contenders.len(), &mut recount.findings));
    }
    let candidates: Vec<PppkCandidate<usize>> = contenders.iter().map(|one| one.candidate.clone()).collect();
    let mut placed = Vec::new();
    for placing in rank_pppk_beside(seats, scheme, &candidates, |one| contenders[one.id].aside) {
        let contender = &contenders[placing.id];
        let number = contender.number;
        let last = match (contender.candidate.outcome, placing.standing) {
            (PppkOutcome::Scored(score), Some((rank, outcome))) => {
                let claimed = contender.row.last.map(|last| last.outcome);
                placed.push(Placed { number, rank, right: outcome, claimed });
                let outcome = since.settled(number).unwrap_or(outcome);
                Some(PppkFinal { total: score.total(), rank, outcome })
            }
            _ => None,
        };
        compare(contender, &placing.code, last, recount);
    }
    recount.findings.extend(since.check(&placed));
    check_seniority(scheme, &contenders, &candidates, &mut recount.findings);
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
        Person { receipt: self.receipt, score, result: self.results.first().copied(), before: None }
    }

    /// As it stands: of scores and results the latest counts.
    fn latest(&self) -> Person<'l> {
        let (score, result) = (self.scores.last().copied(), self.results.last().copied());
        let before = self.results.first().map(|(_, row)| *row);
        Person { receipt: self.receipt, score, result, before }
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
    scheme: &Scheme,
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
    let Some(step) = scheme.step(&score.tier) else {
        let what = format!("{number} is in the tier `{}`, which the criteria do not know", score.tier);
        findings.push(Finding::at(at, what));
        return None;
    };
    let (tier, outcome, birth_date) = (score.tier.clone(), score.outcome, stand_in(row.seniority));
    let candidate = PppkCandidate { id, tier, step, outcome, birth_date };
    Some(Contender { number, position, row, candidate, aside: person.stands_aside() })
}

fn compare(contender: &Contender<'_>, code: &str, mut right: Option<PppkFinal>, recount: &mut Recount) {
    let Contender { number, position, row, .. } = contender;
    match (row.last.map(|last| last.outcome), right.as_mut()) {
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

/// An order of age may only be told where the law lets age decide.
fn check_seniority(
    scheme: &Scheme,
    contenders: &[Contender<'_>],
    candidates: &[PppkCandidate<usize>],
    findings: &mut Vec<Finding>,
) {
    let tied: BTreeSet<usize> = between_equals(scheme, candidates).iter().map(|candidate| candidate.id).collect();
    for (id, contender) in contenders.iter().enumerate() {
        let what = match (tied.contains(&id), contender.row.seniority.is_some()) {
            (true, false) => "is equal to another in everything but age, and the order of age is not told",
            (false, true) => "is given an order of age that nothing asked for",
            _ => continue,
        };
        findings.push(Finding::at(contender.position, format!("{} {what}", contender.number)));
    }
}

#[cfg(test)]
#[path = "pppk_recount_tests.rs"]
mod tests;
