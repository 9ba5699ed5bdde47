//! A proposal of needs (*usulan kebutuhan*) on its way to the minister's decision (PP 11/2017; the order of the steps is
//! the ministry's e-Formasi procedure).

use crate::domain::need::NeedKind;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// *Draft*.
    Draft,
    /// *Diajukan*: handed to the personnel agency.
    Submitted,
    /// *Diverifikasi*.
    Verified,
    /// *Disetujui PPK*.
    Approved,
    /// *Dikirim* to the ministry.
    Sent,
    /// *Ditetapkan* by the minister.
    Determined,
}

/// A step forward that only moves the proposal on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// The unit hands it in.
    Submit,
    /// The personnel agency has checked it.
    Verify,
    /// The appointing authority (*PPK*) approves.
    Approve,
    /// It goes to the ministry.
    Send,
}

/// Seats of one kind and education at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Position.
    pub position: Uuid,
    /// Kind.
    pub kind: NeedKind,
    /// Seats asked for.
    pub seats: i32,
    /// Seats determined.
    pub seats_determined: i32,
    /// Accepted education.
    pub education: Vec<String>,
}

/// A proposal without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// Budget year.
    pub year: i32,
    /// Seats asked for.
    pub seats: i32,
    /// Seats determined.
    pub seats_determined: i32,
    /// Number of the decision.
    pub decision_number: String,
    /// Date of the decision.
    pub decision_date: Option<Date>,
    /// Reassessment that led to it.
    pub reassessment: Option<Uuid>,
    /// Why it was last returned.
    pub return_reason: String,
    /// Version.
    pub version: i64,
    /// When it was created.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// The minister's decision (*keputusan penetapan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
    /// Seats in all.
    pub total_seats: i32,
    /// Seats per item, or empty for all as proposed.
    pub item_seats: Vec<i32>,
}

/// Why a proposal refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalError {
    /// Not in this state.
    #[error("the proposal is {state:?}; this step needs it to be {needs:?}")]
    State {
        /// Where it stands.
        state: State,
        /// Where it would have to stand.
        needs: State,
    },
    /// The decision's total is not the sum of its items.
    #[error("the items hold {items} seats, the decision {total}")]
    SeatsDiffer {
        /// Sum of the items.
        items: i64,
        /// Total of the decision.
        total: i32,
    },
    /// Seats for another number of items.
    #[error("the decision names seats for {given} items, the proposal has {items}")]
    ItemsDiffer {
        /// Items with seats.
        given: usize,
        /// Items of the proposal.
        items: usize,
    },
    /// More than is lacking.
    #[error("{asked} seats are asked for at {title}, which lacks {lacking} that nobody was allowed to recruit yet")]
    MoreThanShortage {
        /// Title of the position.
        title: String,
        /// Seats asked for.
        asked: i64,
        /// Seats that may be asked for.
        lacking: i32,
    },
}

impl Proposal {
    /// Moves on to the next state.
    pub fn advance(&mut self, step: Advance) -> Result<(), ProposalError> {
        let (needs, next) = match step {
            Advance::Submit => (State::Draft, State::Submitted),
            Advance::Verify => (State::Submitted, State::Verified),
            Advance::Approve => (State::Verified, State::Approved),
            Advance::Send => (State::Approved, State::Sent),
        };
        self.must_be(needs)?;
        self.state = next;
        Ok(())
    }

    /// Goes back to draft with a reason (*dikembalikan*).
    pub fn send_back(&mut self, reason: String) -> Result<(), ProposalError> {
        self.must_be(State::Submitted)?;
        (self.state, self.return_reason) = (State::Draft, reason);
        Ok(())
    }

    /// Takes the minister's decision over the items.
    pub fn determine(&mut self, items: &mut [Item], decision: &Decision) -> Result<(), ProposalError> {
        self.must_be(State::Sent)?;
        let asked: Vec<i32> = items.iter().map(|item| item.seats).collect();
        let seats = if decision.item_seats.is_empty() { &asked } else { &decision.item_seats };
        if seats.len() != items.len() {
            return Err(ProposalError::ItemsDiffer { given: seats.len(), items: items.len() });
        }
        let sum: i64 = seats.iter().map(|seats| i64::from(*seats)).sum();
        if sum != i64::from(decision.total_seats) {
            return Err(ProposalError::SeatsDiffer { items: sum, total: decision.total_seats });
        }
        for (item, seats) in items.iter_mut().zip(seats) {
            item.seats_determined = *seats;
        }
        self.state = State::Determined;
        self.seats_determined = decision.total_seats;
        self.decision_number.clone_from(&decision.number);
        self.decision_date = Some(decision.date);
        Ok(())
    }

    fn must_be(&self, needs: State) -> Result<(), ProposalError> {
        if self.state == needs { Ok(()) } else { Err(ProposalError::State { state: self.state, needs }) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ALL: [Advance; 4] = [Advance::Submit, Advance::Verify, Advance::Approve, Advance::Send];

    fn proposal(state: State) -> Proposal {
        Proposal {
            id: Uuid::nil(),
            state,
            year: 2025,
            seats: 3,
            seats_determined: 0,
            decision_number: String::new(),
            decision_date: None,
            reassessment: None,
            return_reason: String::new(),
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    fn items() -> Vec<Item> {
        let item = |seats| Item {
            position: Uuid::nil(),
            kind: NeedKind::General,
            seats,
            seats_determined: 0,
            education: vec!["D-III KEBIDANAN".into()],
        };
        vec![item(1), item(2)]
    }

    fn decision(total_seats: i32, item_seats: &[i32]) -> Decision {
        Decision { number: "KEP".into(), date: date(2024, 8, 1), total_seats, item_seats: item_seats.to_vec() }
    }

    #[test]
    fn a_proposal_takes_its_steps_in_order() {
        let mut proposal = proposal(State::Draft);
        for step in ALL {
            assert_eq!(proposal.advance(step), Ok(()));
        }
        assert_eq!(proposal.state, State::Sent);
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
    fn a_decision_must_add_up() {
        let refused = proposal(State::Sent).determine(&mut items(), &decision(4, &[]));
        assert_eq!(refused, Err(ProposalError::SeatsDiffer { items: 3, total: 4 }));
        let refused = proposal(State::Sent).determine(&mut items(), &decision(1, &[1]));
        assert_eq!(refused, Err(ProposalError::ItemsDiffer { given: 1, items: 2 }));
        let mut determined = items();
        assert_eq!(proposal(State::Sent).determine(&mut determined, &decision(2, &[0, 2])), Ok(()));
        assert_eq!(determined[0].seats_determined, 0);
    }
}
