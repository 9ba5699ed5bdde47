//! A proposal of needs (*usulan kebutuhan*) on its way to the minister's decision (PP 11/2017; the order of the steps is
//! the ministry's e-Formasi procedure).

use crate::domain::{
    need::NeedKind,
    procedure::{Letter, Procedure, Verb},
};
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
    /// *Verval* and *pertimbangan teknis*: at least one opinion is noted.
    UnderReview,
    /// *Ditetapkan Menteri*: the totals, not yet the breakdown.
    TotalsDetermined,
    /// *Rincian diusulkan*.
    BreakdownProposed,
    /// *Ditetapkan* by the minister, with its breakdown.
    Determined,
    /// *Tayang SSCASN*.
    Published,
    /// *Selesai*.
    Finished,
    /// *Ditolak* by the ministry.
    Rejected,
    /// *Tidak mengusulkan*.
    NotProposing,
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
    /// What was published is done.
    Finish,
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
    /// Pay a month as the agency publishes it, lowest and highest, in rupiah.
    pub pay: Option<(i64, i64)>,
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
    /// What the steps at the ministry left.
    pub procedure: Procedure,
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
    /// The letter.
    pub letter: Letter,
    /// Seats in all.
    pub total_seats: i32,
    /// Seats per item, or empty for all as proposed.
    pub item_seats: Vec<i32>,
}

/// Why a proposal refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalError {
    /// Not in this state.
    #[error("the proposal is {state:?}; this step needs it to be {}", one_of(needs))]
    State {
        /// Where it stands.
        state: State,
        /// Where it would have to stand.
        needs: &'static [State],
    },
    /// Nothing is asked for.
    #[error("the proposal has no items")]
    Empty,
    /// The appointing authority has not taken responsibility.
    #[error("the statement (SPTJM) of the appointing authority is missing; proposals for {year} need it")]
    StatementMissing {
        /// Budget year.
        year: i32,
    },
    /// Too late for this year.
    #[error("proposals for {year} had to be sent by {last_day}")]
    DeadlinePassed {
        /// Budget year.
        year: i32,
        /// The last day.
        last_day: Date,
    },
    /// An extension that extends nothing.
    #[error("the last day for {year} is {last_day} already")]
    DeadlineNotLater {
        /// Budget year.
        year: i32,
        /// The last day in force.
        last_day: Date,
    },
    /// An opinion that the minister's decision rests on is missing or unfavourable.
    #[error("a favourable {0} is missing")]
    OpinionMissing(&'static str),
    /// Fewer seats for people with disabilities than the ruleset asks for.
    #[error("{seats} of {total} seats are for people with disabilities, at least {least} have to be")]
    DisabilityQuota {
        /// Seats for them.
        seats: i64,
        /// All seats.
        total: i64,
        /// Seats that have to be for them.
        least: i64,
    },
    /// It was declared that nothing is proposed.
    #[error("it was declared that nothing is proposed for {year}")]
    YearNotProposed {
        /// Budget year.
        year: i32,
    },
    /// Something is proposed, so it cannot be declared that nothing is.
    #[error("there is a proposal for {year} that is not withdrawn or rejected")]
    ProposalsExist {
        /// Budget year.
        year: i32,
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
    /// A draft without items.
    pub fn draft(id: Uuid, year: i32, reassessment: Option<Uuid>, now: Timestamp) -> Self {
        Self {
            id,
            state: State::Draft,
            year,
            seats: 0,
            seats_determined: 0,
            decision_number: String::new(),
            decision_date: None,
            reassessment,
            return_reason: String::new(),
            procedure: Procedure::default(),
            version: 1,
            create_time: now,
            update_time: now,
        }
    }

    /// Moves on to the next state. An empty proposal goes nowhere.
    pub fn advance(&mut self, step: Advance) -> Result<(), ProposalError> {
        let verb = match step {
            Advance::Submit => Verb::Submit,
            Advance::Verify => Verb::Verify,
            Advance::Approve => Verb::Approve,
            Advance::Finish => Verb::Finish,
        };
        let next = self.after(verb)?;
        if step == Advance::Submit && self.seats == 0 {
            return Err(ProposalError::Empty);
        }
        self.state = next;
        Ok(())
    }

    /// Goes back to draft with a reason (*dikembalikan*).
    pub fn send_back(&mut self, reason: String) -> Result<(), ProposalError> {
        (self.state, self.return_reason) = (self.after(Verb::Return)?, reason);
        Ok(())
    }

    /// Takes the minister's decision over the items, with its breakdown in one.
    pub fn determine(&mut self, items: &mut [Item], decision: &Decision) -> Result<(), ProposalError> {
        let next = self.after(Verb::Determine)?;
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
        self.state = next;
        self.seats_determined = decision.total_seats;
        self.decision_number.clone_from(&decision.letter.number);
        self.decision_date = Some(decision.letter.date);
        Ok(())
    }

    /// Where the step leads from where it stands.
    pub fn after(&self, verb: Verb) -> Result<State, ProposalError> {
        let (needs, next) = verb.leads();
        if needs.contains(&self.state) { Ok(next) } else { Err(ProposalError::State { state: self.state, needs }) }
    }
}

fn one_of(states: &[State]) -> String {
    states.iter().map(|state| format!("{state:?}")).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
#[path = "proposal_tests.rs"]
mod tests;
