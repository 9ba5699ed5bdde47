#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::objections::{Cause, Round};

fn skb(participant: &str, cat: u32) -> Leaf {
    let salt = "5a".repeat(32);
    let text = format!(
        "siklus leaf v1 skb\nparticipant {participant}\noutcome present\ncat_thousandths {cat}000\nsalt {salt}\n"
    );
    Leaf::parse(&text).unwrap()
}

fn row(participant: &str, rank: u32, decision: &str) -> Leaf {
    let text = format!(
        "siklus leaf v1 result\nparticipant {participant}\nverdict eligible\nskd_code P/L\nskd_rank 1\nfinal_points 1\n\
         final_denominator 1\nfinal_rank {rank}\ndecision {decision}\nseniority -\n"
    );
    Leaf::parse(&text).unwrap()
}

fn struck(participant: &str) -> Leaf {
    let text = format!(
        "siklus leaf v1 result\nparticipant {participant}\nverdict ineligible\nskd_code -\nskd_rank -\nfinal_points -\n\
         final_denominator -\nfinal_rank -\ndecision -\nseniority -\n"
    );
    Leaf::parse(&text).unwrap()
}

fn pppk(participant: &str, outcome: &str) -> Leaf {
    let salt = "5a".repeat(32);
    let text = format!(
        "siklus leaf v1 pppk\nparticipant {participant}\ntier R3\noutcome {outcome}\ntechnical 0\n\
         certificate_thousandths 0\nmanagerial 0\nsociocultural 0\ninterview 0\nsalt {salt}\n"
    );
    Leaf::parse(&text).unwrap()
}

fn seat(participant: &str) -> Leaf {
    let terms = "cd".repeat(32);
    let text = format!(
        "siklus leaf v1 seat\nparticipant {participant}\ntime 2025-02-03T02:00:00Z\nevent withdrew\nterms {terms}\n"
    );
    Leaf::parse(&text).unwrap()
}

fn correction(participant: &str, of: CorrectedPart, replaces: Option<u64>) -> Leaf {
    Leaf::Correction(CorrectionLeaf {
        participant: participant.into(),
        time: "2025-02-03T02:00:00Z".parse().unwrap(),
        round: Round::Final,
        of,
        error: Cause::Scoring,
        basis: "ab".repeat(32),
        replaces,
    })
}

/// A published result: marks at 0 and 1, rows at 2 and 3.
fn published() -> Vec<Leaf> {
    vec![skb("P1", 380), skb("P2", 470), row("P1", 2, "not_selected"), row("P2", 1, "selected")]
}

/// Where something is found after these came, and what is told.
fn after(more: Vec<Leaf>) -> (Vec<u64>, Vec<String>) {
    let leaves: Vec<(u64, Leaf)> = (0..).zip(published().into_iter().chain(more)).collect();
    let (findings, notes) = check_corrections(&leaves);
    (findings.iter().filter_map(|finding| finding.position).collect(), notes)
}

fn rewritten() -> Vec<Leaf> {
    vec![skb("P1", 500), row("P1", 1, "selected"), row("P2", 2, "not_selected")]
}

#[test]
fn a_result_that_stands_tells_nothing() {
    assert_eq!(after(Vec::new()), (vec![], vec![]));
}

#[test]
fn a_raised_mark_needs_its_own_correction() {
    assert_eq!(after(rewritten()).0, [4, 5, 6], "the score, and each row that follows from it");
    let with = |correction: Leaf| after([vec![correction], rewritten()].concat());
    let (findings, notes) = with(correction("P1", CorrectedPart::Skb, Some(0)));
    assert_eq!(findings, [] as [u64; 0]);
    for told in [
        "corrections after the publication: 1, of 1 participants",
        "P1: leaf 4 corrects the skb; whose error: scoring",
        "P1: the skb by leaf 4: 380.000 → 500.000",
        "P1: the published row of leaf 2 is replaced: P/L, rank 2, not_selected → P/L, rank 1, selected",
        "P2: the published row of leaf 3 is replaced: P/L, rank 1, selected → P/L, rank 2, not_selected",
    ] {
        assert!(notes.iter().any(|note| note == told), "{told}: {notes:#?}");
    }
    // Of somebody else, of another part, of another leaf.
    assert_eq!(with(correction("P2", CorrectedPart::Skb, Some(1))).0, [5]);
    assert_eq!(with(correction("P1", CorrectedPart::Skd, None)).0, [5]);
    assert_eq!(with(correction("P1", CorrectedPart::Skb, Some(1))).0, [4, 5]);
    assert_eq!(with(correction("P1", CorrectedPart::Skb, None)).0, [4, 5]);
}

