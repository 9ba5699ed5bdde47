//! What changed after the first publication, held against the corrections (*perbaikan hasil*) that account for it. A score or a
//! verdict that turns without one is found, however well the rows follow from it; every change is told.

use crate::domain::correction_leaf::{CorrectedPart, CorrectionLeaf, error_text};
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::{FinalRow, Leaf, ResultLeaf, SkbEnding, decision};
use crate::domain::pppk_leaf::{PppkFinal, PppkResultLeaf};
use crate::domain::pppk_ranking::PppkOutcome;
use crate::domain::ranking::SkdOutcome;
use crate::domain::recount::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// Checks and tells. The leaves come in the order of the log.
pub(crate) fn check_corrections(leaves: &[(u64, Leaf)]) -> (Vec<Finding>, Vec<String>) {
    let mut history = History { moves: replaces_something(leaves), ..History::default() };
    for (position, leaf) in leaves {
        match leaf {
            Leaf::Criteria(_) | Leaf::Receipt(_) => {}
            Leaf::Seat(seat) => {
                history.seats.insert(&seat.participant, (*position, seat.event.outcome()));
            }
            Leaf::Correction(correction) => history.correct(*position, correction),
            Leaf::Skd(_) | Leaf::Skb(_) | Leaf::Pppk(_) => history.score(*position, leaf),
            Leaf::Result(_) | Leaf::PppkResult(_) => history.row(*position, leaf),
        }
    }
    history.end()
}

/// What a reader should know of an earlier result stays told where a later one says otherwise.
pub(crate) fn keep_notes(earlier: Vec<String>, notes: &mut Vec<String>) {
    const EARLIER: &str = "as published before: ";
    let latest: BTreeSet<String> = notes.iter().cloned().collect();
    let gone = earlier.into_iter().filter(|note| !latest.contains(note.trim_start_matches(EARLIER)));
    notes.extend(gone.map(|note| if note.starts_with(EARLIER) { note } else { format!("{EARLIER}{note}") }));
}

/// Whether anything that was published is replaced by something else, a score or a verdict. A correction that says what stood
/// already, as an objection may end, moves nobody.
fn replaces_something(leaves: &[(u64, Leaf)]) -> bool {
    let mut published = false;
    let mut standing: BTreeMap<(&str, CorrectedPart), &Leaf> = BTreeMap::new();
    leaves.iter().any(|(_, leaf)| {
        let before = match leaf {
            Leaf::Skd(_) | Leaf::Skb(_) | Leaf::Pppk(_) | Leaf::Result(_) | Leaf::PppkResult(_) => {
                standing.insert((leaf.participant(), part_of(leaf)), leaf)
            }
            Leaf::Criteria(_) | Leaf::Receipt(_) | Leaf::Seat(_) | Leaf::Correction(_) => return false,
        };
        if matches!(leaf, Leaf::Result(_) | Leaf::PppkResult(_)) {
            published = true;
            return before.is_some_and(|before| Row::of(before).eligible && !Row::of(leaf).eligible);
        }
        published && before.is_none_or(|before| said(before) != said(leaf))
    })
}

/// What the log said up to a leaf.
#[derive(Default)]
struct History<'l> {
    /// Whether a row of a result was published.
    published: bool,
    /// The latest leaf of each participant and part; rows are kept under the verdict.
    standing: BTreeMap<(&'l str, CorrectedPart), (u64, &'l Leaf)>,
    /// Where each correction is, by what it replaces.
    corrections: BTreeMap<(&'l str, CorrectedPart, Option<u64>), u64>,
    /// Where the latest of them is.
    last_correction: Option<u64>,
    /// Whether they replace anything by something else.
    moves: bool,
    /// Whether rows of the corrected result came: it is corrected once.
    closed: bool,
    corrected: BTreeSet<&'l str>,
    count: usize,
    /// Where the latest leaf about a seat of each participant is, and what it makes of the row.
    seats: BTreeMap<&'l str, (u64, Option<FinalOutcome>)>,
    /// Rows that changed in nothing but the rank.
    shifted: usize,
    /// Scores that were imported again as they were.
    repeated: usize,
    findings: Vec<Finding>,
    notes: Vec<String>,
}

