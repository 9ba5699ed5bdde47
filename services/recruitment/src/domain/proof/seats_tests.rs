use super::*;
use crate::domain::integration::{FinalPoints, Points};
use crate::domain::leaf::{FinalRow, ResultLeaf};
use FinalOutcome::{Moved, NeedsDecision, NotSelected, Selected};
use jiff::Timestamp;

fn event(participant: &str, event: SeatEvent) -> Leaf {
    Leaf::Seat(SeatLeaf { participant: participant.into(), time: Timestamp::UNIX_EPOCH, event })
}

fn left(participant: &str) -> Leaf {
    event(participant, SeatEvent::Left { lapsed: false, terms: String::new() })
}

fn took(participant: &str, leaver: &str, decision: &str) -> Leaf {
    event(participant, SeatEvent::Took { leaver: leaver.into(), decision: decision.into() })
}

fn moved_in(participant: &str) -> Leaf {
    event(participant, SeatEvent::MovedIn { from: "elsewhere".into(), code: "U-1".into() })
}

/// A published row of somebody who got a seat of another vacancy.
fn moved_out(participant: &str) -> Leaf {
    let points = FinalPoints { points: Points(1), denominator: 1 };
    let last = Some(FinalRow { points, rank: 9, outcome: Moved });
    let participant = participant.into();
    Leaf::Result(ResultLeaf { participant, eligible: true, skd_code: None, skd_rank: None, last, seniority: None })
}

/// Plays the leaves over an order of these; what is published is what the scores give.
fn findings(order: &[(&str, u32, FinalOutcome)], leaves: Vec<Leaf>) -> Vec<(u64, String)> {
    let leaves: Vec<(u64, Leaf)> = (10..).zip(leaves).collect();
    let placed: Vec<Placed<'_>> = order
        .iter()
        .map(|(number, rank, right)| Placed { number, position: 0, rank: *rank, right: *right, claimed: Some(*right) })
        .collect();
    let quota = placed.iter().filter(|one| one.right == Selected).count();
    let findings = Seats::of(&leaves).check(&placed, u32::try_from(quota).unwrap_or(0));
    findings.into_iter().map(|finding| (finding.position.unwrap_or(0), finding.what)).collect()
}

const ORDER: [(&str, u32, FinalOutcome); 5] =
    [("A", 1, Selected), ("B", 2, Selected), ("C", 3, NotSelected), ("D", 4, NotSelected), ("E", 5, NotSelected)];

#[test]
fn the_next_rank_takes_the_place_one_after_the_other() {
    assert_eq!(findings(&ORDER, vec![left("A"), took("C", "A", "")]), []);
    assert_eq!(findings(&ORDER, vec![left("A"), took("C", "A", ""), left("C"), took("D", "C", "")]), []);
    // Two proposals wait at once, and the second is confirmed first.
    assert_eq!(findings(&ORDER, vec![left("A"), left("B"), took("D", "B", ""), took("C", "A", "")]), []);
}

#[test]
fn nobody_is_passed_over() {
    let over = |leaves| findings(&ORDER, leaves);
    let expected = (11, "D takes the seat of A, and C ranks before".to_owned());
    assert_eq!(over(vec![left("A"), took("D", "A", "")]), [expected]);
    let expected = (12, "E takes the seat of A, and C ranks before".to_owned());
    assert_eq!(over(vec![left("A"), left("B"), took("E", "A", "S-12/2025")]), [expected]);
}

