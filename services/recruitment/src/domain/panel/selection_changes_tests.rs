#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{candidacy::Tally, instrument::Plan, selter::Level};
use jiff::{ToSpan, civil::date};
use uuid::Uuid;

fn at(hours: i64) -> Timestamp {
    "2026-01-10T00:00:00Z".parse::<Timestamp>().unwrap().checked_add(hours.hours()).unwrap()
}

fn times(close: i64, score: i64, input: i64) -> Times {
    Times { close_time: at(close), score_time: at(score), input_close_time: at(input) }
}

fn selection(state: State) -> Selection {
    let plan = Plan {
        position: "instansi/6571/positions/01890000-0000-7000-8000-000000000001".into(),
        position_title: "Kepala Dinas Kesehatan".into(),
        level: Level::Pratama,
        appointment_date: date(2026, 6, 1),
        close_time: at(10),
        score_time: at(30),
        input_close_time: at(20),
    };
    Selection {
        id: Uuid::nil(),
        state,
        scores_held: false,
        first_close_time: plan.close_time,
        extensions: 0,
        plan,
        ruleset: "selter-2019".into(),
        design: "design".into(),
        design_hash: "hash".into(),
        round: 1,
        scores_hash: "scores".into(),
        earlier_hashes: Vec::new(),
        announce_time: None,
        chosen: String::new(),
        version: 1,
        create_time: at(0),
        update_time: at(0),
        erased: false,
    }
}

const ONCE: ExtensionRules = ExtensionRules { most: 1, days: 7 };

#[test]
fn a_selection_is_extended_once_when_it_has_closed_and_too_few_came() {
    let mut one = selection(State::Open);
    assert_eq!(one.must_be_extendable(2, 3, ONCE, at(10)), Err(SelectionError::StillOpen(at(10))));
    let enough = SelectionError::CandidatesEnough { found: 3, wanted: 3 };
    assert_eq!(one.must_be_extendable(3, 3, ONCE, at(11)), Err(enough));
    assert_eq!(one.must_be_extendable(2, 3, ONCE, at(11)), Ok(()));
    assert_eq!(one.extend(times(200, 220, 240)), at(10));
    assert_eq!(
        (one.plan.close_time, one.first_close_time, one.must_take_candidate(at(200))),
        (at(200), at(10), Ok(()))
    );
    assert_eq!(one.must_be_extendable(2, 3, ONCE, at(201)), Err(SelectionError::ExtensionsSpent(1)));
    for state in State::ALL.into_iter().filter(|state| *state != State::Open) {
        assert!(selection(state).must_be_extendable(0, 3, ONCE, at(11)).is_err(), "{state}");
    }
}

#[test]
fn later_times_are_later_in_order_and_before_the_appointment() {
    let plan = selection(State::Open).plan;
    let fields = |times| {
        let flaws = plan.flaws_of_later(times, at(180), at(11));
        flaws.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
    };
    assert_eq!(fields(times(180, 190, 190)), Vec::<&str>::new());
    assert_eq!(fields(times(179, 190, 190)), ["close_time"]);
    assert_eq!(fields(times(11, 12, 19)), ["close_time", "close_time", "input_close_time"]);
    assert_eq!(fields(times(180, 180, 180)), ["score_time", "input_close_time"]);
    // 1 June is 142 days from 10 January; its midnight in Jakarta is 17:00 UTC of the day before.
    assert_eq!(fields(times(180, 142 * 24 - 8, 142 * 24 - 7)), ["input_close_time"]);
}

#[test]
fn a_selection_is_cancelled_until_the_choice_and_what_was_public_stays_so() {
    for state in State::ALL {
        let mut one = selection(state);
        let refused = matches!(state, State::Draft | State::Decided | State::Cancelled);
        let expected = if refused { Err(SelectionError::NotCancellable(state)) } else { Ok(state) };
        assert_eq!(one.cancel(true), expected);
        assert!(refused || one.state == State::Cancelled);
    }
    let mut public = selection(State::Announced);
    public.announce_time = Some(at(40));
    assert_eq!(public.cancel(false), Err(SelectionError::NotCancellable(State::Announced)));
    public.cancel(true).unwrap();
    assert!(
        public.is_public() && public.must_take_input(Tally { announced: 3, ..Tally::default() }, 3, at(11)).is_err()
    );
    let mut quiet = selection(State::Assessment);
    quiet.cancel(true).unwrap();
    assert!(!quiet.is_public() && quiet.must_take_declaration(0, at(11)).is_err() && quiet.must_let_leave().is_err());
    assert!(
        quiet.must_take_candidate(at(1)).is_err()
            && quiet.must_take_input(Tally { announced: 3, ..Tally::default() }, 3, at(11)).is_err()
    );
    assert!(quiet.must_be_ready(at(11)).is_err() && quiet.release_hold().is_err());
}

#[test]
fn a_late_conflict_lets_fixed_scores_be_fixed_anew() {
    for (state, held, unfit, expected) in [
        (State::Assessment, false, false, (State::Assessment, 1)),
        (State::Assessment, false, true, (State::OnHold, 1)),
        (State::OnHold, false, false, (State::OnHold, 1)),
        (State::OnHold, true, false, (State::Assessment, 2)),
        (State::OnHold, true, true, (State::OnHold, 2)),
        (State::Sealed, false, false, (State::Assessment, 2)),
        (State::Revealed, false, true, (State::OnHold, 2)),
    ] {
        let mut one = Selection { scores_held: held, ..selection(state) };
        one.must_take_declaration(0, at(11)).unwrap();
        one.go_on_without(unfit);
        assert_eq!((one.state, one.round), expected, "{state} {held} {unfit}");
        assert_eq!((one.scores_hash.is_empty(), one.scores_held), (expected.1 == 2, false));
        assert_eq!(one.earlier_hashes.len() as i32, one.round - 1, "what was fixed is not forgotten");
    }
    let waiting = selection(State::Open).must_take_declaration(2, at(11));
    assert_eq!(waiting, Err(SelectionError::Unscreened(2)), "about all candidates, when they are known");
    for state in [State::Draft, State::Announced, State::Submitted, State::Decided] {
        assert!(selection(state).must_take_declaration(0, at(50)).is_err(), "{state}");
    }
}

#[test]
fn nobody_leaves_with_scores_that_are_fixed_and_a_free_seat_is_filled() {
    for state in [State::Sealed, State::Revealed, State::Announced, State::Draft] {
        assert!(selection(state).must_let_leave().is_err(), "{state}");
    }
    let held = Selection { scores_held: true, ..selection(State::OnHold) };
    assert!(held.must_let_leave().is_err());
    for state in [State::Open, State::Assessment, State::OnHold] {
        assert_eq!(selection(state).must_let_leave(), Ok(()), "{state}");
    }
    let mut one = selection(State::Assessment);
    assert_eq!(one.replace_member(false, 3, at(30)), Err(SelectionError::NotLate(at(30))));
    assert_eq!((one.replace_member(true, 0, at(12)), one.replace_member(false, 3, at(31))), (Ok(()), Ok(())));
    one.give_time(at(50));
    assert_eq!((one.plan.score_time, one.replace_member(false, 3, at(50)).is_err()), (at(50), true));
    one.give_time(at(40));
    assert_eq!(one.plan.score_time, at(50), "nobody has less time by it");
    assert!(selection(State::Sealed).replace_member(true, 0, at(12)).is_err());
}
