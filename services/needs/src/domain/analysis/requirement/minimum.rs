//! The legal minimum of a health centre (*standar ketenagaan minimal puskesmas*, Permenkes 75/2014) as a derivation.

use super::RequirementError;
use crate::domain::derivation::{Derivation, Draft};

/// Which facility (*jenis fasilitas*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facility {
    /// *Non rawat inap*.
    WithoutBeds,
    /// *Rawat inap*.
    WithBeds,
    /// *Puskesmas pembantu*.
    SubCentre,
}

/// Where it stands (*kawasan*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    Urban,
    Rural,
    Remote,
}

/// Whose minimum it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumInput {
    pub facility: Facility,
    pub area: Area,
    /// Kind of staff (*jenis tenaga*) as the table names it.
    pub staff: String,
}

/// One row of the table: people of one kind of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumRow {
    pub staff: String,
    /// Urban, rural, remote: without beds, with beds.
    pub urban: [u32; 2],
    pub rural: [u32; 2],
    pub remote: [u32; 2],
    pub sub_centre: u32,
}

/// The table of a regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumRules {
    pub rows: Vec<MinimumRow>,
}

impl MinimumRow {
    /// The people (*jumlah minimal*) of this kind of staff.
    pub fn people(&self, facility: Facility, area: Area) -> u32 {
        let [without, with] = match area {
            Area::Urban => self.urban,
            Area::Rural => self.rural,
            Area::Remote => self.remote,
        };
        match facility {
            Facility::WithoutBeds => without,
            Facility::WithBeds => with,
            Facility::SubCentre => self.sub_centre,
        }
    }
}

impl MinimumInput {
    /// The derivation: a cell of the table.
    pub(super) fn tree(&self, mut draft: Draft, rules: &MinimumRules) -> Result<Derivation, RequirementError> {
        let row = rules.rows.iter().find(|row| row.staff.eq_ignore_ascii_case(&self.staff)).ok_or_else(|| {
            let known: Vec<&str> = rules.rows.iter().map(|row| row.staff.as_str()).collect();
            RequirementError::UnknownStaff(known.join(", "))
        })?;
        let area = match self.area {
            Area::Urban => "perkotaan",
            Area::Rural => "perdesaan",
            Area::Remote => "terpencil dan sangat terpencil",
        };
        let facility = match self.facility {
            Facility::WithoutBeds => "puskesmas non rawat inap",
            Facility::WithBeds => "puskesmas rawat inap",
            Facility::SubCentre => "puskesmas pembantu",
        };
        let people = exact::whole(u64::from(row.people(self.facility, self.area)));
        let origin = format!("tabel minimal, baris {}, kolom {facility} {area}", row.staff);
        let label = format!("Standar minimal {}", row.staff);
        draft.rule("minimum/posts", label, "orang", &people, &origin)?;
        Ok(draft.finish())
    }
}
