#![allow(clippy::unwrap_used)]

use super::*;

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn consultation(state: State) -> Consultation {
    Consultation {
        id: Uuid::nil(),
        state,
        subject: Subject::Units(Topic::Needs, Vec::new()),
        title: String::new(),
        text: String::new(),
        open_time: time(10),
        close_time: time(20),
        minutes: String::new(),
        version: 1,
        create_time: time(0),
        update_time: time(0),
    }
}

const STATES: [State; 3] = [State::Draft, State::Open, State::Closed];

#[test]
fn it_is_opened_once_answered_while_open_and_closed_after_its_time() {
    for state in STATES {
        assert_eq!(consultation(state).open(time(5)).is_ok(), state == State::Draft);
        assert_eq!(consultation(state).may_answer().is_ok(), state == State::Open);
        assert_eq!(consultation(state).close("x".into(), time(20)).is_ok(), state == State::Open);
        assert_eq!(consultation(state).may_invite().is_ok(), state != State::Closed);
        assert_eq!(consultation(state).must_take(time(15)).is_ok(), state == State::Open);
    }
    let early = consultation(State::Open).close("x".into(), time(19));
    assert_eq!(early, Err(ConsultationRefusal::StillOpen(time(20))));
    assert_eq!(consultation(State::Draft).open(time(20)), Err(ConsultationRefusal::TooLate(time(20))));
}

#[test]
fn contributions_are_taken_from_the_opening_time_until_before_the_closing_time() {
    let table = [
        (9, Err(ConsultationRefusal::TooEarly(time(10)))),
        (10, Ok(())),
        (19, Ok(())),
        (20, Err(ConsultationRefusal::TooLate(time(20)))),
    ];
    for (now, expected) in table {
        assert_eq!(consultation(State::Open).must_take(time(now)), expected, "{now}");
    }
}

#[test]
fn a_contribution_is_answered_once_and_a_declined_one_changes_nothing() {
    let answer = |verdict| Answer { verdict, reason: "x".into(), summary: "x".into(), changes: Vec::new() };
    let fresh = || Contribution {
        id: Uuid::nil(),
        consultation: Uuid::nil(),
        group: None,
        answer: None,
        version: 1,
        create_time: time(0),
        answer_time: None,
    };
    for verdict in [Verdict::Accepted, Verdict::Partly, Verdict::Declined] {
        let mut contribution = fresh();
        assert_eq!(contribution.may_change_something(), Ok(()));
        assert_eq!(contribution.give(answer(verdict), time(7)), Ok(()));
        assert_eq!(contribution.answer_time, Some(time(7)));
        assert_eq!(contribution.give(answer(verdict), time(8)), Err(Answered(verdict)));
        assert_eq!(contribution.may_change_something().is_ok(), verdict != Verdict::Declined);
        let declined = verdict == Verdict::Declined;
        assert_eq!((Answer::check(verdict, 0).is_ok(), Answer::check(verdict, 1).is_ok()), (declined, !declined));
    }
}
