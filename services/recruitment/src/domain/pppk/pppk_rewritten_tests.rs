//! Results of PPPK that somebody wrote over the published one.

use super::tests::{PK1, at, correction, counted, log, positions, said, turned};
use crate::domain::correction_leaf::{CorrectedPart, CorrectionLeaf};
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::Leaf;
use crate::domain::seat_leaf::{SeatEvent, SeatLeaf};
use jiff::Timestamp;

#[test]
fn a_correction_of_nothing_moves_nobody_and_no_seat_that_was_left_is_moved() {
    let honest = log(2, &PK1);
    let stood = at(&honest, |leaf| matches!(leaf, Leaf::Pppk(row) if row.participant == "P004")) as u64;
    let swap = [turned(&honest, "P000", FinalOutcome::NotSelected), turned(&honest, "P002", FinalOutcome::Selected)];
    let back = [turned(&honest, "P000", FinalOutcome::Selected), turned(&honest, "P002", FinalOutcome::NotSelected)];
    let mut idle = honest.clone();
    idle.push(correction("P004", stood));
    assert_eq!(counted(&idle).findings, []);
    idle.extend(swap);
    said(&idle, "no correction accounts for it");
    idle.push(correction("P004", stood));
    idle.extend(back);
    let first = honest.len() as u64;
    let found = positions(&idle);
    assert!([first + 1, first + 2, first + 3].iter().all(|at| found.contains(at)), "{found:?}");
    let mut gone = honest.clone();
    let event = SeatEvent::Left { lapsed: false, terms: "ab".repeat(32) };
    gone.push(Leaf::Seat(SeatLeaf { participant: "P000".into(), time: Timestamp::UNIX_EPOCH, event }));
    gone.push(turned(&honest, "P000", FinalOutcome::Moved));
    said(&gone, "P000 has R3/L-2");
    let Leaf::Correction(other) = correction("P004", stood) else { panic!() };
    let mut other_test = honest;
    other_test.push(Leaf::Correction(CorrectionLeaf { of: CorrectedPart::Skb, replaces: None, ..other }));
    said(&other_test, "a correction of the skb in the log of a PPPK vacancy");
}
