//! A course held once, for some people (*penyelenggaraan pelatihan*).

use crate::domain::course::Mode;
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// People are nominated, take part and get results.
    Open,
    /// Everybody who took part has a result.
    Completed,
    /// Not held.
    Cancelled,
}

impl SessionState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Open, "open"), (Self::Completed, "completed"), (Self::Cancelled, "cancelled")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

impl fmt::Display for SessionState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// A session of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingSession {
    /// Id.
    pub id: Uuid,
    /// Course.
    pub course: Uuid,
    /// Where it stands.
    pub state: SessionState,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// People at most.
    pub capacity: i32,
    /// Where it is held; empty for none.
    pub venue: String,
    /// Why it was cancelled; empty if it was not.
    pub reason: String,
    /// People who take part or took part; counted, not saved.
    pub taken: i32,
    /// People on the waiting list; counted, not saved.
    pub waiting: i32,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: Timestamp,
}

/// Why a session refuses a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionRefusal {
    /// The step belongs to an open session.
    #[error("the session is {0}, and the step belongs to an open one")]
    State(SessionState),
    /// Too early or too late.
    #[error("the step is possible from {first} to {last}")]
    NotTime {
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
}

impl TrainingSession {
    /// Seats that nobody has.
    pub fn free_seats(&self) -> i32 {
        (self.capacity - self.taken).max(0)
    }

    /// Whether it is open.
    pub fn must_be_open(&self) -> Result<(), SessionRefusal> {
        if self.state == SessionState::Open { Ok(()) } else { Err(SessionRefusal::State(self.state)) }
    }

    /// Whether people can come in: as long as it is open and has not ended.
    pub fn must_take_people(&self, today: Date) -> Result<(), SessionRefusal> {
        self.must_be_open()?;
        must_hold(Date::MIN, self.end, today)
    }

    /// Whether attendance of a day can be noted: of one of its days that is not ahead.
    pub fn must_have_day(&self, day: Date, today: Date) -> Result<(), SessionRefusal> {
        self.must_be_open()?;
        must_hold(self.start, self.end.min(today), day)
    }

    /// The day of a result recorded today: of a course that people follow at their own time any day from the first on, of
    /// another one the last day, when it has come.
    pub fn result_day(&self, mode: Mode, today: Date) -> Result<Date, SessionRefusal> {
        self.must_be_open()?;
        let first = if mode.has_days() { self.end } else { self.start };
        must_hold(first, Date::MAX, today)?;
        Ok(today.min(self.end))
    }

    /// Closes it, when its last day has come.
    pub fn complete(&mut self, today: Date) -> Result<(), SessionRefusal> {
        self.must_be_open()?;
        must_hold(self.end, Date::MAX, today)?;
        self.state = SessionState::Completed;
        Ok(())
    }

    /// Gives it up.
    pub fn cancel(&mut self, reason: String) -> Result<(), SessionRefusal> {
        self.must_be_open()?;
        (self.state, self.reason) = (SessionState::Cancelled, reason);
        Ok(())
    }
}

fn must_hold(first: Date, last: Date, day: Date) -> Result<(), SessionRefusal> {
    if (first..=last).contains(&day) { Ok(()) } else { Err(SessionRefusal::NotTime { first, last }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn session() -> TrainingSession {
        TrainingSession {
            id: Uuid::nil(),
            course: Uuid::nil(),
            state: SessionState::Open,
            start: date(2025, 5, 5),
            end: date(2025, 5, 9),
            capacity: 2,
            venue: String::new(),
            reason: String::new(),
            taken: 1,
            waiting: 0,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn people_come_in_until_the_last_day() {
        let session = session();
        assert_eq!(session.must_take_people(date(2025, 5, 9)), Ok(()));
        assert!(matches!(session.must_take_people(date(2025, 5, 10)), Err(SessionRefusal::NotTime { .. })));
        assert_eq!((session.free_seats(), TrainingSession { taken: 5, ..session }.free_seats()), (1, 0));
    }

    #[test]
    fn attendance_is_of_its_days_and_not_ahead() {
        for (day, today, fits) in [
            (date(2025, 5, 5), date(2025, 5, 5), true),
            (date(2025, 5, 6), date(2025, 5, 5), false),
            (date(2025, 5, 4), date(2025, 5, 9), false),
            (date(2025, 5, 9), date(2025, 6, 1), true),
            (date(2025, 5, 10), date(2025, 6, 1), false),
        ] {
            assert_eq!(session().must_have_day(day, today).is_ok(), fits, "{day} on {today}");
        }
    }

    #[test]
    fn results_come_on_the_last_day_or_at_ones_own_time() {
        let day = |mode, today| session().result_day(mode, today).ok();
        assert_eq!(day(Mode::Classical, date(2025, 5, 8)), None);
        assert_eq!(day(Mode::Classical, date(2025, 5, 9)), Some(date(2025, 5, 9)));
        assert_eq!(day(Mode::Blended, date(2025, 7, 1)), Some(date(2025, 5, 9)));
        assert_eq!(day(Mode::ELearning, date(2025, 5, 4)), None);
        assert_eq!(day(Mode::ELearning, date(2025, 5, 6)), Some(date(2025, 5, 6)));
    }

    #[test]
    fn a_session_ends_once() {
        let mut completed = session();
        assert!(matches!(completed.complete(date(2025, 5, 8)), Err(SessionRefusal::NotTime { .. })));
        assert_eq!(completed.complete(date(2025, 5, 9)), Ok(()));
        let ended = Err(SessionRefusal::State(SessionState::Completed));
        assert_eq!((completed.complete(date(2025, 5, 9)), completed.cancel("x".into())), (ended, ended));
        let mut cancelled = session();
        assert_eq!(cancelled.cancel("no budget".into()), Ok(()));
        let ended = Err(SessionRefusal::State(SessionState::Cancelled));
        assert_eq!(cancelled.must_have_day(date(2025, 5, 5), date(2025, 5, 5)), ended);
        assert_eq!(cancelled.must_take_people(date(2025, 5, 5)), ended);
    }

    #[test]
    fn names_in_tables_read_back() {
        for (state, text) in SessionState::ALL {
            assert_eq!((SessionState::parse(text), state.as_str()), (Some(state), text));
        }
        assert_eq!(SessionState::Open.to_string(), "OPEN");
    }
}
