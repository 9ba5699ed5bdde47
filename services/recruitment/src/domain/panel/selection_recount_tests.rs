#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    open_selection::State,
    selection_design::tests::rules,
    selection_leaf::{DesignLeaf, SheetLine, announced},
};
use ::proof::{sha256, to_hex};
use std::sync::LazyLock;

static DESIGN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "siklus open selection 1\ntitle Kepala Dinas\n{}\
         instrument 1 MAKALAH technical weight 60 scale 0 100 Kompetensi MAKALAH\n\
         instrument 2 WAWANCARA non-technical weight 40 scale 0 5 Kompetensi WAWANCARA\n\
         tie first-instrument-first then-decided-with-reason\n",
        rules().to_lines()
    )
});
const SALT: &str = "5a5a";

fn design(text: &str) -> SelectionLeaf {
    let (selection, design) = ("instansi/6571/selections/1".to_owned(), text.to_owned());
    SelectionLeaf::Design(Box::new(DesignLeaf { selection, design }))
}

/// Five members, four candidates, each five points of the paper behind the one before. Member 1 does not score A.
fn sheet() -> Sheet {
    let marks = |candidate: i32, member: i32| (candidate, member) != (0, 1);
    let row = |candidate: i32| {
        let of = |member: i32| marks(candidate, member).then(|| vec![90 - 5 * candidate, 4]);
        (1..=5).map(of).collect()
    };
    Sheet {
        instruments: instruments_of(&DESIGN).unwrap(),
        candidates: ["JPT-A", "JPT-B", "JPT-C", "JPT-D"].map(str::to_owned).to_vec(),
        members: (1..=5).collect(),
        marks: (0..4).map(row).collect(),
    }
}

/// The same, but member 5 gives each candidate 35 of the paper's hundred less than the others do: 21 points.
fn severe() -> Sheet {
    let mut severe = sheet();
    for marks in severe.marks.iter_mut().filter_map(|row| row[4].as_mut()) {
        marks[0] -= 35;
    }
    severe
}

/// An honest log: design, seal, check, five sheets, four ranks, names, decision.
fn honest() -> Vec<SelectionLeaf> {
    honest_of(&sheet())
}

fn honest_of(sheet: &Sheet) -> Vec<SelectionLeaf> {
    let scores_hash = to_hex(&sha256(sheet.canonical(SALT).as_bytes()));
    let mut leaves = vec![
        design(&DESIGN),
        SelectionLeaf::Sealed { round: 1, scores_hash },
        SelectionLeaf::Checked { round: 1, held: false },
    ];
    leaves.extend(announced(1, SALT, sheet));
    leaves.push(SelectionLeaf::Names { candidates: ["JPT-A", "JPT-B", "JPT-C"].map(str::to_owned).to_vec() });
    leaves.push(SelectionLeaf::Decision { candidate: "JPT-B".to_owned() });
    leaves
}

/// Counts a log in which the candidates stand beside the design, which leaves all others at their places.
fn counted(leaves: Vec<SelectionLeaf>) -> SelectionRecount {
    let mut leaves: Vec<(u64, SelectionLeaf)> = (0..).zip(leaves).collect();
    if matches!(leaves.first(), Some((_, SelectionLeaf::Design(_)))) {
        leaves.insert(1, (0, SelectionLeaf::Candidates { candidates: sheet().candidates }));
    }
    recount_selection(&leaves)
}

#[test]
fn an_honest_selection_is_counted_again() {
    let leaves = honest();
    assert_eq!(leaves.len(), 14);
    let recount = counted(leaves);
    assert_eq!((recount.findings, recount.candidates, recount.chosen.as_deref()), (vec![], 4, Some("JPT-B")));
    // Before the names and the choice, too.
    let recount = counted(honest().into_iter().take(12).collect());
    assert_eq!((recount.findings, recount.chosen), (vec![], None));
}

