//! Reassessments: a signal asks, a person answers.

use crate::domain::signal::{Cause, Evidence};
use jiff::Timestamp;
use uuid::Uuid;

/// Where a reassessment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for a person.
    Open,
    /// Taken up: the workload is to be counted again.
    Accepted,
    /// No reason seen.
    Rejected,
    /// The revised need was determined.
    Closed,
}

/// A question to a person: does this unit still have the people it needs?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassessment {
    /// Id.
    pub id: Uuid,
    /// Unit in question.
    pub unit: Uuid,
    /// Where it stands.
    pub state: State,
    /// What raised it.
    pub cause: Cause,
    /// The same in one sentence.
    pub reason: String,
    /// The figures behind it.
    pub evidence: Vec<Evidence>,
    /// Public service in the evaluation service, where the cause is one.
    pub service: String,
    /// Signal of the evaluation service that the question stands for: the last fall of its cause, or empty.
    pub signal: String,
    /// Ruleset of the test.
    pub ruleset: String,
    /// Event that raised it; none when a sweep or a person did.
    pub caused_by: Option<Uuid>,
    /// Why a person accepted or rejected.
    pub decision_reason: String,
    /// When the service's quality recovered.
    pub recover_time: Option<Timestamp>,
    /// When a person in the evaluation service called the signal none.
    pub dismiss_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was opened.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// The reassessment is not in the state that the step needs.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reassessment is {0:?}")]
pub struct Decided(pub State);

impl Reassessment {
    /// A person takes it up.
    pub fn accept(&mut self, reason: String) -> Result<(), Decided> {
        if self.state != State::Open {
            return Err(Decided(self.state));
        }
        (self.state, self.decision_reason) = (State::Accepted, reason);
        Ok(())
    }

    /// A person sees no reason: at once, or because the workload that was counted again asks for nobody more. Without the
    /// second way out an accepted question without effect would keep the unit from being asked ever again.
    pub fn reject(&mut self, reason: String) -> Result<(), Decided> {
        if !self.is_pending() {
            return Err(Decided(self.state));
        }
        (self.state, self.decision_reason) = (State::Rejected, reason);
        Ok(())
    }

    /// The revised need was determined.
    pub fn close(&mut self) -> Result<(), Decided> {
        if self.state != State::Accepted {
            return Err(Decided(self.state));
        }
        self.state = State::Closed;
        Ok(())
    }

    /// The service fell again, by another signal: what was noted of the one before holds no more. Says whether it is another.
    pub fn fall_again(&mut self, signal: &str) -> bool {
        let ended = self.recover_time.is_some() || self.dismiss_time.is_some();
        if self.signal == signal && !(ended && signal.is_empty()) {
            return false;
        }
        signal.clone_into(&mut self.signal);
        (self.recover_time, self.dismiss_time) = (None, None);
        true
    }

    /// Whether it still waits for its answer or its effect.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Open | State::Accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reassessment(state: State) -> Reassessment {
        Reassessment {
            id: Uuid::nil(),
            unit: Uuid::nil(),
            state,
            cause: Cause::Complaints,
            reason: String::new(),
            evidence: Vec::new(),
            service: String::new(),
            signal: String::new(),
            ruleset: String::new(),
            caused_by: None,
            decision_reason: String::new(),
            recover_time: None,
            dismiss_time: None,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_pending_question_is_rejected_an_open_one_accepted_and_an_accepted_one_closed() {
        for state in [State::Open, State::Accepted, State::Rejected, State::Closed] {
            assert_eq!(reassessment(state).accept("x".into()).is_ok(), state == State::Open);
            let pending = matches!(state, State::Open | State::Accepted);
            assert_eq!(reassessment(state).reject("x".into()).is_ok(), pending);
            assert_eq!(reassessment(state).close().is_ok(), state == State::Accepted);
        }
    }
}