impl<'l> History<'l> {
    fn correct(&mut self, position: u64, leaf: &'l CorrectionLeaf) {
        let CorrectionLeaf { participant, of, replaces, .. } = leaf;
        if !self.published {
            let what = format!("a correction of {participant}, and nothing was published before it");
            self.findings.push(Finding::at(position, what));
        }
        if self.closed {
            let what = format!("a correction of {participant} after the corrected result, which is corrected once");
            self.findings.push(Finding::at(position, what));
        }
        let stood = self.standing.get(&(participant.as_str(), *of)).map(|(at, _)| *at);
        if stood != *replaces {
            let what = format!("a correction of {participant} that replaces what did not stand");
            self.findings.push(Finding::at(position, what));
        }
        self.corrections.insert((participant.as_str(), *of, *replaces), position);
        self.last_correction = Some(position);
        self.corrected.insert(participant);
        self.count += 1;
        let error = error_text(leaf.error);
        self.notes.push(format!("{participant}: leaf {position} corrects the {}; whose error: {error}", of.as_str()));
    }

    fn score(&mut self, position: u64, leaf: &'l Leaf) {
        let (number, part) = (leaf.participant(), part_of(leaf));
        let before = self.standing.insert((number, part), (position, leaf));
        let told = before.map_or_else(|| "nothing".to_owned(), |(_, before)| said(before));
        let replaced = before.map(|(at, _)| at);
        let now = said(leaf);
        if !self.published {
            match replaced {
                Some(_) if told == now => self.repeated += 1,
                Some(at) => self.notes.push(format!(
                    "{number}: the {} in leaf {position} replaces leaf {at} before the publication: {told} → {now}",
                    leaf.kind()
                )),
                None => {}
            }
            return;
        }
        // Who fails the requirements after all has that as the end of the competency test.
        let row = self.standing.get(&(number, CorrectedPart::Verdict)).map(|(at, _)| *at);
        let is_verdict = matches!(leaf, Leaf::Pppk(score) if score.outcome == PppkOutcome::Ineligible);
        let by_verdict =
            is_verdict && !self.closed && self.corrections.contains_key(&(number, CorrectedPart::Verdict, row));
        match self.corrections.get(&(number, part, replaced)).filter(|_| !self.closed) {
            Some(at) => self.notes.push(format!("{number}: the {} by leaf {at}: {told} → {now}", leaf.kind())),
            None if by_verdict => self.notes.push(format!("{number}: the {}: {told} → {now}", leaf.kind())),
            None => {
                let what = format!("a score of {number} after the publication that no correction accounts for");
                self.findings.push(Finding::at(position, format!("{what}: {told} → {now}")));
            }
        }
    }

    fn row(&mut self, position: u64, leaf: &'l Leaf) {
        self.published = true;
        self.closed |= self.last_correction.is_some();
        let number = leaf.participant();
        let Some((at, before)) = self.standing.insert((number, CorrectedPart::Verdict), (position, leaf)) else {
            return;
        };
        let change = format!("{} → {}", said(before), said(leaf));
        let (was, is) = (Row::of(before), Row::of(leaf));
        let corrected = self.moves && self.last_correction.is_some_and(|correction| correction > at);
        let accounted = if was.eligible == is.eligible {
            let by_seat = self.seats.get(number).filter(|(seat, _)| *seat > at).and_then(|(_, outcome)| *outcome);
            let seat = is_seat_change(was.outcome, is.outcome, by_seat);
            corrected || (without_seat(before) == without_seat(leaf) && seat)
        } else {
            self.corrections.contains_key(&(number, CorrectedPart::Verdict, Some(at)))
        };
        if !accounted {
            let what = format!("{number} was published otherwise, and no correction accounts for it: {change}");
            self.findings.push(Finding::at(position, what));
        } else if (was.eligible, was.outcome) == (is.eligible, is.outcome) && !self.corrected.contains(number) {
            self.shifted += usize::from(before != leaf);
        } else {
            self.notes.push(format!("{number}: the published row of leaf {at} is replaced: {change}"));
        }
    }