#[test]
fn a_cancellation_ends_a_selection_and_undoes_no_choice() {
    let cancelled = || SelectionLeaf::Cancelled { state: State::Announced };
    let mut leaves: Vec<SelectionLeaf> = honest().into_iter().take(12).collect();
    leaves.push(cancelled());
    let recount = counted(leaves.clone());
    assert_eq!((recount.findings, recount.chosen), (vec![], None));
    assert!(recount.notes.iter().any(|note| note.contains("was cancelled")), "{:?}", recount.notes);
    leaves.push(SelectionLeaf::Decision { candidate: "JPT-B".to_owned() });
    assert_eq!(counted(leaves).findings, [Finding::at(13, "is younger than the cancellation")]);
    has(&found(|leaves| leaves.push(cancelled())), Some(14), "cancels a selection that was decided");
}

#[test]
fn a_later_round_and_a_released_hold_count() {
    let mut leaves = honest_of(&severe());
    let seal = leaves[1].clone();
    leaves[1] = SelectionLeaf::Sealed { round: 1, scores_hash: "other".to_owned() };
    leaves[2] = SelectionLeaf::Checked { round: 1, held: true };
    let SelectionLeaf::Sealed { scores_hash, .. } = seal else { unreachable!() };
    let second = [
        SelectionLeaf::Sealed { round: 2, scores_hash },
        SelectionLeaf::Checked { round: 2, held: true },
        SelectionLeaf::Released { round: 2 },
    ];
    drop(leaves.splice(3..3, second));
    for leaf in &mut leaves {
        if let SelectionLeaf::Sheet(sheet) = leaf {
            sheet.round = 2;
        }
    }
    assert_eq!(counted(leaves.clone()).findings, []);
    leaves.remove(5);
    let findings = counted(leaves).findings;
    let on_hold = |finding: &Finding| finding.what.contains("or while it was on hold");
    assert!(findings.len() == 5 && findings.iter().all(on_hold), "one for each sheet: {findings:?}");
    assert_eq!(findings[0].position, Some(5));
}

#[test]
fn a_hold_ends_by_its_release_alone() {
    let checked = |held| SelectionLeaf::Checked { round: 1, held };
    let again = found(|leaves| drop(leaves.splice(2..3, [checked(true), checked(false)])));
    has(&again, Some(3), "checks a round a second time");
    has(&again, Some(4), "while it was on hold");
    let released = found(|leaves| leaves[2] = SelectionLeaf::Released { round: 1 });
    has(&released, Some(2), "releases a round that no check holds");
    has(&released, Some(3), "that was not checked");
    let idle = found(|leaves| leaves.insert(3, SelectionLeaf::Released { round: 1 }));
    has(&idle, Some(3), "releases a round that no check holds");
}

#[test]
fn each_leaf_has_before_it_what_it_follows_from() {
    // Design, names and choice, then what they should have followed from.
    let turned = found(|leaves| {
        let (names, decision) = (leaves.remove(12), leaves.remove(12));
        drop(leaves.splice(1..1, [names, decision]));
    });
    has(&turned, Some(1), "submits names before anybody was ranked");
    has(&turned, Some(3), "is younger than the announcement");
    let late_ranks = found(|leaves| {
        let decision = leaves.pop().unwrap();
        leaves.insert(9, decision);
    });
    has(&late_ranks, Some(9), "chooses before names were submitted");
    has(&late_ranks, Some(10), "ranks behind the names or choice");
    let late_sheet = found(|leaves| {
        let sheet = leaves.remove(7);
        leaves.push(sheet);
    });
    has(&late_sheet, Some(13), "announces scores behind the ranks, names or choice");
    let ranks_first = found(|leaves| {
        let rank = leaves.remove(8);
        leaves.insert(3, rank);
    });
    has(&ranks_first, Some(3), "ranks before any sheet was announced");
    let late_check = found(|leaves| leaves.swap(1, 2));
    has(&late_check, Some(1), "is about round 1, whose scores were not the last to be fixed");
}

#[test]
fn a_score_that_cannot_count_is_told() {
    // Member 1 does not score A.
    let half = found(|leaves| {
        let SelectionLeaf::Sheet(sheet) = &mut leaves[3] else { unreachable!() };
        let line = SheetLine { candidate: "JPT-A".to_owned(), instrument: "MAKALAH".to_owned(), score: 10 };
        sheet.scores.insert(0, line);
    });
    assert_eq!(half, [(Some(3), "scores JPT-A by some instruments and not by all".to_owned())]);
}

