//! The file of a selected candidate (*pemberkasan*): papers, then a number asked of BKN. Papers that do not come in time
//! are a withdrawal.

use crate::domain::filing_rules::FilingRules;
use crate::domain::servant_number::ServantNumber;
use crate::domain::vacancy::{Vacancy, WIB};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilingState {
    /// Waits for the papers.
    Open,
    /// The papers are in.
    Complete,
    /// A number was asked for.
    Proposed,
    /// The number is there.
    NipRecorded,
    /// The papers did not come in time.
    Lapsed,
    /// The candidate withdrew.
    Withdrawn,
}

impl FilingState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Complete, Self::Proposed, Self::NipRecorded, Self::Lapsed, Self::Withdrawn];

    /// As it is kept, and told in an error.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Proposed => "proposed",
            Self::NipRecorded => "nip_recorded",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for FilingState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// A paper, known by its content hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledDocument {
    /// Kind, one that the ruleset asks for.
    pub kind: String,
    /// SHA-256 of the content in hex.
    pub sha256: String,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Id.
    pub id: Uuid,
    /// Vacancy whose seat it is.
    pub vacancy_id: Uuid,
    /// Application.
    pub application_id: Uuid,
    /// Vacancy applied for: another one for who moved.
    pub applied_for: Uuid,
    /// Where it stands.
    pub state: FilingState,
    /// When it was opened.
    pub open_time: Timestamp,
    /// The first instant the papers are too late.
    pub deadline: Timestamp,
    /// When the papers were complete.
    pub complete_time: Option<Timestamp>,
    /// The papers.
    pub documents: Vec<FiledDocument>,
    /// Batch in which the number was asked for.
    pub proposal_id: Option<Uuid>,
    /// Last day for the number.
    pub nip_due: Date,
    /// When the number was recorded.
    pub nip_time: Option<Timestamp>,
    /// Where the number differs from what the candidate stated.
    pub nip_warnings: Vec<String>,
    /// Version.
    pub version: i64,
}

/// Why a file refuses a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingError {
    /// The step belongs to another state.
    #[error("the candidate's file is {state}, and the step wants it {wanted}")]
    State {
        /// State it is in.
        state: FilingState,
        /// State the step begins in.
        wanted: FilingState,
    },
    /// Nobody has opened one.
    #[error("the candidate has no file yet")]
    None,
    /// Too late.
    #[error("the papers were due before {0}")]
    Over(Timestamp),
}

impl Filing {
    /// Opens the file of a selected candidate. The days are those of WIB, the day of opening is not counted.
    pub fn open(
        vacancy: &Vacancy,
        (applied_for, application_id): (Uuid, Uuid),
        rules: &FilingRules,
        now: Timestamp,
    ) -> Self {
        Self {
            id: Uuid::now_v7(),
            vacancy_id: vacancy.id,
            application_id,
            applied_for,
            state: FilingState::Open,
            open_time: now,
            deadline: deadline(rules, now),
            complete_time: None,
            documents: Vec::new(),
            proposal_id: None,
            nip_due: rules.nip_due(announced_on(vacancy, now)),
            nip_time: None,
            nip_warnings: Vec::new(),
            version: 1,
        }
    }

    /// Takes all the papers at once, in time.
    pub fn complete(&mut self, documents: Vec<FiledDocument>, now: Timestamp) -> Result<(), FilingError> {
        self.must_be(FilingState::Open)?;
        if now >= self.deadline {
            return Err(FilingError::Over(self.deadline));
        }
        (self.state, self.complete_time, self.documents) = (FilingState::Complete, Some(now), documents);
        Ok(())
    }

    /// Notes the number that BKN gave, and where it differs from what the candidate stated.
    pub fn record_nip(&mut self, number: &ServantNumber, stated: &Stated, now: Timestamp) -> Result<(), FilingError> {
        self.must_be(FilingState::Proposed)?;
        (self.state, self.nip_time) = (FilingState::NipRecorded, Some(now));
        self.nip_warnings = number.warnings(stated).into_iter().map(str::to_owned).collect();
        Ok(())
    }

    /// Whether the candidate can be appointed: the number comes before the decree (*SK CPNS*).
    pub fn must_be(&self, wanted: FilingState) -> Result<(), FilingError> {
        if self.state == wanted { Ok(()) } else { Err(FilingError::State { state: self.state, wanted }) }
    }

    /// Whether the number is, or was, not there by its last day: a warning.
    pub fn nip_overdue(&self, now: Timestamp) -> bool {
        let waits = !matches!(self.state, FilingState::Lapsed | FilingState::Withdrawn);
        waits && WIB.to_datetime(self.nip_time.unwrap_or(now)).date() > self.nip_due
    }
}

/// The first instant that is too late for a file opened at `now`.
pub fn deadline(rules: &FilingRules, now: Timestamp) -> Timestamp {
    let last = WIB.to_datetime(now).date().saturating_add((i32::from(rules.days) + 1).days());
    WIB.to_timestamp(last.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// The day of the announcement: the one before the first on which it could be objected to.
fn announced_on(vacancy: &Vacancy, now: Timestamp) -> Date {
    let first = vacancy.objections.map(|window| WIB.to_datetime(window.open).date().saturating_sub(1.day()));
    first.unwrap_or_else(|| WIB.to_datetime(now).date())
}

/// What the candidate stated when applying; personal data.
pub struct Stated {
    /// Date of birth.
    pub birth_date: Date,
    /// Citizen number.
    pub nik: String,
    /// Full name.
    pub full_name: String,
}

impl Stated {
    /// Reads an opened record, as `Identity::to_record` writes it.
    pub fn of_record(record: &str) -> Option<Self> {
        let mut lines = record.splitn(3, '\n');
        let (nik, birth_date, name) = (lines.next()?, lines.next()?, lines.next()?);
        Some(Self { birth_date: birth_date.parse().ok()?, nik: nik.to_owned(), full_name: name.to_owned() })
    }
}

impl fmt::Debug for Stated {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Stated(redacted)")
    }
}
