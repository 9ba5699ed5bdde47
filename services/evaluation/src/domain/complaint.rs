//! A complaint (*pengaduan*) about a public service. Its text is sealed and never part of this.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::fmt;
use uuid::Uuid;

/// The unit's answer to the reporter. It may name people; its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer(String);

impl Answer {
    /// Takes an answer.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The answer itself, to store and to show it; never to log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answer(redacted)")
    }
}

/// Where a complaint stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// *Diterima*.
    Received,
    /// *Selesai*.
    Resolved(Answer),
}

/// A complaint, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// Service it is about.
    pub service: Uuid,
    /// When it was received.
    pub receive_time: Timestamp,
    /// Version.
    pub version: i64,
    /// When the record was made.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a complaint refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComplaintError {
    /// It is answered once.
    #[error("the complaint has been resolved")]
    Resolved,
}

impl Complaint {
    /// Answers the complaint.
    pub fn resolve(&mut self, answer: Answer) -> Result<(), ComplaintError> {
        if self.state != State::Received {
            return Err(ComplaintError::Resolved);
        }
        self.state = State::Resolved(answer);
        Ok(())
    }
}

/// First day of the month in which something happened, where it happened.
pub fn month_of(time: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(time).date().first_of_month()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn complaint() -> Complaint {
        Complaint {
            id: Uuid::nil(),
            state: State::Received,
            service: Uuid::nil(),
            receive_time: Timestamp::UNIX_EPOCH,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_complaint_is_resolved_once() {
        let mut complaint = complaint();
        let answer = Answer::new("Loket dibuka pukul 07.00.".into());
        assert_eq!(complaint.resolve(answer.clone()), Ok(()));
        assert_eq!(complaint.resolve(Answer::new("lain".into())), Err(ComplaintError::Resolved));
        assert_eq!(complaint.state, State::Resolved(answer));
    }

    #[test]
    fn the_month_is_that_of_the_place() {
        let evening: Timestamp = "2025-09-30T17:30:00Z".parse().unwrap();
        let zone = |name| TimeZone::get(name).unwrap();
        assert_eq!(month_of(evening, &TimeZone::UTC), date(2025, 9, 1));
        assert_eq!(month_of(evening, &zone("Asia/Jakarta")), date(2025, 10, 1));
    }

    #[test]
    fn debug_shows_nothing_of_the_answer() {
        let mut complaint = complaint();
        complaint.resolve(Answer::new("Ibu Siti".into())).unwrap();
        assert!(!format!("{complaint:?}").contains("Siti"));
    }
}
