//! Logs that somebody forged: each is complete and signed, and the recount has to say what is wrong with it.

#![allow(clippy::unwrap_used)]

use crate::domain::criteria::{FieldTest, FieldTestPart};
use crate::domain::final_ranking::FinalOutcome::{self, Moved, NotSelected, Selected};
use crate::domain::leaf::{Leaf, ReceiptLeaf, ResultLeaf, SkbEnding};
use crate::domain::optimisation::OptimisationCode;
use crate::domain::pppk_leaf::PppkLeaf;
use crate::domain::pppk_ranking::PppkOutcome;
use crate::domain::ranking::SkdOutcome;
use crate::domain::recount::tests::{BORN, honest, log};
use crate::domain::recount::{Recount, recount};
use crate::domain::recount_history::stands_aside;
use crate::domain::seat_leaf::{SeatEvent, SeatLeaf};
use crate::domain::seats::Seats;
use crate::domain::skb_scheme::TestKind;
use jiff::Timestamp;

type Log = Vec<(u64, Leaf)>;

/// Counts a log again to which these leaves were added.
fn with(mut leaves: Log, more: Vec<Leaf>) -> Recount {
    for leaf in more {
        leaves.push((leaves.len() as u64, leaf));
    }
    recount(&leaves)
}

fn said(recount: &Recount, what: &str) {
    assert!(recount.findings.iter().any(|finding| finding.what.contains(what)), "{what}: {:#?}", recount.findings);
}

fn result_row(leaves: &[(u64, Leaf)], number: &str) -> ResultLeaf {
    let own = |leaf: &Leaf| match leaf {
        Leaf::Result(row) if row.participant == number => Some(row.clone()),
        _ => None,
    };
    leaves.iter().find_map(|(_, leaf)| own(leaf)).unwrap()
}

/// The published row of a participant with another outcome.
fn row(leaves: &[(u64, Leaf)], number: &str, outcome: FinalOutcome) -> Leaf {
    let mut row = result_row(leaves, number);
    row.last.as_mut().unwrap().outcome = outcome;
    Leaf::Result(row)
}

fn seat(participant: &str, event: SeatEvent) -> Leaf {
    Leaf::Seat(SeatLeaf { participant: participant.into(), time: Timestamp::UNIX_EPOCH, event })
}

fn comes(participant: &str, from: &str, code: &str) -> Leaf {
    seat(participant, SeatEvent::MovedIn { from: from.into(), code: code.into() })
}

const OTHER: &str = "instansi/6571/vacancies/00000000-0000-0000-0000-000000000002";

fn outsider(participant: &str) -> Leaf {
    comes(participant, OTHER, "U-1")
}

/// One seat and three who compete for it; they rank P002, P001, P003.
fn three() -> Log {
    let (first, second) = ((Some([100, 130, 190]), 380, 3_500, BORN), (Some([90, 140, 180]), 470, 3_500, BORN));
    log(1, &[first, second, (Some([70, 90, 170]), 300, 3_500, BORN)])
}

#[test]
fn nobody_comes_from_elsewhere_into_the_winners_seat() {
    let leaves = honest();
    let forged = vec![outsider("X"), row(&leaves, "P002", NotSelected)];
    let counted = with(leaves, forged);
    said(&counted, "X comes from another vacancy, and none of the 1 seats was free");
    said(&counted, "P002 has");
    // The seat is made free first: then somebody waits for it.
    let leaves = honest();
    let forged = vec![row(&leaves, "P002", NotSelected), outsider("X")];
    said(&with(leaves, forged), "of this one waited for the seat");
    // So it is when the winner is said to have gone elsewhere.
    let leaves = honest();
    let forged = vec![row(&leaves, "P002", Moved), outsider("X")];
    said(&with(leaves, forged), "none of the 1 seats was free");
}

