//! Reasons that are given about people in an open selection: kept sealed, for the inspectorate.

use jiff::Timestamp;
use uuid::Uuid;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// A conflict of interest (*benturan kepentingan*).
    Conflict,
    /// A member was excused.
    Excuse,
    /// A member was replaced.
    Replacement,
    /// A member left.
    Leaving,
    /// A held result was released.
    Release,
    /// A tie at the last place was decided.
    Tie,
    /// The appointing authority chose.
    Decision,
}

impl NoteKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Conflict, Self::Excuse, Self::Replacement, Self::Leaving, Self::Release, Self::Tie, Self::Decision];

    /// As tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Excuse => "excuse",
            Self::Replacement => "replacement",
            Self::Leaving => "leaving",
            Self::Release => "release",
            Self::Tie => "tie",
            Self::Decision => "decision",
        }
    }

    /// Reads what [`NoteKind::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Whom and what a reason is about, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Id; the sealed text belongs to it.
    pub id: Uuid,
    /// Selection.
    pub selection: Uuid,
    /// What was decided.
    pub kind: NoteKind,
    /// Member, if it is about one.
    pub member: Option<Uuid>,
    /// Candidate, if it is about one.
    pub candidate: Option<Uuid>,
    /// When it was given.
    pub create_time: Timestamp,
}
