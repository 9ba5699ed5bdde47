//! What the record and its histories can refuse.

use crate::domain::record_rules::AboveCeiling;
use contracts::career::v1::ErrorReason;
use jiff::civil::Date;
use tonic::Code;

/// A row of a history that is in the way.
#[derive(Debug)]
pub struct Collision {
    /// Name of the row.
    pub row: String,
    /// Its first day.
    pub start: Date,
    /// Its last day; none while it lasts.
    pub end: Option<Date>,
}

/// An error about a servant's record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Two rows at the same time.
    #[error("another row of this history stands at the same time")]
    Overlap(Collision),
    /// Somebody else sits there.
    #[error("somebody else holds the seat at that time")]
    SeatTaken(Collision),
    /// No such row, or of another servant.
    #[error("the row does not exist in this servant's record")]
    RowNotFound,
    /// Corrected or taken out before.
    #[error("another row took the place of this one, or it was taken out")]
    RowSuperseded,
    /// Others count the seat as held.
    #[error("the row holds a seat of a position: end the placement")]
    RowHoldsSeat,
    /// A regular promotion too far.
    #[error(transparent)]
    AboveCeiling(#[from] AboveCeiling),
    /// One person, two records.
    #[error("another servant of this instansi has this NIK")]
    NikTaken,
    /// One account, two servants.
    #[error("another servant of this instansi is linked with this account")]
    AccountTaken,
    /// Nobody records about themselves.
    #[error("somebody else than the servant changes this record")]
    OwnRecord,
    /// Nothing to open.
    #[error("who the servant is was not recorded yet")]
    IdentityNotRecorded,
}

impl RecordError {
    /// A number or an account that somebody else has; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_servant_a_person") => Self::NikTaken.into(),
            Some("one_servant_an_account") => Self::AccountTaken.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::RowNotFound | Self::IdentityNotRecorded => Code::NotFound,
            Self::NikTaken | Self::AccountTaken => Code::AlreadyExists,
            Self::Overlap(_)
            | Self::SeatTaken(_)
            | Self::RowSuperseded
            | Self::RowHoldsSeat
            | Self::OwnRecord
            | Self::AboveCeiling(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::Overlap(_) => ErrorReason::RecordOverlap,
            Self::SeatTaken(_) => ErrorReason::SeatTaken,
            Self::RowNotFound => ErrorReason::RecordRowNotFound,
            Self::RowSuperseded => ErrorReason::RecordRowSuperseded,
            Self::RowHoldsSeat => ErrorReason::RowHoldsSeat,
            Self::AboveCeiling(_) => ErrorReason::RankAboveCeiling,
            Self::NikTaken => ErrorReason::NikTaken,
            Self::AccountTaken => ErrorReason::AccountTaken,
            Self::OwnRecord => ErrorReason::OwnRecord,
            Self::IdentityNotRecorded => ErrorReason::IdentityNotRecorded,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Overlap(other) | Self::SeatTaken(other) => vec![
                ("row", other.row.clone()),
                ("start_date", other.start.to_string()),
                ("end_date", other.end.map(|end| end.to_string()).unwrap_or_default()),
            ],
            Self::AboveCeiling(above) => vec![
                ("rank", above.rank.as_str().to_owned()),
                ("ceiling", above.ceiling.as_str().to_owned()),
                ("education", above.education.as_str().to_owned()),
            ],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::NikTaken | Self::AccountTaken => Some("asn.career.v1.Servant"),
            Self::IdentityNotRecorded => Some("asn.career.v1.Identity"),
            Self::RowNotFound => Some("asn.career.v1.ServantRecord"),
            _ => None,
        }
    }
}