#[test]
fn a_free_seat_is_given_once_and_to_whom_the_passes_can_give_it() {
    let two = [(Some([100, 130, 190]), 380, 3_500, BORN), (Some([90, 140, 180]), 470, 3_500, BORN)];
    let leaves = log(3, &two);
    let counted = with(leaves.clone(), vec![outsider("X")]);
    assert_eq!((counted.findings, counted.selected), (vec![], ["P001", "P002", "X"].map(str::to_owned).to_vec()));
    let counted = with(leaves.clone(), vec![outsider("X"), outsider("Y")]);
    said(&counted, "Y comes from another vacancy, and none of the 3 seats was free");
    let own = "instansi/6571/vacancies/00000000-0000-0000-0000-000000000001";
    said(&with(leaves.clone(), vec![comes("X", own, "U-1")]), "comes from this very vacancy");
    for code in ["U-9", "U-3", "TMS-1", "L-1", "/L-2", "P/L-U1"] {
        let what = format!("X comes from another vacancy by `{code}`, which is no pass of the criteria");
        said(&with(leaves.clone(), vec![comes("X", OTHER, code)]), &what);
    }
    // A code that moves nobody does so as a pass, too.
    let mut printed = leaves.clone();
    let Leaf::Criteria(criteria) = &mut printed[0].1 else { panic!("no criteria") };
    criteria.passes.push(OptimisationCode::L1);
    said(&with(printed, vec![comes("X", OTHER, "L-1")]), "which is no pass of the criteria");
    let mut without = leaves;
    let Leaf::Criteria(criteria) = &mut without[0].1 else { panic!("no criteria") };
    criteria.passes.clear();
    said(&with(without, vec![outsider("X")]), "which is no pass of the criteria");
    // Who failed the basic test here has a receipt here.
    let mut failed = log(3, &[two[0], two[1], (Some([60, 150, 200]), 0, 3_500, BORN)]);
    failed.push((failed.len() as u64, outsider("P003")));
    said(&recount(&failed), "P003 comes from another vacancy and was here before");
}

#[test]
fn the_winner_does_not_stand_aside() {
    let leaves = honest();
    let forged = vec![row(&leaves, "P002", Moved), row(&leaves, "P001", Selected)];
    let counted = with(leaves, forged);
    said(&counted, "P002 goes to another vacancy and had a seat of this one");
    said(&counted, "P002 has");
    said(&counted, "P001 has");
}

#[test]
fn only_who_went_before_a_correction_and_had_no_seat_stands_aside() {
    let rows = |outcomes: &[FinalOutcome]| (10_u64..).zip(outcomes.iter().copied().map(Some)).collect::<Vec<_>>();
    for (outcomes, corrected, aside) in [
        (vec![Moved], Some(20), true),
        (vec![NotSelected, Moved, Moved], Some(20), true),
        (vec![NotSelected, Moved, Moved], Some(12), true),
        (vec![NotSelected, Moved], Some(11), false),
        (vec![NotSelected, Moved], None, false),
        (vec![Selected, Moved], Some(20), false),
        (vec![Selected, NotSelected, Moved], Some(20), false),
        (vec![NotSelected, Moved, NotSelected], Some(20), false),
    ] {
        assert_eq!(stands_aside(rows(&outcomes), corrected), aside, "{outcomes:?} {corrected:?}");
    }
}

#[test]
fn who_is_said_to_be_back_is_not_passed_over() {
    let leaves = three();
    let left = || seat("P002", SeatEvent::Left { lapsed: false, terms: "ab".repeat(32) });
    let took = || seat("P003", SeatEvent::Took { leaver: "P002".into(), decision: String::new() });
    let rows = [row(&leaves, "P002", NotSelected), row(&leaves, "P003", Selected)];
    let went = row(&leaves, "P001", Moved);
    let really_gone = [vec![went.clone(), left(), took()], rows.to_vec()].concat();
    assert_eq!(with(leaves.clone(), really_gone).findings, []);
    let back = vec![went, row(&leaves, "P001", NotSelected), left(), took()];
    let counted = with(leaves, [back, rows.to_vec()].concat());
    said(&counted, "P001 had a seat of another vacancy and has none any more, without having left");
    said(&counted, "P003 takes the seat of P002, and P001 ranks before");
}

#[test]
fn leaves_of_the_other_programme_are_told() {
    let outcome = PppkOutcome::Absent;
    let leaf = PppkLeaf { participant: "P001".into(), tier: "R3".into(), outcome, salt: "5a".repeat(32) };
    said(&with(honest(), vec![Leaf::Pppk(leaf)]), "a pppk in the log of a CPNS vacancy");
}

