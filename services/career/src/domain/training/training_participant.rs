//! A person in a session of a course, from the nomination to the result.

use crate::domain::training_session::SessionRefusal;
use jiff::civil::Date;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::fmt;
use uuid::Uuid;

/// Where a participation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParticipantState {
    /// On the waiting list.
    Waiting,
    /// Takes part.
    Enrolled,
    /// Withdrawn before a result.
    Withdrawn,
    /// Passed (*lulus*).
    Passed,
    /// Failed (*tidak lulus*).
    Failed,
}

impl ParticipantState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Enrolled, "enrolled"),
        (Self::Withdrawn, "withdrawn"),
        (Self::Passed, "passed"),
        (Self::Failed, "failed"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

impl fmt::Display for ParticipantState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// The gap that a nomination was for, as it was then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GapThen {
    /// Id of the gap.
    pub gap: Uuid,
    /// Level that the post asked for.
    pub standard: u8,
    /// Level the person had; none where it was not known.
    pub achieved: Option<u8>,
}

/// A person in a session, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Id.
    pub id: Uuid,
    /// Session.
    pub session: Uuid,
    /// Who.
    pub servant: Uuid,
    /// Where it stands.
    pub state: ParticipantState,
    /// Order of coming in, which is that of the waiting list.
    pub place: i32,
    /// The gap a nomination was for; none of those who came in otherwise.
    pub gap: Option<GapThen>,
    /// Score in thousandths of a point.
    pub score: Option<Score>,
    /// Number of the certificate; empty without one.
    pub certificate: String,
    /// Day of the result.
    pub result_date: Option<Date>,
    /// Hours booked for it.
    pub hours: i64,
    /// Days present; counted, not saved.
    pub days_present: i64,
    /// Version.
    pub version: i64,
}

/// A score of 0 to 100 with at most three decimals, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(i64);

/// The text is no such score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a number from 0 to 100 with at most three decimals")]
pub struct NotAScore;

impl Score {
    /// Reads a decimal.
    pub fn parse(text: &str) -> Result<Self, NotAScore> {
        let number = exact::parse(text).map_err(|_| NotAScore)?;
        let scaled = number * BigRational::from_integer(1_000.into());
        if !scaled.is_integer() || scaled.is_negative() {
            return Err(NotAScore);
        }
        scaled.to_integer().to_i64().and_then(Self::of_thousandths).ok_or(NotAScore)
    }

    /// A score of so many thousandths.
    pub fn of_thousandths(thousandths: i64) -> Option<Self> {
        (0..=100_000).contains(&thousandths).then_some(Self(thousandths))
    }

    /// Thousandths of a point.
    pub fn thousandths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1_000, self.0 % 1_000);
        formatter.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// What came of a course for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the person passed.
    pub passed: bool,
    /// Score, where there is one.
    pub score: Option<Score>,
    /// Number of the certificate; empty of those who failed.
    pub certificate: String,
}

/// Why a participation refuses a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParticipantRefusal {
    /// The step belongs to another state.
    #[error("the participant is {0}, and the step does not belong to that")]
    State(ParticipantState),
    /// Was not there often enough to pass.
    #[error("was present on {present} of {held} days")]
    Attendance {
        /// Days present.
        present: i64,
        /// Days on which attendance was noted.
        held: i64,
    },
    /// Some take part and have no result.
    #[error("{0} participants have no result")]
    ResultsMissing(i64),
    /// Some have a result, so the session was held.
    #[error("{0} participants have a result")]
    ResultsThere(i64),
    /// Nobody decides about themselves.
    #[error("nobody decides about the own participation or result")]
    Own,
    /// The servant has left, or has not begun.
    #[error("the servant is not in service")]
    NotInService,
    /// The session refuses.
    #[error(transparent)]
    Session(#[from] SessionRefusal),
}

use ParticipantState as State;

impl Participant {
    /// Takes the seat that became free.
    pub fn take_seat(&mut self) -> Result<(), ParticipantRefusal> {
        self.must_be(&[State::Waiting])?;
        self.state = State::Enrolled;
        Ok(())
    }

    /// Leaves before a result. Returns whether a seat became free.
    pub fn withdraw(&mut self) -> Result<bool, ParticipantRefusal> {
        self.must_be(&[State::Waiting, State::Enrolled])?;
        let seated = self.state == State::Enrolled;
        self.state = State::Withdrawn;
        Ok(seated)
    }

    /// Whether attendance can be noted.
    pub fn must_take_part(&self) -> Result<(), ParticipantRefusal> {
        self.must_be(&[State::Enrolled])
    }

    /// Keeps the result, and the hours of a course that was passed: they come with the certificate.
    pub fn end(&mut self, outcome: Outcome, hours: i64, day: Date) -> Result<(), ParticipantRefusal> {
        self.must_be(&[State::Enrolled])?;
        self.result_date = Some(day);
        self.settle(outcome, hours);
        Ok(())
    }

    /// Keeps another result of the same day in the place of one that was recorded wrongly; returns what that one was.
    pub fn correct(&mut self, outcome: Outcome, hours: i64) -> Result<Outcome, ParticipantRefusal> {
        self.must_be(&[State::Passed, State::Failed])?;
        let passed = self.state == State::Passed;
        let was = Outcome { passed, score: self.score, certificate: self.certificate.clone() };
        self.settle(outcome, hours);
        Ok(was)
    }

    fn settle(&mut self, outcome: Outcome, hours: i64) {
        self.state = if outcome.passed { State::Passed } else { State::Failed };
        self.hours = if outcome.passed { hours } else { 0 };
        (self.score, self.certificate) = (outcome.score, outcome.certificate);
    }

    fn must_be(&self, wanted: &[State]) -> Result<(), ParticipantRefusal> {
        if wanted.contains(&self.state) { Ok(()) } else { Err(ParticipantRefusal::State(self.state)) }
    }
}

#[cfg(test)]
#[path = "training_participant_tests.rs"]
mod tests;
