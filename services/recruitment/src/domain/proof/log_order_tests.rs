//! Results that somebody wrote over a published one, each by leaves that stand in an honest order.

#![allow(clippy::unwrap_used)]

use crate::domain::correction_leaf::{CorrectedPart, CorrectionLeaf};
use crate::domain::final_ranking::FinalOutcome::{self, Moved, NeedsDecision, NotSelected, Selected};
use crate::domain::leaf::{Leaf, ResultLeaf};
use crate::domain::objections::{Cause, Round};
use crate::domain::recount::tests::{BORN, honest, log};
use crate::domain::recount::{Recount, recount};
use crate::domain::seat_leaf::{SeatEvent, SeatLeaf};
use crate::domain::thousandths::Thousandths;
use jiff::{Timestamp, civil::date};

type Log = Vec<(u64, Leaf)>;

fn with(mut leaves: Log, more: Vec<Leaf>) -> Recount {
    for leaf in more {
        leaves.push((leaves.len() as u64, leaf));
    }
    recount(&leaves)
}

/// Where the findings are that say this.
fn said(recount: &Recount, what: &str) -> Vec<u64> {
    let found = recount.findings.iter().filter(|finding| finding.what.contains(what));
    let at: Vec<u64> = found.filter_map(|finding| finding.position).collect();
    assert!(!at.is_empty(), "{what}: {:#?}", recount.findings);
    at
}

/// The latest leaf of a kind of a participant, and where it is.
fn latest(leaves: &[(u64, Leaf)], kind: &str, number: &str) -> (u64, Leaf) {
    leaves.iter().rfind(|(_, leaf)| leaf.kind() == kind && leaf.participant() == number).cloned().unwrap()
}

fn corrects(leaves: &[(u64, Leaf)], number: &str, of: CorrectedPart) -> Leaf {
    Leaf::Correction(CorrectionLeaf {
        participant: number.into(),
        time: Timestamp::UNIX_EPOCH,
        round: Round::Final,
        of,
        error: Cause::Scoring,
        basis: "ab".repeat(32),
        replaces: Some(latest(leaves, of.as_str(), number).0),
    })
}

/// The correction of a mark of the field test, and the mark.
fn marked(leaves: &[(u64, Leaf)], number: &str, mark: u32) -> Vec<Leaf> {
    let (_, Leaf::Skb(mut row)) = latest(leaves, "skb", number) else { panic!() };
    row.scores.cat = Thousandths(mark * 1_000);
    vec![corrects(leaves, number, CorrectedPart::Skb), Leaf::Skb(row)]
}

/// A published row, changed.
fn row(leaves: &[(u64, Leaf)], number: &str, change: impl FnOnce(&mut ResultLeaf)) -> Leaf {
    let (_, Leaf::Result(mut row)) = latest(leaves, "result", number) else { panic!() };
    change(&mut row);
    Leaf::Result(row)
}

fn turned(leaves: &[(u64, Leaf)], number: &str, outcome: FinalOutcome) -> Leaf {
    row(leaves, number, |row| row.last.as_mut().unwrap().outcome = outcome)
}

fn placed(leaves: &[(u64, Leaf)], number: &str, rank: u32, outcome: FinalOutcome) -> Leaf {
    row(leaves, number, |row| {
        let last = row.last.as_mut().unwrap();
        (last.rank, last.outcome) = (rank, outcome);
    })
}

const SAME: Option<[u16; 3]> = Some([100, 130, 190]);

/// P002 is older than P001 and has the seat; nothing else tells them apart. P003 is behind.
fn brothers() -> Log {
    let born = |day| (SAME, 380, 3_500, date(1994, 5, day));
    log(1, &[born(3), born(2), (SAME, 300, 3_500, BORN)])
}

/// Twins, of whom the first has the seat by letter. P003 is behind.
fn twins() -> Log {
    let mut leaves = log(1, &[(SAME, 380, 3_500, BORN), (SAME, 380, 3_500, BORN), (SAME, 300, 3_500, BORN)]);
    for (_, leaf) in &mut leaves {
        let Leaf::Result(row) = leaf else { continue };
        let outcome = if row.participant == "P001" { Selected } else { NotSelected };
        row.last.as_mut().unwrap().outcome = outcome;
    }
    assert_eq!(recount(&leaves).findings, []);
    leaves
}

