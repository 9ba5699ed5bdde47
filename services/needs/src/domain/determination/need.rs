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
    /// Seats that were free when the proposal was finished; they may be asked for again.
    pub lapsed: i32,
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
    /// One more seat is filled; somebody appointed late takes a seat that had lapsed.
    pub fn fill(&mut self) -> Result<(), Overfilled> {
        if self.filled >= self.seats {
            return Err(Overfilled { seats: self.seats });
        }
        self.filled += 1;
        self.lapsed = self.lapsed.min(self.seats - self.filled);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_late_takes_a_lapsed_seat() {
        let mut need = Need {
            id: Uuid::nil(),
            position: Uuid::nil(),
            kind: NeedKind::General,
            seats: 2,
            education: Vec::new(),
            proposal: Uuid::nil(),
            year: 2025,
            decision_number: String::new(),
            filled: 1,
            lapsed: 1,
            event_id: None,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
        };
        need.fill().unwrap();
        assert_eq!((need.filled, need.lapsed), (2, 0));
        assert_eq!(need.fill(), Err(Overfilled { seats: 2 }));
    }
}