#[test]
fn nobody_counts_more_than_a_panel_can_score() {
    let one = |member: i32| {
        let scores = vec![SheetLine { candidate: format!("C{member}"), instrument: "MAKALAH".to_owned(), score: 10 }];
        SelectionLeaf::Sheet(SheetLeaf { round: 1, member, salt: SALT.to_owned(), scores })
    };
    let crowd = found(|leaves| drop(leaves.splice(3.., (1..=20_000).map(one))));
    has(&crowd, Some(12), "is a sheet more than the panel of 9 can have");
    let vast = found(|leaves| {
        let SelectionLeaf::Sheet(sheet) = &mut leaves[3] else { unreachable!() };
        let line = |number: i32| SheetLine { candidate: format!("C{number}"), ..sheet.scores[0].clone() };
        sheet.scores = (0..20_001).map(line).collect();
    });
    has(&vast, Some(7), "more is scored than any panel can score");
}

#[test]
fn who_was_cancelled_before_any_scores_has_none() {
    let mut leaves: Vec<SelectionLeaf> = honest().into_iter().take(1).collect();
    assert!(!counted(leaves.clone()).findings.is_empty());
    leaves.push(SelectionLeaf::Cancelled { state: State::Open });
    assert_eq!(counted(leaves).findings, []);
}

/// Changes an honest log, and returns everything that is found.
fn found(change: impl FnOnce(&mut Vec<SelectionLeaf>)) -> Vec<(Option<u64>, String)> {
    let mut leaves = honest();
    change(&mut leaves);
    counted(leaves).findings.into_iter().map(|finding| (finding.position, finding.what)).collect()
}

fn has(found: &[(Option<u64>, String)], position: Option<u64>, part: &str) {
    assert!(
        found.iter().any(|(at, what)| *at == position && what.contains(part)),
        "no {part:?} at {position:?}: {found:?}"
    );
}

#[test]
fn every_attack_on_a_ranking_is_caught_with_its_leaf() {
    let altered = found(|leaves| {
        let SelectionLeaf::Sheet(sheet) = &mut leaves[3] else { unreachable!() };
        sheet.scores[0].score += 1;
    });
    has(&altered, Some(1), "fixed other scores");
    let swapped = found(|leaves| {
        let SelectionLeaf::Rank(rank) = &mut leaves[8] else { unreachable!() };
        rank.rank = 2;
    });
    has(&swapped, Some(8), "JPT-A has rank 2");
    let dropped = found(|leaves| drop(leaves.remove(9)));
    has(&dropped, Some(3), "JPT-B was scored and has no place");
    let added = found(|leaves| {
        let SelectionLeaf::Rank(rank) = leaves[8].clone() else { unreachable!() };
        leaves.insert(9, SelectionLeaf::Rank(RankLeaf { candidate: "JPT-X".to_owned(), ..rank }));
    });
    has(&added, Some(9), "JPT-X has a place in the ranking and no scores");
    let weights = DESIGN.replace("weight 60", "weight 50").replace("weight 40", "weight 50");
    let lighter = found(|leaves| leaves[0] = design(&weights));
    has(&lighter, Some(8), "the scores give");
    let again = found(|leaves| leaves.push(design(&weights)));
    has(&again, Some(14), "changes the design after the selection opened");
    let resealed = found(|leaves| leaves.push(SelectionLeaf::Sealed { round: 2, scores_hash: String::new() }));
    has(&resealed, Some(14), "is younger than the announcement");
    let unsealed = found(|leaves| drop(leaves.remove(1)));
    has(&unsealed, Some(7), "the scores were never fixed");
    let silenced = found(|leaves| drop(leaves.remove(4)));
    has(&silenced, Some(6), "4 members scored");
    let names = found(|leaves| leaves[12] = SelectionLeaf::Names { candidates: vec!["JPT-D".to_owned()] });
    has(&names, Some(12), "submits other names");
    let choice = found(|leaves| leaves[13] = SelectionLeaf::Decision { candidate: "JPT-D".to_owned() });
    has(&choice, Some(13), "whose name was not submitted");
}

