//! What a log says of each participant: as it was first published, and as it stands after corrections (*hasil pasca sanggah*).
//! Both are counted again.

use crate::domain::correction_leaf::CorrectedPart;
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::integration::FinalPoints;
use crate::domain::leaf::{Leaf, ReceiptLeaf, ResultLeaf, SkbLeaf, SkdLeaf};
use crate::domain::recount::Finding;
use crate::domain::result_code::SkdCode;
use std::collections::BTreeMap;

/// One participant's leaves in the order of the log.
pub(super) struct History<'l> {
    receipt: (u64, &'l ReceiptLeaf),
    skd: Vec<(u64, &'l SkdLeaf)>,
    skb: Vec<(u64, &'l SkbLeaf)>,
    results: Vec<(u64, &'l ResultLeaf)>,
}

impl<'l> History<'l> {
    /// Where something that was published is corrected first: a score that came later, or a verdict that turned.
    fn corrected(&self, published: u64) -> Option<u64> {
        let skd = self.skd.iter().map(|(position, _)| *position);
        let scores =
            skd.chain(self.skb.iter().map(|(position, _)| *position)).filter(|position| *position >= published);
        let was_eligible = self.results.first().is_some_and(|(_, row)| row.eligible);
        let turned = self.results.iter().filter(|(_, row)| was_eligible && !row.eligible);
        scores.chain(turned.map(|(position, _)| *position)).min()
    }

    /// The row before the correction, of who has no other score since the publication.
    fn stood(&self, correction: Option<u64>, published: u64) -> Option<&'l ResultLeaf> {
        let late = |position: Option<u64>| position.is_some_and(|position| position >= published);
        let (skd, skb) = (self.skd.last().map(|(at, _)| *at), self.skb.last().map(|(at, _)| *at));
        let stood = self.results.iter().rfind(|(position, _)| Some(*position) < correction);
        stood.filter(|_| !late(skd) && !late(skb)).map(|(_, row)| *row)
    }

    fn outcomes(&self) -> impl Iterator<Item = (u64, Option<FinalOutcome>)> {
        self.results.iter().map(|(position, row)| (*position, row.last.map(|last| last.outcome)))
    }
}

/// Where the last row but one is, if it waited for a decision after the `correction` and the last one says that it was made.
pub(crate) fn undecided(
    rows: impl IntoIterator<Item = (u64, Option<FinalOutcome>)>,
    correction: Option<u64>,
) -> Option<u64> {
    let (mut waited, mut found) = (None, None);
    for (position, outcome) in rows {
        let decided = matches!(outcome, Some(FinalOutcome::Selected | FinalOutcome::NotSelected));
        found = waited.filter(|_| decided);
        waited = (outcome == Some(FinalOutcome::NeedsDecision) && Some(position) > correction).then_some(position);
    }
    found
}

/// Whether somebody with these published rows takes none of the seats that a correction gives anew, of either programme: who
/// went to another vacancy before anything was `corrected`, is there still, and had no seat here to leave.
pub(crate) fn stands_aside(
    rows: impl IntoIterator<Item = (u64, Option<FinalOutcome>)>,
    corrected: Option<u64>,
) -> bool {
    let (mut went, mut had_seat) = (None, false);
    for (position, outcome) in rows {
        match outcome {
            Some(FinalOutcome::Moved) => went = went.or(Some(position)),
            other => {
                went = None;
                had_seat |= other == Some(FinalOutcome::Selected);
            }
        }
    }
    match (went, corrected) {
        (Some(went), Some(corrected)) => went < corrected && !had_seat,
        _ => false,
    }
}

/// One participant in one published result.
pub(super) struct Person<'l> {
    pub receipt: (u64, &'l ReceiptLeaf),
    pub skd: Option<(u64, &'l SkdLeaf)>,
    pub skb: Option<(u64, &'l SkbLeaf)>,
    pub result: Option<(u64, &'l ResultLeaf)>,
    /// As it was first published; none in the first result itself.
    pub before: Option<&'l ResultLeaf>,
    /// The row before the correction, of who has no other score since; none where nothing was corrected.
    stood: Option<&'l ResultLeaf>,
    /// Where a row waited for a decision since the correction, of whom the next one says that it was made.
    pub undecided: Option<u64>,
    /// Whether the basic test was corrected since.
    rejudged: bool,
    /// Whether a seat of another vacancy was given before anything was corrected: none of those is taken that a correction
    /// gives anew.
    pub aside: bool,
}

impl Person<'_> {
    /// The code of the basic test that stays as it was published: the field test is not held again, so only who was
    /// corrected is judged anew.
    pub fn kept_code(&self) -> Option<SkdCode> {
        self.before.filter(|_| !self.rejudged).and_then(|before| before.skd_code)
    }

    /// Rank and outcome before the correction, of whom it left as many points.
    pub fn stood_with(&self, points: FinalPoints) -> Option<(u32, FinalOutcome)> {
        let last = self.stood.and_then(|row| row.last).filter(|last| last.points.compare(&points).is_eq());
        last.map(|last| (last.rank, last.outcome))
    }
}

/// Everybody with a receipt.
pub(super) fn histories<'l>(leaves: &'l [(u64, Leaf)], findings: &mut Vec<Finding>) -> BTreeMap<&'l str, History<'l>> {
    let mut histories: BTreeMap<&str, History<'_>> = BTreeMap::new();
    for (position, leaf) in leaves {
        if let Leaf::Receipt(receipt) = leaf {
            let history =
                History { receipt: (*position, receipt), skd: Vec::new(), skb: Vec::new(), results: Vec::new() };
            if histories.contains_key(receipt.participant.as_str()) {
                findings.push(Finding::at(*position, format!("{} has a receipt already", receipt.participant)));
            } else {
                histories.insert(&receipt.participant, history);
            }
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
            Leaf::Correction(correction) if correction.of == CorrectedPart::Pppk => {
                findings.push(Finding::at(*position, "a correction of the pppk in the log of a CPNS vacancy"));
            }
            Leaf::Skd(row) => history.skd.push((*position, row)),
            Leaf::Skb(row) => history.skb.push((*position, row)),
            Leaf::Result(row) => history.results.push((*position, row)),
            Leaf::Pppk(_) | Leaf::PppkResult(_) => {
                findings.push(Finding::at(*position, format!("a {} in the log of a CPNS vacancy", leaf.kind())));
            }
            _ => {}
        }
    }
    histories
}

/// The result as it was first published: of the scores that came before it, the latest count.
pub(super) fn first_published<'l>(histories: &BTreeMap<&'l str, History<'l>>) -> BTreeMap<&'l str, Person<'l>> {
    let published = published(histories);
    let person = |(number, history): (&&'l str, &History<'l>)| {
        let person = Person {
            receipt: history.receipt,
            skd: history.skd.iter().rfind(|(position, _)| *position < published).copied(),
            skb: history.skb.iter().rfind(|(position, _)| *position < published).copied(),
            result: history.results.first().copied(),
            before: None,
            stood: None,
            undecided: None,
            rejudged: false,
            aside: false,
        };
        (*number, person)
    };
    histories.iter().map(person).collect()
}

/// Where the first correction is.
pub(crate) fn first_correction(leaves: &[(u64, Leaf)]) -> Option<u64> {
    leaves.iter().find(|(_, leaf)| matches!(leaf, Leaf::Correction(_))).map(|(position, _)| *position)
}

/// The result that stands, which was first corrected where `correction` says; none where nothing came after the first
/// publication.
pub(super) fn as_it_stands<'l>(
    histories: &BTreeMap<&'l str, History<'l>>,
    correction: Option<u64>,
) -> Option<BTreeMap<&'l str, Person<'l>>> {
    let published = published(histories);
    let late = |position: Option<u64>| position.is_some_and(|position| position >= published);
    let grew = |history: &History<'_>| {
        let (skd, skb) = (history.skd.last(), history.skb.last());
        history.results.len() > 1
            || late(skd.map(|(position, _)| *position))
            || late(skb.map(|(position, _)| *position))
    };
    if !histories.values().any(grew) {
        return None;
    }
    let corrected = histories.values().filter_map(|history| history.corrected(published)).min();
    let person = |(number, history): (&&'l str, &History<'l>)| {
        let skd = history.skd.last().copied();
        let person = Person {
            receipt: history.receipt,
            skd,
            skb: history.skb.last().copied(),
            result: history.results.last().copied(),
            before: history.results.first().map(|(_, row)| *row),
            stood: history.stood(correction, published),
            undecided: undecided(history.outcomes(), correction),
            rejudged: late(skd.map(|(position, _)| position)),
            aside: stands_aside(history.outcomes(), corrected),
        };
        (*number, person)
    };
    Some(histories.iter().map(person).collect())
}

/// Where the first published result begins.
fn published(histories: &BTreeMap<&str, History<'_>>) -> u64 {
    let results = histories.values().filter_map(|history| history.results.first());
    results.map(|(position, _)| *position).min().unwrap_or(u64::MAX)
}

/// What a participant's own leaves have to say whatever the others did.
pub(super) fn check_person(number: &str, person: &Person<'_>, findings: &mut Vec<Finding>) {
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