#[test]
fn a_seat_is_only_taken_when_somebody_left_it() {
    let cases = [
        (vec![took("C", "A", "")], (10, "C takes the seat of A, who left none that is free")),
        (
            vec![left("A"), took("C", "A", ""), took("D", "A", "")],
            (12, "D takes the seat of A, who left none that is free"),
        ),
        (vec![left("A"), took("B", "A", "")], (11, "B takes the seat of A and has one already")),
        (vec![left("A"), left("B"), took("A", "B", "")], (12, "A takes the seat of B and had left before")),
        (vec![left("A"), took("Z", "A", "")], (11, "Z takes a seat and is not in the final order")),
        (vec![left("D")], (10, "D leaves a seat that it never had")),
        (vec![left("A"), left("A")], (11, "A leaves for the second time")),
    ];
    for (leaves, (position, what)) in cases {
        assert_eq!(findings(&ORDER, leaves), [(position, what.to_owned())]);
    }
}

#[test]
fn equals_take_a_seat_by_decision_only() {
    let order = [("A", 1, Selected), ("B", 2, NotSelected), ("C", 2, NotSelected), ("D", 4, NotSelected)];
    assert_eq!(findings(&order, vec![left("A"), took("C", "A", "S-12/2025")]), []);
    let silent = findings(&order, vec![left("A"), took("C", "A", "")]);
    assert!(matches!(&silent[..], [(11, what)] if what.contains("no decision")), "{silent:?}");
    // Both get one: there is nothing to decide.
    let both = [("X", 1, Selected), ("A", 1, Selected), ("B", 3, NotSelected), ("C", 3, NotSelected)];
    assert_eq!(findings(&both, vec![left("A"), left("X"), took("C", "A", ""), took("B", "X", "")]), []);
}

#[test]
fn who_won_a_tie_by_letter_had_a_seat() {
    let leaves: Vec<(u64, Leaf)> = (10..).zip([left("A"), took("B", "A", "S-12/2025")]).collect();
    let placed =
        |number, claimed| Placed { number, position: 7, rank: 1, right: NeedsDecision, claimed: Some(claimed) };
    assert_eq!(Seats::of(&leaves).check(&[placed("A", NotSelected), placed("B", Selected)], 1), []);
    // The loser of the same tie did not.
    let wrong: Vec<(u64, Leaf)> = (10..).zip([left("Z")]).collect();
    assert_eq!(Seats::of(&wrong).check(&[placed("A", Selected)], 1).len(), 1);
}

#[test]
fn who_came_from_elsewhere_can_leave_and_be_replaced() {
    let leaves = vec![moved_in("X"), left("X"), took("C", "X", "")];
    assert_eq!(findings(&ORDER, leaves), []);
    let twice = findings(&ORDER, vec![moved_in("X"), moved_in("X")]);
    assert_eq!(twice, [(11, "X comes from another vacancy and was here before".to_owned())]);
    let own = findings(&ORDER, vec![moved_in("C")]);
    assert_eq!(own, [(10, "C comes from another vacancy and was here before".to_owned())]);
}

#[test]
fn who_went_elsewhere_waits_no_more() {
    assert_eq!(findings(&ORDER, vec![moved_out("C"), left("A"), took("D", "A", "")]), []);
    // Leaving the other seat is no way back.
    assert_eq!(findings(&ORDER, vec![moved_out("C"), left("C"), left("A"), took("D", "A", "")]), []);
    let back = findings(&ORDER, vec![moved_out("C"), left("A"), took("C", "A", "")]);
    assert_eq!(back, [(12, "C takes the seat of A and has one of another vacancy".to_owned())]);
}

#[test]
fn what_happened_settles_the_row_and_the_seats() {
    let leaves: Vec<(u64, Leaf)> =
        (10..).zip([moved_in("X"), moved_in("Y"), left("A"), took("C", "A", ""), left("Y"), moved_in("Z")]).collect();
    let seats = Seats::of(&leaves);
    assert_eq!((seats.settled("A"), seats.settled("C"), seats.settled("B")), (Some(NotSelected), Some(Selected), None));
    assert_eq!(seats.taken_before(), 2);
    assert_eq!(seats.arrived().into_iter().collect::<Vec<_>>(), [("X", 10), ("Z", 15)]);
    assert_eq!(seats.notes().len(), 6);
}
