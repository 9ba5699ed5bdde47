//! Something learned outside the catalogue: a seminar, a conference, a workshop, an e-learning, a certificate.

use crate::domain::course::Teaching;
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Where the record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalState {
    /// Recorded, nobody has looked at it.
    Submitted,
    /// Accepted: its hours are booked.
    Accepted,
    /// Declined.
    Declined,
    /// Accepted in error: its hours are taken back.
    Revoked,
}

impl ExternalState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Submitted, "submitted"),
        (Self::Accepted, "accepted"),
        (Self::Declined, "declined"),
        (Self::Revoked, "revoked"),
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

impl fmt::Display for ExternalState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// One of them, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalTraining {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Where it stands.
    pub state: ExternalState,
    /// Subject of whoever recorded it.
    pub submitted_by: String,
    /// Title.
    pub title: String,
    /// Kind of activity by BKN's id.
    pub activity: i32,
    /// Who gave it.
    pub provider: String,
    /// First day.
    pub start: Date,
    /// Last day; its year is that of the hours.
    pub end: Date,
    /// Lesson hours.
    pub hours: i64,
    /// Number of the certificate.
    pub certificate: String,
    /// What the certificate proves.
    pub teaching: Option<Teaching>,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub create_time: Timestamp,
}

/// Why a review is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExternalRefusal {
    /// Somebody has looked at it.
    #[error("the external training is {0}")]
    State(ExternalState),
    /// Four eyes.
    #[error("nobody reviews what they recorded")]
    Own,
}

impl ExternalTraining {
    /// Accepts it.
    pub fn accept(&mut self, reviewer: &str) -> Result<(), ExternalRefusal> {
        self.must_be_reviewed_by(reviewer)?;
        self.state = ExternalState::Accepted;
        Ok(())
    }

    /// Declines it.
    pub fn decline(&mut self, reviewer: &str) -> Result<(), ExternalRefusal> {
        self.must_be_reviewed_by(reviewer)?;
        self.state = ExternalState::Declined;
        Ok(())
    }

    /// Comes to nothing because the servant leaves before somebody looked at it.
    pub fn lapse(&mut self) -> Result<(), ExternalRefusal> {
        if self.state != ExternalState::Submitted {
            return Err(ExternalRefusal::State(self.state));
        }
        self.state = ExternalState::Declined;
        Ok(())
    }

    /// Takes back what was accepted in error.
    pub fn revoke(&mut self) -> Result<(), ExternalRefusal> {
        if self.state != ExternalState::Accepted {
            return Err(ExternalRefusal::State(self.state));
        }
        self.state = ExternalState::Revoked;
        Ok(())
    }

    fn must_be_reviewed_by(&self, reviewer: &str) -> Result<(), ExternalRefusal> {
        if self.state != ExternalState::Submitted {
            return Err(ExternalRefusal::State(self.state));
        }
        if self.submitted_by == reviewer { Err(ExternalRefusal::Own) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn seminar() -> ExternalTraining {
        ExternalTraining {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            state: ExternalState::Submitted,
            submitted_by: "siti".into(),
            title: "Seminar Nasional".into(),
            activity: 9,
            provider: "Universitas".into(),
            start: date(2025, 3, 1),
            end: date(2025, 3, 1),
            hours: 8,
            certificate: "C-1".into(),
            teaching: None,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn another_person_accepts_or_declines_it_once() {
        let mut accepted = seminar();
        assert_eq!(accepted.accept("siti"), Err(ExternalRefusal::Own));
        assert_eq!(accepted.accept("hr"), Ok(()));
        assert_eq!(accepted.decline("hr"), Err(ExternalRefusal::State(ExternalState::Accepted)));
        let mut declined = seminar();
        assert_eq!(declined.decline("siti"), Err(ExternalRefusal::Own));
        assert_eq!(declined.decline("hr"), Ok(()));
        assert_eq!(declined.accept("hr"), Err(ExternalRefusal::State(ExternalState::Declined)));
    }

    #[test]
    fn what_nobody_looked_at_lapses_with_its_owner() {
        let mut one = seminar();
        assert_eq!((one.lapse(), one.state), (Ok(()), ExternalState::Declined));
        assert_eq!(one.lapse(), Err(ExternalRefusal::State(ExternalState::Declined)));
    }

    #[test]
    fn what_was_accepted_is_revoked_once() {
        let mut one = seminar();
        assert_eq!(one.revoke(), Err(ExternalRefusal::State(ExternalState::Submitted)));
        assert_eq!(one.accept("hr"), Ok(()));
        assert_eq!(one.revoke(), Ok(()));
        assert_eq!(one.revoke(), Err(ExternalRefusal::State(ExternalState::Revoked)));
    }

    #[test]
    fn names_in_tables_read_back() {
        for (state, text) in ExternalState::ALL {
            assert_eq!((ExternalState::parse(text), state.as_str()), (Some(state), text));
        }
    }
}
