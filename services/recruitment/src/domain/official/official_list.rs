//! A list as the national committee published it (*pengumuman resmi*), kept beside what was computed and never mixed with it.

use crate::domain::audit::Counts;
use crate::domain::programme::Programme;
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// What a list is the result of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The basic test (*hasil SKD*).
    Skd,
    /// The end (*hasil akhir*): the integration of CPNS, the competency test of PPPK.
    Final,
}

/// Where a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListState {
    /// Announced, without its rows.
    Empty,
    /// Its rows are in, and never change any more.
    Imported,
    /// Compared at least once.
    Audited,
}

impl fmt::Display for ListState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "EMPTY",
            Self::Imported => "IMPORTED",
            Self::Audited => "AUDITED",
        })
    }
}

/// An official list of one vacancy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialList {
    pub id: Uuid,
    pub vacancy_id: Uuid,
    pub stage: Stage,
    pub state: ListState,
    /// Who published it, and where.
    pub source: String,
    /// The day it was published.
    pub list_date: Date,
    /// SHA-256 of the file it was read from, in hexadecimal; empty where there is none.
    pub source_sha256: String,
    /// Rows taken.
    pub rows: i64,
    /// Rows that could not be read: what the audit says holds without them.
    pub refused_rows: i64,
    /// SHA-256 over the rows as they were taken, in hexadecimal; empty before.
    pub rows_sha256: String,
    /// What the latest audit counted.
    pub counts: Option<Counts>,
    pub audit_time: Option<Timestamp>,
    pub version: i64,
    pub create_time: Timestamp,
}

/// Why a list refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfficialListError {
    #[error("the list is {state}, and the step wants it {wanted}")]
    State { state: ListState, wanted: &'static str },
    /// Employees with a work agreement take no basic test.
    #[error("the selection has no such stage")]
    NoSuchStage,
    /// There is nothing of ours to compare with.
    #[error("the vacancy is not ranked for this stage")]
    NotRanked,
}

impl OfficialList {
    /// Whether a list of this stage can be of a selection of the programme.
    pub fn must_suit(stage: Stage, programme: Programme) -> Result<(), OfficialListError> {
        match (stage, programme) {
            (Stage::Skd, Programme::Pppk) => Err(OfficialListError::NoSuchStage),
            _ => Ok(()),
        }
    }

    /// Refuses rows for a list that has them.
    pub fn must_be_empty(&self) -> Result<(), OfficialListError> {
        match self.state {
            ListState::Empty => Ok(()),
            state => Err(OfficialListError::State { state, wanted: "EMPTY" }),
        }
    }

    /// Takes the rows, once: a list that was read badly is read again into another.
    pub fn take(&mut self, rows: i64, refused_rows: i64, rows_sha256: String) -> Result<(), OfficialListError> {
        self.must_be_empty()?;
        self.state = ListState::Imported;
        self.rows = rows;
        self.refused_rows = refused_rows;
        self.rows_sha256 = rows_sha256;
        Ok(())
    }

    /// Notes what an audit counted; a later one, after a ranking changed, replaces it.
    pub fn note_audit(&mut self, counts: Counts, now: Timestamp) -> Result<(), OfficialListError> {
        if self.state == ListState::Empty {
            return Err(OfficialListError::State { state: self.state, wanted: "IMPORTED" });
        }
        self.state = ListState::Audited;
        self.counts = Some(counts);
        self.audit_time = Some(now);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn list() -> OfficialList {
        OfficialList {
            id: Uuid::nil(),
            vacancy_id: Uuid::nil(),
            stage: Stage::Final,
            state: ListState::Empty,
            source: "BKN".into(),
            list_date: date(2025, 1, 5),
            source_sha256: String::new(),
            rows: 0,
            refused_rows: 0,
            rows_sha256: String::new(),
            counts: None,
            audit_time: None,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn rows_are_taken_once_and_audited_as_often_as_needed() {
        let mut list = list();
        assert!(list.note_audit(Counts::default(), Timestamp::UNIX_EPOCH).is_err());
        list.take(3, 1, "ab".into()).unwrap();
        assert!(list.take(3, 1, "ab".into()).is_err());
        list.note_audit(Counts::default(), Timestamp::UNIX_EPOCH).unwrap();
        list.note_audit(Counts::default(), Timestamp::UNIX_EPOCH).unwrap();
        assert!(list.must_be_empty().is_err());
    }

    #[test]
    fn only_cpns_have_a_basic_test() {
        assert!(OfficialList::must_suit(Stage::Skd, Programme::Pppk).is_err());
        assert!(OfficialList::must_suit(Stage::Final, Programme::Pppk).is_ok());
        assert!(OfficialList::must_suit(Stage::Skd, Programme::Cpns).is_ok());
    }
}
