#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;

const ALL: [Advance; 3] = [Advance::Submit, Advance::Verify, Advance::Approve];

fn proposal(state: State) -> Proposal {
    Proposal { state, seats: 3, ..Proposal::draft(Uuid::nil(), 2025, None, Timestamp::UNIX_EPOCH) }
}

fn items() -> Vec<Item> {
    let item = |seats| Item {
        position: Uuid::nil(),
        kind: NeedKind::General,
        seats,
        seats_determined: 0,
        education: vec!["D-III KEBIDANAN".into()],
        pay: None,
    };
    vec![item(1), item(2)]
}

fn decision(total_seats: i32, item_seats: &[i32]) -> Decision {
    let letter = Letter { number: "KEP".into(), date: date(2024, 8, 1) };
    Decision { letter, total_seats, item_seats: item_seats.to_vec() }
}

#[test]
fn a_proposal_takes_its_steps_in_order() {
    let mut proposal = proposal(State::Draft);
    for step in ALL {
        assert_eq!(proposal.advance(step), Ok(()));
    }
    assert_eq!(proposal.state, State::Approved);
    proposal.state = State::Sent;
    assert_eq!(proposal.determine(&mut items(), &decision(3, &[])), Ok(()));
    assert_eq!(proposal.state, State::Determined);
}

#[test]
fn each_step_is_refused_in_every_other_state() {
    let states = [State::Draft, State::Submitted, State::Verified, State::Approved, State::Sent, State::Determined];
    for (nth, step) in ALL.into_iter().enumerate() {
        for (state_nth, state) in states.into_iter().enumerate() {
            assert_eq!(proposal(state).advance(step).is_ok(), nth == state_nth, "{step:?} {state:?}");
        }
    }
    for state in states {
        assert_eq!(proposal(state).send_back("x".into()).is_ok(), state == State::Submitted);
        assert_eq!(proposal(state).determine(&mut items(), &decision(3, &[])).is_ok(), state == State::Sent);
    }
}

#[test]
fn an_empty_proposal_is_not_handed_in() {
    let empty = &mut Proposal { seats: 0, ..proposal(State::Draft) };
    assert_eq!((empty.advance(Advance::Submit), empty.state), (Err(ProposalError::Empty), State::Draft));
}

#[test]
fn a_decision_must_add_up() {
    let refused = proposal(State::Sent).determine(&mut items(), &decision(4, &[]));
    assert_eq!(refused, Err(ProposalError::SeatsDiffer { items: 3, total: 4 }));
    let refused = proposal(State::Sent).determine(&mut items(), &decision(1, &[1]));
    assert_eq!(refused, Err(ProposalError::ItemsDiffer { given: 1, items: 2 }));
    let mut determined = items();
    assert_eq!(proposal(State::Sent).determine(&mut determined, &decision(2, &[0, 2])), Ok(()));
    assert_eq!(determined[0].seats_determined, 0);
}