#[test]
fn a_correction_of_nothing_moves_nobody() {
    let leaves = honest();
    let idle = || corrects(&leaves, "P003", CorrectedPart::Skd);
    assert_eq!(with(leaves.clone(), vec![idle()]).findings, []);
    let (_, same) = latest(&leaves, "skd", "P003");
    let swap = [placed(&leaves, "P001", 1, Selected), placed(&leaves, "P002", 2, NotSelected)];
    let accounts = "no correction accounts for it";
    let at = leaves.len() as u64;
    assert_eq!(said(&with(leaves.clone(), [vec![idle()], swap.to_vec()].concat()), accounts), [at + 1, at + 2]);
    assert_eq!(said(&with(leaves.clone(), [vec![idle(), same], swap.to_vec()].concat()), accounts), [at + 2, at + 3]);
    let leaves = brothers();
    let aged = |number, seniority, rank, outcome| {
        let Leaf::Result(row) = placed(&leaves, number, rank, outcome) else { panic!() };
        Leaf::Result(ResultLeaf { seniority: Some(seniority), ..row })
    };
    let swap = vec![aged("P001", 1, 1, Selected), aged("P002", 2, 2, NotSelected)];
    let idle = corrects(&leaves, "P003", CorrectedPart::Skd);
    let counted = with(leaves.clone(), [vec![idle], swap.clone()].concat());
    said(&counted, accounts);
    // A correction of something does not make anybody older either.
    let at = leaves.len() as u64;
    let counted = with(leaves.clone(), [marked(&leaves, "P003", 301), swap].concat());
    assert_eq!(said(&counted, "is older or younger than an equal, and was not before"), [at + 2, at + 3]);
}

#[test]
fn a_decided_tie_is_not_decided_otherwise_by_a_correction_of_somebody_else() {
    let leaves = twins();
    let flip = [turned(&leaves, "P001", NotSelected), turned(&leaves, "P002", Selected)];
    let idle = vec![corrects(&leaves, "P003", CorrectedPart::Skd)];
    said(&with(leaves.clone(), [idle, flip.to_vec()].concat()), "no correction accounts for it");
    let own = |mark| {
        let (_, Leaf::Result(row)) = latest(&log(1, &[(SAME, mark, 3_500, BORN)]), "result", "P001") else { panic!() };
        let points = row.last.unwrap().points;
        row_with_points(&leaves, "P003", points)
    };
    let other = [marked(&leaves, "P003", 301), vec![own(301)]].concat();
    assert_eq!(with(leaves.clone(), other.clone()).findings, []);
    let counted = with(leaves.clone(), [other, flip.to_vec()].concat());
    let letter = "by letter and is";
    assert_eq!(said(&counted, letter).len(), 2);
    // Who becomes equal to them makes another tie, which waits for another letter.
    let joins = |outcome| {
        let Leaf::Result(mut joins) = own(380) else { panic!() };
        let last = joins.last.as_mut().unwrap();
        (last.rank, last.outcome) = (1, outcome);
        Leaf::Result(ResultLeaf { seniority: Some(1), ..joins })
    };
    let waits =
        vec![turned(&leaves, "P001", NeedsDecision), turned(&leaves, "P002", NeedsDecision), joins(NeedsDecision)];
    let joined = [marked(&leaves, "P003", 380), waits].concat();
    assert_eq!(with(leaves.clone(), joined.clone()).findings, []);
    let decided = vec![turned(&leaves, "P001", NotSelected), turned(&leaves, "P002", NotSelected), joins(Selected)];
    assert_eq!(with(leaves, [joined, decided].concat()).findings, []);
}

fn row_with_points(leaves: &[(u64, Leaf)], number: &str, points: crate::domain::integration::FinalPoints) -> Leaf {
    row(leaves, number, |row| row.last.as_mut().unwrap().points = points)
}

