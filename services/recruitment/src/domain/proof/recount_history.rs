//! What a log says of each participant: as it was first published, and as it stands after corrections (*hasil pasca sanggah*).
//! Both are counted again.

use crate::domain::final_ranking::FinalOutcome;
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

impl History<'_> {
    /// Where something that was published is corrected first: a score that came later, or a verdict that turned.
    fn corrected(&self, published: u64) -> Option<u64> {
        let skd = self.skd.iter().map(|(position, _)| *position);
        let scores =
            skd.chain(self.skb.iter().map(|(position, _)| *position)).filter(|position| *position >= published);
        let was_eligible = self.results.first().is_some_and(|(_, row)| row.eligible);
        let turned = self.results.iter().filter(|(_, row)| was_eligible && !row.eligible);
        scores.chain(turned.map(|(position, _)| *position)).min()
    }

    /// Whether the participant had a seat of another vacancy by then, and has it still.
    fn is_moved_before(&self, position: u64) -> bool {
        let moved = |(_, row): &(u64, &ResultLeaf)| row.last.is_some_and(|last| last.outcome == FinalOutcome::Moved);
        let then = self.results.iter().rfind(|(at, _)| *at < position);
        then.is_some_and(moved) && self.results.last().is_some_and(moved)
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
            Leaf::Skd(row) => history.skd.push((*position, row)),
            Leaf::Skb(row) => history.skb.push((*position, row)),
            Leaf::Result(row) => history.results.push((*position, row)),
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
            rejudged: false,
            aside: false,
        };
        (*number, person)
    };
    histories.iter().map(person).collect()
}

/// The result that stands; none where nothing came after the first publication.
pub(super) fn as_it_stands<'l>(histories: &BTreeMap<&'l str, History<'l>>) -> Option<BTreeMap<&'l str, Person<'l>>> {
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
            rejudged: late(skd.map(|(position, _)| position)),
            aside: history.is_moved_before(corrected.unwrap_or(u64::MAX)),
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