#[test]
fn nobody_counts_by_a_design_that_is_none() {
    for (from, to) in [
        ("scale 0 100", "scale 0 0"),
        ("weight 60", "weight 999999999999"),
        ("instrument 2", "instrument 3"),
        ("tie first-instrument-first then-decided-with-reason", "tie the-committee-knows"),
        ("siklus open selection 1", "siklus open selection 2"),
    ] {
        let recount = counted(vec![design(&DESIGN.replace(from, to))]);
        assert_eq!(recount.findings, [Finding::at(0, "holds instruments that nobody can count by")], "{to}");
    }
    let unfair = found(|leaves| leaves[0] = design(&DESIGN.replace("weight 60", "weight 61")));
    has(&unfair, Some(0), "the weights make 101, not 100");
    assert_eq!(counted(Vec::new()).findings, [Finding::missing("the log is empty")]);
    let headless = found(|leaves| drop(leaves.remove(0)));
    has(&headless, Some(0), "the log does not begin with the design");
}

/// A log of which the second leaf is the candidates.
fn counted_with(candidates: &[&str], change: impl FnOnce(&mut Vec<SelectionLeaf>)) -> Vec<(Option<u64>, String)> {
    let mut leaves = honest();
    let candidates = candidates.iter().map(|code| (*code).to_owned()).collect();
    leaves.insert(1, SelectionLeaf::Candidates { candidates });
    change(&mut leaves);
    let leaves: Vec<(u64, SelectionLeaf)> = (0..).zip(leaves).collect();
    recount_selection(&leaves).findings.into_iter().map(|finding| (finding.position, finding.what)).collect()
}

#[test]
fn nobody_is_dropped_or_slipped_in_after_the_candidates_were_announced() {
    let all = ["JPT-A", "JPT-B", "JPT-C", "JPT-D"];
    let with_e = ["JPT-A", "JPT-B", "JPT-C", "JPT-D", "JPT-E"];
    let withdrawn = || SelectionLeaf::Withdrawn { candidate: "JPT-E".to_owned() };
    assert_eq!(counted_with(&all, |_| {}), []);
    assert_eq!(counted_with(&with_e, |leaves| leaves.insert(2, withdrawn())), []);
    has(&counted_with(&with_e, |_| {}), Some(1), "names JPT-E, who has no scores and did not withdraw");
    has(&counted_with(&with_e, |leaves| leaves.insert(3, withdrawn())), Some(3), "after the scores were fixed");
    has(&counted_with(&all[..3], |_| {}), Some(1), "does not name JPT-D, who has scores");
    has(&counted_with(&all[..2], |_| {}), Some(1), "fewer than the design wants");
    has(&counted_with(&all, |leaves| drop(leaves.remove(1))), Some(13), "it was never fixed who the candidates are");
    let late = counted_with(&all, |leaves| leaves.swap(1, 2));
    has(&late, Some(2), "fixes the candidates after scores were fixed");
}

#[test]
fn a_hold_is_counted_again_by_the_thresholds_of_the_opening() {
    let held = found(|leaves| {
        leaves[2] = SelectionLeaf::Checked { round: 1, held: true };
        leaves.insert(3, SelectionLeaf::Released { round: 1 });
    });
    has(&held, Some(2), "holds a result in which the check finds nothing");
    let leaves = honest_of(&severe());
    let said = "says that nothing was found, and the check finds severity";
    assert_eq!(counted(leaves.clone()).findings, [Finding::at(2, said)]);
    let tuned = DESIGN.replace("severity_points 14000", "severity_points 30000");
    assert_ne!(tuned, *DESIGN);
    let leaves: Vec<SelectionLeaf> = std::iter::once(design(&tuned)).chain(leaves.into_iter().skip(1)).collect();
    assert_eq!(counted(leaves).findings, [], "a threshold that was fixed at the opening is the one that counts");
}