#[test]
fn what_was_false_for_a_while_is_told() {
    let leaves = honest();
    let swap = [placed(&leaves, "P001", 1, Selected), placed(&leaves, "P002", 2, NotSelected)];
    let back = ["P001", "P002"].map(|number| latest(&leaves, "result", number).1);
    let idle = || vec![corrects(&leaves, "P003", CorrectedPart::Skd)];
    let at = leaves.len() as u64;
    let counted = with(leaves.clone(), [idle(), swap.to_vec(), idle(), back.to_vec()].concat());
    assert_eq!(said(&counted, "and the scores give"), [at + 1, at + 2]);
    assert_eq!(said(&counted, "which is corrected once"), [at + 3]);
    // With a correction of something, the second rows have none.
    let moved = marked(&leaves, "P001", 381);
    let counted = with(leaves.clone(), [moved.clone(), swap.to_vec(), idle(), back.to_vec()].concat());
    said(&counted, "P001 has");
    assert_eq!(said(&counted, "which is corrected once"), [at + 4]);
    let counted = with(leaves.clone(), [moved, swap.to_vec(), back.to_vec()].concat());
    assert_eq!(said(&counted, "no correction accounts for it"), [at + 4, at + 5]);
    // A tie that there never was, decided as the scores have it.
    let moved = marked(&leaves, "P001", 381);
    let (_, Leaf::Result(right)) = latest(&log(1, &[(Some([100, 130, 190]), 381, 3_500, BORN)]), "result", "P001")
    else {
        panic!()
    };
    let decided = row(&leaves, "P001", |row| row.last.as_mut().unwrap().points = right.last.unwrap().points);
    let right = with(leaves.clone(), [moved.clone(), vec![decided.clone()]].concat());
    assert_eq!(right.findings, []);
    let Leaf::Result(mut own) = decided.clone() else { panic!() };
    own.last.as_mut().unwrap().outcome = NeedsDecision;
    let tied =
        vec![Leaf::Result(own), turned(&leaves, "P002", NeedsDecision), decided, latest(&leaves, "result", "P002").1];
    let counted = with(leaves.clone(), [moved, tied].concat());
    assert_eq!(said(&counted, "waits for a decision that the scores do not leave open"), [at + 2, at + 3]);
    // Before the correction, too: a letter that gives both the seat.
    let open = log(1, &[(SAME, 380, 3_500, BORN), (SAME, 380, 3_500, BORN), (SAME, 300, 3_500, BORN)]);
    let both = vec![turned(&open, "P001", Selected), turned(&open, "P002", Selected)];
    let wait = vec![turned(&open, "P001", NeedsDecision), turned(&open, "P002", NeedsDecision)];
    let at = open.len() as u64;
    let counted = with(open.clone(), [both, marked(&open, "P003", 301), wait].concat());
    assert_eq!(said(&counted, "2 of 2 equals have a seat by letter"), [at + 1]);
}

#[test]
fn a_score_comes_before_the_rows_that_follow_from_it() {
    let leaves = honest();
    let [correction, score] = <[Leaf; 2]>::try_from(marked(&leaves, "P001", 381)).unwrap();
    let late = with(leaves.clone(), vec![correction, latest(&leaves, "result", "P001").1, score]);
    said(&late, "a score of P001 after the publication that no correction accounts for");
}

#[test]
fn a_leaf_about_a_seat_makes_of_the_row_what_it_says() {
    let leaves = honest();
    let left = SeatEvent::Left { lapsed: false, terms: "ab".repeat(32) };
    let left = Leaf::Seat(SeatLeaf { participant: "P002".into(), time: Timestamp::UNIX_EPOCH, event: left });
    let gone = with(leaves.clone(), vec![left.clone(), turned(&leaves, "P002", NotSelected)]);
    assert_eq!(gone.findings, []);
    let odd = with(leaves.clone(), vec![left, turned(&leaves, "P002", NeedsDecision)]);
    said(&odd, "no correction accounts for it");
    let moved = turned(&leaves, "P001", Moved);
    assert_eq!(with(leaves.clone(), vec![moved]).findings, []);
    let pppk = corrects(&leaves, "P003", CorrectedPart::Skd);
    let Leaf::Correction(pppk) = pppk else { panic!() };
    let pppk = Leaf::Correction(CorrectionLeaf { of: CorrectedPart::Pppk, replaces: None, ..pppk });
    said(&with(leaves, vec![pppk]), "a correction of the pppk in the log of a CPNS vacancy");
}