#[test]
fn a_letter_gives_as_many_seats_as_there_are() {
    let twin = (Some([100, 130, 190]), 380, 3_500, BORN);
    let decided = |outcomes: [FinalOutcome; 2]| {
        let mut leaves = log(1, &[twin, twin]);
        for (_, leaf) in &mut leaves {
            let Leaf::Result(row) = leaf else { continue };
            let outcome = outcomes[usize::from(row.participant == "P002")];
            row.last.as_mut().unwrap().outcome = outcome;
        }
        recount(&leaves)
    };
    let right = decided([Selected, NotSelected]);
    assert_eq!((right.findings, right.notes.len()), (vec![], 2));
    said(&decided([NotSelected, NotSelected]), "0 of 2 equals have a seat by letter, and those ahead leave 1");
    said(&decided([Moved, Moved]), "0 of 2 equals have a seat by letter, and those ahead leave 1");
    said(&decided([Selected, Selected]), "2 of 2 equals have a seat by letter, and those ahead leave 1");
    assert!(!decided([Selected, FinalOutcome::NeedsDecision]).findings.is_empty(), "half a letter");
}

#[test]
fn nobody_is_added_after_the_scores_or_after_the_publication() {
    let leaves = honest();
    let receipt = ReceiptLeaf {
        participant: "P005".into(),
        time: Timestamp::UNIX_EPOCH,
        gpa: Some(crate::domain::thousandths::Thousandths(3_500)),
        application: "ab".repeat(32),
        birth_date: "cd".repeat(32),
        documents: "ef".repeat(32),
    };
    let late = ResultLeaf { participant: "P005".into(), ..result_row(&leaves, "P004") };
    let counted = with(leaves, vec![Leaf::Receipt(receipt), Leaf::Result(late)]);
    said(&counted, "P005 has a receipt that is younger than the first score or result");
    said(&counted, "P005 has a first row that is not in the first publication");
}

#[test]
fn nobody_becomes_eligible_who_was_not() {
    let leaves = honest();
    let stood = result_row(&leaves, "P003");
    let struck = ResultLeaf { eligible: false, skd_code: None, skd_rank: None, ..stood.clone() };
    let counted = with(leaves, vec![Leaf::Result(struck), Leaf::Result(stood)]);
    said(&counted, "P003 was found ineligible, and no correction makes anybody eligible");
}

#[test]
fn what_the_import_refuses_is_no_score() {
    let mut odd = honest();
    for (_, leaf) in &mut odd {
        if let Leaf::Skd(row) = leaf
            && row.participant == "P003"
            && let SkdOutcome::Scored(score) = &mut row.outcome
        {
            score.twk = 61;
        }
    }
    said(&recount(&odd), "an impossible score of P003: TWK 61 is not a multiple of 5");
    let mut failed = honest();
    for (_, leaf) in &mut failed {
        match leaf {
            Leaf::Skb(row) if row.participant == "P001" => row.outcome = SkbEnding::Eliminated,
            Leaf::Result(row) if row.participant == "P001" => row.last = None,
            _ => {}
        }
    }
    said(&recount(&failed), "P001 failed a test that eliminates, and no test of the criteria does");
    let Leaf::Criteria(criteria) = &mut failed[0].1 else { panic!("no criteria") };
    let eliminates = Some("nilai di bawah 60".to_owned());
    let test = FieldTestPart { title: "Praktik".into(), kind: TestKind::Measured, weight: 40, max: 100, eliminates };
    criteria.cpns.as_mut().unwrap().field_test = FieldTest { cat_weight: 60, tests: vec![test] };
    let findings = recount(&failed).findings;
    assert!(findings.iter().all(|finding| !finding.what.contains("eliminates")), "{findings:#?}");
}

/// In moments: nobody looks at everybody for each who comes.
#[test]
fn many_who_come_are_counted_in_moments() {
    let mut leaves = honest();
    let template = result_row(&leaves, "P002");
    let Leaf::Criteria(criteria) = &mut leaves[0].1 else { panic!("no criteria") };
    criteria.seats = 40_000;
    leaves.truncate(1);
    let row = |number: u32| Leaf::Result(ResultLeaf { participant: format!("R{number:05}"), ..template.clone() });
    let many = (0..20_000).map(row).chain((0..20_000).map(|number| outsider(&format!("X{number:05}"))));
    leaves.extend(many.enumerate().map(|(more, leaf)| (100 + more as u64, leaf)));
    let seats = Seats::of(&leaves);
    assert_eq!(seats.arrived().len(), 20_000);
    assert_eq!(seats.check(&[], 40_000), []);
}
