//! A signal of quality (*sinyal mutu pelayanan*): a test told that a service's quality fell. It ends by itself, or a person
//! dismisses it; in between a person may confirm it. Its figures never change.

use crate::domain::cusum::Usual;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// What was tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignalKind {
    /// Complaints for the volume of the service (*angka pengaduan*).
    Complaints,
    /// The satisfaction survey (*SKM*).
    Satisfaction,
    /// Complaints of a quarter past their deadline.
    Overdue,
}

impl SignalKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Complaints, Self::Satisfaction, Self::Overdue];

    /// The kind as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complaints => "complaints",
            Self::Satisfaction => "satisfaction",
            Self::Overdue => "overdue",
        }
    }

    /// Reads a stored kind.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Where a signal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalState {
    /// Nobody has said anything of it.
    Open,
    /// A person says that it is so.
    Confirmed,
    /// A person says that it is none.
    Dismissed,
    /// The quality is as usual again.
    Recovered,
}

impl SignalState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Open, Self::Confirmed, Self::Dismissed, Self::Recovered];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
            Self::Recovered => "recovered",
        }
    }

    /// Reads a stored state.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the fall has not ended.
    pub fn is_fallen(self) -> bool {
        matches!(self, Self::Open | Self::Confirmed)
    }
}

/// One figure behind a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// The figure, exact, as text.
    pub value: String,
}

impl Figure {
    /// A named figure.
    pub fn new(name: &str, value: impl std::fmt::Display) -> Self {
        Self { name: name.to_owned(), value: value.to_string() }
    }
}

/// What a test found (*bukti*), of a fall or of a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// First day of the run: of a month its first day, of a survey its last.
    pub first: Date,
    /// Last such day.
    pub last: Date,
    /// Months, surveys or quarter of the run, oldest first.
    pub periods: Vec<String>,
    /// Complaints of each month; empty for surveys.
    pub complaints: Vec<u64>,
    /// Transactions of each month; empty for surveys and quarters.
    pub transactions: Vec<u64>,
    /// What the test came to, a decimal number.
    pub statistic: String,
    /// Its bound, a decimal number.
    pub threshold: String,
    /// The same in one sentence.
    pub reason: String,
    /// Every other figure.
    pub figures: Vec<Figure>,
    /// What is usual, where complaints were tested one after the other.
    pub usual: Option<Usual>,
}

/// How a signal ended by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Last day that was looked at.
    pub last: Date,
    /// What the test came to.
    pub statistic: String,
    /// What it had to reach.
    pub threshold: String,
    /// The same in one sentence.
    pub reason: String,
    /// Every other figure.
    pub figures: Vec<Figure>,
    /// Event that told it.
    pub event: Uuid,
    /// When it was told.
    pub time: Timestamp,
}

/// What a person said of a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalDecision {
    /// Why.
    pub reason: String,
    /// Subject of the token.
    pub by: String,
    /// When.
    pub time: Timestamp,
}

/// A test that told a fall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Id.
    pub id: Uuid,
    /// Service.
    pub service: Uuid,
    /// What was tested.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: SignalState,
    /// Ruleset of the test.
    pub ruleset: String,
    /// What the test found.
    pub fell: Finding,
    /// Event that told it; none of a fall that was told before signals were kept.
    pub event: Option<Uuid>,
    /// What a person said of it.
    pub decision: Option<SignalDecision>,
    /// How it ended by itself.
    pub recovery: Option<Recovery>,
    /// Days up to this one are not in question again, once it ended.
    pub settled: Option<Date>,
    /// Version.
    pub version: i64,
    /// When it was told.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// The signal is not in the state that the step needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signal is {}", .0.as_str())]
pub struct NotInState(pub SignalState);

impl Signal {
    /// A person says that the quality did fall.
    pub fn confirm(&mut self, decision: SignalDecision) -> Result<(), NotInState> {
        if self.state != SignalState::Open {
            return Err(NotInState(self.state));
        }
        (self.state, self.decision) = (SignalState::Confirmed, Some(decision));
        Ok(())
    }

    /// A person says that it is none: what happened up to `settled` is as usual from now on.
    pub fn dismiss(&mut self, decision: SignalDecision, settled: Date) -> Result<(), NotInState> {
        if !self.state.is_fallen() {
            return Err(NotInState(self.state));
        }
        (self.state, self.decision) = (SignalState::Dismissed, Some(decision));
        self.settled = Some(settled.max(self.fell.last));
        Ok(())
    }

    /// The quality is as usual again; only of a signal that has not ended.
    pub fn recover(&mut self, recovery: Recovery) {
        (self.state, self.settled) = (SignalState::Recovered, Some(recovery.last));
        self.recovery = Some(recovery);
    }

    /// Whether a day belongs to the fall: it is never usual.
    pub fn spans(&self, day: Date) -> bool {
        let ended = match self.state {
            SignalState::Dismissed => return false,
            SignalState::Open | SignalState::Confirmed => None,
            SignalState::Recovered => self.settled,
        };
        day >= self.fell.first && ended.is_none_or(|ended| day <= ended)
    }
}

/// Where a service stands in the eyes of one kind of test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'s> {
    /// As usual; days up to the last end of a fall are settled.
    Steady(Option<Date>),
    /// It fell, by this signal.
    Fell(&'s Signal),
}

/// Where a service stands, by all its signals, oldest first.
pub fn standing(signals: &[Signal], kind: SignalKind) -> Standing<'_> {
    let of_kind = || signals.iter().filter(|signal| signal.kind == kind);
    match of_kind().find(|signal| signal.state.is_fallen()) {
        Some(fallen) => Standing::Fell(fallen),
        None => Standing::Steady(of_kind().filter_map(|signal| signal.settled).max()),
    }
}

#[cfg(test)]
#[path = "signal_tests.rs"]
mod tests;