    fn end(mut self) -> (Vec<Finding>, Vec<String>) {
        if self.count > 0 {
            let (count, people) = (self.count, self.corrected.len());
            self.notes.insert(0, format!("corrections after the publication: {count}, of {people} participants"));
        }
        if self.shifted > 0 {
            self.notes.push(format!("{} more published rows have another place since", self.shifted));
        }
        if self.repeated > 0 {
            self.notes.push(format!("{} scores were imported again as they were", self.repeated));
        }
        (self.findings, self.notes)
    }
}

/// Whether a row may say so without any correction: the national committee decides between equals once, another vacancy gives
/// a seat, and whoever leaves or takes one has a leaf that says so.
fn is_seat_change(was: Option<FinalOutcome>, is: Option<FinalOutcome>, by_seat: Option<FinalOutcome>) -> bool {
    let by_leaf = by_seat.is_some() && by_seat == is;
    was == is || by_leaf || was == Some(FinalOutcome::NeedsDecision) || is == Some(FinalOutcome::Moved)
}

/// What both kinds of rows have.
struct Row {
    eligible: bool,
    outcome: Option<FinalOutcome>,
}

impl Row {
    fn of(leaf: &Leaf) -> Self {
        match leaf {
            Leaf::Result(row) => Self { eligible: row.eligible, outcome: row.last.map(|last| last.outcome) },
            Leaf::PppkResult(row) => Self { eligible: row.eligible, outcome: row.last.map(|last| last.outcome) },
            _ => Self { eligible: false, outcome: None },
        }
    }
}

/// A row without what a change of seats changes.
fn without_seat(leaf: &Leaf) -> Leaf {
    let outcome = FinalOutcome::NotSelected;
    match leaf {
        Leaf::Result(row) => {
            let last = row.last.map(|last| FinalRow { outcome, ..last });
            Leaf::Result(ResultLeaf { last, ..row.clone() })
        }
        Leaf::PppkResult(row) => {
            let last = row.last.map(|last| PppkFinal { outcome, ..last });
            // Who is out of the ranking has no seat, and a code that tells why.
            let code = row.code.clone().filter(|_| last.is_none());
            Leaf::PppkResult(PppkResultLeaf { last, code, ..row.clone() })
        }
        other => other.clone(),
    }
}

fn part_of(leaf: &Leaf) -> CorrectedPart {
    match leaf {
        Leaf::Skd(_) => CorrectedPart::Skd,
        Leaf::Skb(_) => CorrectedPart::Skb,
        Leaf::Pppk(_) => CorrectedPart::Pppk,
        _ => CorrectedPart::Verdict,
    }
}

/// What a score or a row says, without its salt.
fn said(leaf: &Leaf) -> String {
    match leaf {
        Leaf::Skd(row) => match row.outcome {
            SkdOutcome::Scored(score) => format!("TWK {} TIU {} TKP {}", score.twk, score.tiu, score.tkp),
            SkdOutcome::Absent => "absent".to_owned(),
            SkdOutcome::Disqualified => "disqualified".to_owned(),
        },
        Leaf::Skb(row) if row.outcome == SkbEnding::Present => {
            let marks = std::iter::once(&row.scores.cat).chain(&row.scores.additional);
            marks.map(ToString::to_string).collect::<Vec<String>>().join(" and ")
        }
        Leaf::Skb(row) => row.outcome.as_str().to_owned(),
        Leaf::Pppk(row) => match row.outcome {
            PppkOutcome::Scored(score) => format!(
                "{}: {} + {} {} {} {}",
                row.tier, score.technical, score.certificate, score.managerial, score.sociocultural, score.interview
            ),
            other => format!("{}: {}", row.tier, other.as_str()),
        },
        Leaf::Result(row) if row.eligible => {
            let code = row.skd_code.map_or("no code", |code| code.as_str());
            match row.last {
                Some(last) => format!("{code}, rank {}, {}", last.rank, decision(last.outcome)),
                None => code.to_owned(),
            }
        }
        Leaf::PppkResult(row) if row.eligible => {
            let code = row.code.as_deref().unwrap_or("no code");
            match row.last {
                Some(last) => format!("{code}, rank {}, {}", last.rank, decision(last.outcome)),
                None => code.to_owned(),
            }
        }
        Leaf::Result(_) | Leaf::PppkResult(_) => "ineligible".to_owned(),
        other => other.kind().to_owned(),
    }
}

#[cfg(test)]
#[path = "corrections_tests.rs"]
mod tests;
