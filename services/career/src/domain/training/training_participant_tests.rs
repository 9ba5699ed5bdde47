use super::*;
use jiff::civil::date;

fn participant(state: State) -> Participant {
    Participant {
        id: Uuid::nil(),
        session: Uuid::nil(),
        servant: Uuid::nil(),
        state,
        place: 1,
        gap: None,
        score: None,
        certificate: String::new(),
        result_date: None,
        hours: 0,
        days_present: 0,
        version: 1,
    }
}

fn outcome(passed: bool) -> Outcome {
    let certificate = if passed { "S-1".to_owned() } else { String::new() };
    Outcome { passed, score: Score::of_thousandths(87_500), certificate }
}

#[test]
fn the_waiting_list_leads_to_a_seat_and_a_seat_to_a_result() {
    let mut one = participant(State::Waiting);
    assert_eq!(one.must_take_part(), Err(ParticipantRefusal::State(State::Waiting)));
    assert_eq!(one.end(outcome(true), 8, date(2025, 5, 9)), Err(ParticipantRefusal::State(State::Waiting)));
    assert_eq!(one.take_seat(), Ok(()));
    assert_eq!(one.take_seat(), Err(ParticipantRefusal::State(State::Enrolled)));
    assert_eq!(one.end(outcome(true), 8, date(2025, 5, 9)), Ok(()));
    assert_eq!((one.state, one.hours, one.certificate.as_str()), (State::Passed, 8, "S-1"));
    assert_eq!(one.withdraw(), Err(ParticipantRefusal::State(State::Passed)));
}

#[test]
fn who_failed_gets_no_hours() {
    let mut one = participant(State::Enrolled);
    assert_eq!(one.end(outcome(false), 8, date(2025, 5, 9)), Ok(()));
    assert_eq!((one.state, one.hours, one.result_date), (State::Failed, 0, Some(date(2025, 5, 9))));
}

#[test]
fn withdrawing_frees_a_seat_only_of_those_who_have_one() {
    assert_eq!(participant(State::Enrolled).withdraw(), Ok(true));
    assert_eq!(participant(State::Waiting).withdraw(), Ok(false));
    for state in [State::Withdrawn, State::Passed, State::Failed] {
        assert_eq!(participant(state).withdraw(), Err(ParticipantRefusal::State(state)));
    }
}

#[test]
fn scores_are_exact() {
    for (text, thousandths, shown) in [
        ("0", 0, "0"),
        ("100", 100_000, "100"),
        ("87.5", 87_500, "87.5"),
        ("87.125", 87_125, "87.125"),
        ("87.10", 87_100, "87.1"),
        ("0.001", 1, "0.001"),
    ] {
        let score = Score::parse(text);
        assert_eq!(score.map(Score::thousandths), Ok(thousandths), "{text}");
        assert_eq!(score.map(|score| score.to_string()), Ok(shown.to_owned()));
    }
    for text in ["", "-1", "100.001", "87,5", "87.1234", "1e2", "NaN", "999999999999999999999999999999999999"] {
        assert_eq!(Score::parse(text), Err(NotAScore), "{text}");
    }
}

#[test]
fn names_in_tables_read_back() {
    for (state, text) in State::ALL {
        assert_eq!((State::parse(text), state.as_str()), (Some(state), text));
    }
}
