//! Determined needs (*rincian formasi*).

use jiff::Timestamp;
use uuid::Uuid;

/// Kind of need (*jenis kebutuhan*): who the seats are meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NeedKind {
    /// *Umum*.
    General,
    /// *Cumlaude*.
    CumLaude,
    /// *Diaspora*.
    Diaspora,
    /// *Penyandang disabilitas*.
    Disability,
    /// *Putra/putri Papua*.
    Papua,
    /// *Putra/putri daerah tertinggal*.
    DisadvantagedRegion,
    /// *Putra/putri Kalimantan*.
    Kalimantan,
    /// *Orang asli Papua* (OAP).
    IndigenousPapuan,
    /// *Umum (non OAP)*.
    GeneralNonPapuan,
}

/// The permission to recruit that the minister gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Id.
    pub id: Uuid,
    /// Position.
    pub position: Uuid,
    /// Kind.
    pub kind: NeedKind,
    /// Seats determined.
    pub seats: i32,
    /// Accepted education (*kualifikasi pendidikan*).
    pub education: Vec<String>,
    /// Proposal it came from.
    pub proposal: Uuid,
    /// Budget year.
    pub year: i32,
    /// Number of the minister's decision.
    pub decision_number: String,
    /// Seats filled so far.
    pub filled: i32,
    /// Event that told the other services.
    pub event_id: Option<Uuid>,
    /// Version.
    pub version: i64,
    /// When it was determined.
    pub create_time: Timestamp,
}

/// More people than seats: two services disagree.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("all {seats} seats of the need are filled")]
pub struct Overfilled {
    /// Seats determined.
    pub seats: i32,
}

impl Need {
    /// One more seat is filled.
    pub fn fill(&mut self) -> Result<(), Overfilled> {
        if self.filled >= self.seats {
            return Err(Overfilled { seats: self.seats });
        }
        self.filled += 1;
        Ok(())
    }
}
