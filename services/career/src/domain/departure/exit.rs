//! Leaving the service (*pemberhentian*): recorded by decree, perhaps ahead of its day, and then applied or revoked. Why is
//! sealed.

use crate::domain::retirement_rules::NeedEffect;
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// How far an exit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitState {
    /// Decided; its last day is still to come.
    Recorded,
    /// The servant left.
    Applied,
    /// Taken back before its day.
    Revoked,
}

impl ExitState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Recorded, "recorded"), (Self::Applied, "applied"), (Self::Revoked, "revoked")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// A text about a person that is sealed. Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SealedReason(pub String);

impl fmt::Debug for SealedReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealedReason(sealed)")
    }
}

/// How one servant leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Id.
    pub id: Uuid,
    /// Who leaves.
    pub servant: Uuid,
    /// BKN's code of the kind (*jenis pemberhentian*).
    pub kind: String,
    /// Last day of service.
    pub last_day: Date,
    /// Number of the decree (*nomor SK*).
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Date,
    /// Why.
    pub reason: SealedReason,
    /// How far it is.
    pub state: ExitState,
    /// Position that was left; empty before, and where no seat was held.
    pub position: String,
    /// Seat that was left; 0 in the same case.
    pub seat: i32,
    /// Legal standing afterwards, by BKN's code; empty before.
    pub standing: String,
    /// What becomes of the seat; none before.
    pub effect: Option<NeedEffect>,
    /// Ruleset it was applied by; empty before.
    pub ruleset: String,
    /// Number of the decree that takes it back; empty otherwise.
    pub revoke_decree: String,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// What was decided about leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitDecision {
    /// BKN's code of the kind.
    pub kind: String,
    /// Last day of service.
    pub last_day: Date,
    /// Number of the decree.
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Date,
    /// Why.
    pub reason: String,
}

/// Why an exit refuses a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExitRefusal {
    /// It is not recorded any more.
    #[error("the exit is {}", .0.as_str())]
    State(ExitState),
    /// It is too late to take it back.
    #[error("the last day of the exit has come")]
    DayHasCome,
}

impl Exit {
    /// An exit as it is decided.
    pub fn decided(id: Uuid, servant: Uuid, decision: ExitDecision, now: Timestamp) -> Self {
        Self {
            id,
            servant,
            kind: decision.kind,
            last_day: decision.last_day,
            decree_number: decision.decree_number,
            decree_date: decision.decree_date,
            reason: SealedReason(decision.reason),
            state: ExitState::Recorded,
            position: String::new(),
            seat: 0,
            standing: String::new(),
            effect: None,
            ruleset: String::new(),
            revoke_decree: String::new(),
            version: 1,
            create_time: now,
            update_time: now,
        }
    }

    /// Whether its last day has come.
    pub fn is_due(&self, today: Date) -> bool {
        self.state == ExitState::Recorded && self.last_day <= today
    }

    /// Takes effect; the seat that was held is written down.
    pub fn apply(&mut self, (position, seat): (String, i32)) -> Result<(), ExitRefusal> {
        self.must_be_recorded()?;
        self.state = ExitState::Applied;
        (self.position, self.seat) = (position, seat);
        Ok(())
    }

    /// Is taken back by decree, before its day.
    pub fn revoke(&mut self, decree: String, today: Date) -> Result<(), ExitRefusal> {
        self.must_be_recorded()?;
        if self.last_day <= today {
            return Err(ExitRefusal::DayHasCome);
        }
        self.state = ExitState::Revoked;
        self.revoke_decree = decree;
        Ok(())
    }

    fn must_be_recorded(&self) -> Result<(), ExitRefusal> {
        if self.state == ExitState::Recorded { Ok(()) } else { Err(ExitRefusal::State(self.state)) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn exit() -> Exit {
        let decision = ExitDecision {
            kind: "3".into(),
            last_day: date(2025, 6, 30),
            decree_number: "800/1".into(),
            decree_date: date(2025, 5, 2),
            reason: "asked to".into(),
        };
        Exit::decided(Uuid::nil(), Uuid::nil(), decision, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_exit_is_applied_on_its_last_day_and_once() {
        let mut exit = exit();
        assert!(!exit.is_due(date(2025, 6, 29)) && exit.is_due(date(2025, 6, 30)));
        exit.apply(("p".into(), 2)).unwrap();
        assert_eq!((exit.position.as_str(), exit.seat, exit.is_due(date(2025, 7, 1))), ("p", 2, false));
        assert_eq!(exit.apply((String::new(), 0)), Err(ExitRefusal::State(ExitState::Applied)));
        assert_eq!(exit.revoke("1".into(), date(2025, 6, 1)), Err(ExitRefusal::State(ExitState::Applied)));
    }

    #[test]
    fn an_exit_is_taken_back_before_its_day() {
        let mut late = exit();
        assert_eq!(late.revoke("1".into(), date(2025, 6, 30)), Err(ExitRefusal::DayHasCome));
        let mut exit = exit();
        exit.revoke("1".into(), date(2025, 6, 29)).unwrap();
        assert_eq!((exit.revoke_decree.as_str(), exit.is_due(date(2025, 7, 1))), ("1", false));
        assert_eq!(exit.apply((String::new(), 0)), Err(ExitRefusal::State(ExitState::Revoked)));
    }

    #[test]
    fn states_read_back_and_a_reason_shows_nothing() {
        for (state, text) in ExitState::ALL {
            assert_eq!((ExitState::parse(text), state.as_str()), (Some(state), text));
        }
        assert!(!format!("{:?}", exit()).contains("asked"));
    }
}
