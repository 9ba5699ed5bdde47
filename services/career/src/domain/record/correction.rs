//! Why a row of a history took the place of another (*pembetulan*), or was taken out.

use super::sealed_fields::{join, split};
use jiff::Timestamp;
use uuid::Uuid;

/// A history of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum History {
    /// *Riwayat pendidikan*.
    Educations,
    /// *Riwayat golongan*.
    Ranks,
    /// *Riwayat jabatan*.
    Posts,
    /// *Kedudukan hukum*.
    Standings,
    /// *Riwayat keluarga*.
    Relatives,
    /// *Hukuman disiplin*.
    Punishments,
}

impl History {
    /// Every history with the name of its collection.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Educations, "educations"),
        (Self::Ranks, "ranks"),
        (Self::Posts, "posts"),
        (Self::Standings, "standings"),
        (Self::Relatives, "relatives"),
        (Self::Punishments, "punishments"),
    ];

    /// The name of its collection.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Row that was superseded.
    pub superseded: Uuid,
    /// Row in its place; none where it was taken out.
    pub row: Option<Uuid>,
    /// Whose record.
    pub servant: Uuid,
    /// Why.
    pub reason: String,
    /// Number of the decree that corrects.
    pub decree_number: String,
    /// When.
    pub record_time: Timestamp,
}

impl Correction {
    /// Why and by which decree, as it is sealed: it may repeat what the row had sealed.
    pub fn detail(&self) -> String {
        join(&[&self.reason, &self.decree_number])
    }

    /// Reads such a record.
    pub fn read_detail(text: &str) -> Option<(String, String)> {
        split(text).map(|[reason, decree_number]| (reason, decree_number))
    }
}