#[test]
fn one_correction_is_good_for_one_score() {
    let mut more = vec![correction("P1", CorrectedPart::Skb, Some(0))];
    more.extend(rewritten());
    more.push(skb("P1", 400));
    assert_eq!(after(more).0, [8]);
}

#[test]
fn a_winner_is_struck_by_correction_only() {
    let struck_out = vec![struck("P2"), row("P1", 1, "selected")];
    assert_eq!(after(struck_out.clone()).0, [4, 5]);
    let (findings, notes) =
        after([vec![correction("P2", CorrectedPart::Verdict, Some(3))], struck_out.clone()].concat());
    assert_eq!(findings, [] as [u64; 0]);
    assert!(notes.iter().any(|note| note.ends_with("P/L, rank 1, selected → ineligible")), "{notes:#?}");
    // The correction of a score strikes nobody, nor that of somebody else.
    let other = [vec![correction("P2", CorrectedPart::Skb, Some(1))], struck_out.clone()].concat();
    assert_eq!(after(other).0, [5]);
    let other = [vec![correction("P1", CorrectedPart::Verdict, Some(2))], struck_out].concat();
    assert_eq!(after(other).0, [5]);
    // Nor does anybody come back without one.
    assert_eq!(
        after(vec![correction("P2", CorrectedPart::Verdict, Some(3)), struck("P2"), row("P2", 1, "selected")]).0,
        [6]
    );
}

#[test]
fn a_pppk_score_that_a_verdict_ends_needs_no_second_correction() {
    let verdict = correction("P1", CorrectedPart::Verdict, Some(2));
    assert_eq!(after(vec![verdict.clone(), pppk("P1", "ineligible"), struck("P1")]).0, [] as [u64; 0]);
    assert_eq!(after(vec![verdict, pppk("P1", "absent"), struck("P1")]).0, [5]);
    assert_eq!(after(vec![pppk("P1", "ineligible")]).0, [4]);
}

#[test]
fn seats_and_decisions_are_no_corrections() {
    assert_eq!(after(vec![seat("P2"), row("P2", 1, "not_selected")]).0, [] as [u64; 0]);
    assert_eq!(after(vec![row("P1", 2, "moved")]).0, [] as [u64; 0]);
    assert_eq!(after(vec![row("P1", 2, "selected")]).0, [4]);
    // Only the seat changes hands by a leaf about seats.
    assert_eq!(after(vec![seat("P2"), row("P2", 2, "not_selected")]).0, [5]);
    let mut tied = vec![row("P1", 1, "needs_decision"), row("P2", 1, "needs_decision")];
    tied.extend([row("P1", 1, "selected"), row("P2", 1, "not_selected")]);
    let found = |leaves: Vec<Leaf>| {
        let leaves: Vec<(u64, Leaf)> = (0..).zip(leaves).collect();
        check_corrections(&leaves).0.iter().filter_map(|finding| finding.position).collect::<Vec<u64>>()
    };
    assert_eq!(found(tied.clone()), [] as [u64; 0]);
    tied.extend([row("P1", 1, "not_selected"), row("P2", 1, "selected")]);
    assert_eq!(found(tied), [4, 5], "what was decided is not decided otherwise later");
}

#[test]
fn nothing_is_corrected_before_it_is_published() {
    let leaves = [(0, skb("P1", 380)), (1, correction("P1", CorrectedPart::Skb, Some(0))), (2, skb("P1", 500))];
    let (findings, _) = check_corrections(&leaves);
    assert_eq!(findings, [Finding::at(1, "a correction of P1, and nothing was published before it")]);
}

#[test]
fn what_a_later_import_replaced_is_told() {
    let leaves = [(0, skb("P1", 380)), (1, skb("P2", 470)), (2, skb("P1", 390)), (3, skb("P2", 470))];
    let (findings, notes) = check_corrections(&leaves);
    assert_eq!(findings, []);
    let told = "P1: the skb in leaf 2 replaces leaf 0 before the publication: 380.000 → 390.000";
    assert_eq!(notes, [told, "1 scores were imported again as they were"]);
}
