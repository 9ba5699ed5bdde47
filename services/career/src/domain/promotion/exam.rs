//! Examinations that a promotion asks for (*ujian dinas*, *ujian penyesuaian ijazah*, *uji kompetensi*), as evidence.

use crate::domain::credit::Level;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// What was examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExamKind {
    /// *Ujian dinas tingkat I*: into class III.
    Service1,
    /// *Ujian dinas tingkat II*: into class IV.
    Service2,
    /// *Ujian kenaikan pangkat penyesuaian ijazah*: into the rank of a new diploma.
    DiplomaAdjustment,
    /// *Uji kompetensi*: into a functional level.
    LevelTest,
}

impl ExamKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Service1, "service_1"),
        (Self::Service2, "service_2"),
        (Self::DiplomaAdjustment, "diploma_adjustment"),
        (Self::LevelTest, "level_test"),
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

/// One examination of one servant. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamTaken {
    /// Id of the row.
    pub id: Uuid,
    /// Who was examined.
    pub servant: Uuid,
    /// What.
    pub kind: ExamKind,
    /// The level a competency test is for.
    pub level: Option<Level>,
    /// Whether it was passed.
    pub passed: bool,
    /// Day of the examination.
    pub date: Date,
    /// Number of the certificate.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}
