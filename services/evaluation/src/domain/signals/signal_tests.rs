use super::*;
use jiff::civil::date;

fn signal(state: SignalState) -> Signal {
    Signal {
        id: Uuid::nil(),
        service: Uuid::nil(),
        kind: SignalKind::Complaints,
        state,
        ruleset: "x".into(),
        fell: Finding {
            first: date(2025, 3, 1),
            last: date(2025, 4, 1),
            periods: vec!["2025-03".into(), "2025-04".into()],
            complaints: vec![20, 30],
            transactions: vec![1_000, 1_000],
            statistic: "12".into(),
            threshold: "7".into(),
            reason: String::new(),
            figures: Vec::new(),
            usual: None,
        },
        event: None,
        decision: None,
        recovery: None,
        settled: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

fn decision() -> SignalDecision {
    SignalDecision { reason: "terbukti".into(), by: "analis".into(), time: Timestamp::UNIX_EPOCH }
}

fn recovery(last: Date) -> Recovery {
    Recovery {
        last,
        statistic: "5".into(),
        threshold: "4".into(),
        reason: String::new(),
        figures: Vec::new(),
        event: Uuid::nil(),
        time: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn only_what_is_open_is_confirmed_and_only_what_has_not_ended_is_dismissed() {
    for state in SignalState::ALL {
        assert_eq!(signal(state).confirm(decision()).is_ok(), state == SignalState::Open, "{state:?}");
        let dismissed = signal(state).dismiss(decision(), date(2025, 5, 1));
        assert_eq!(dismissed.is_ok(), state.is_fallen(), "{state:?}");
    }
}

#[test]
fn what_ended_is_settled() {
    let mut one = signal(SignalState::Open);
    one.dismiss(decision(), date(2025, 2, 1)).unwrap();
    assert_eq!(one.settled, Some(date(2025, 4, 1)), "never before the run's own end");
    let mut one = signal(SignalState::Confirmed);
    one.recover(recovery(date(2025, 6, 1)));
    assert_eq!((one.state, one.settled), (SignalState::Recovered, Some(date(2025, 6, 1))));
}

#[test]
fn days_of_a_fall_are_never_usual_unless_it_was_none() {
    let spans = |one: &Signal| [2, 3, 4, 6, 7].map(|month| one.spans(date(2025, month, 1)));
    assert_eq!(spans(&signal(SignalState::Open)), [false, true, true, true, true]);
    let mut one = signal(SignalState::Open);
    one.recover(recovery(date(2025, 6, 1)));
    assert_eq!(spans(&one), [false, true, true, true, false]);
    assert_eq!(spans(&signal(SignalState::Dismissed)), [false; 5]);
}

#[test]
fn a_service_stands_by_its_last_signal_of_the_kind() {
    let mut ended = signal(SignalState::Open);
    ended.recover(recovery(date(2025, 6, 1)));
    assert_eq!(standing(&[], SignalKind::Complaints), Standing::Steady(None));
    let all = [ended, signal(SignalState::Confirmed)];
    assert_eq!(standing(&all[..1], SignalKind::Complaints), Standing::Steady(Some(date(2025, 6, 1))));
    assert_eq!(standing(&all, SignalKind::Complaints), Standing::Fell(&all[1]));
    assert_eq!(standing(&all, SignalKind::Overdue), Standing::Steady(None));
}

#[test]
fn stored_words_are_read_back() {
    assert!(SignalKind::ALL.into_iter().all(|kind| SignalKind::parse(kind.as_str()) == Some(kind)));
    assert!(SignalState::ALL.into_iter().all(|state| SignalState::parse(state.as_str()) == Some(state)));
    assert_eq!((SignalKind::parse("x"), SignalState::parse("x")), (None, None));
}
