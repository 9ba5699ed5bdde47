//! Units and the position map (*peta jabatan*).

use crate::domain::{
    job::Job,
    organisation::{Sector, Validity, single_spaced},
};
use jiff::{Timestamp, civil::Date};
use num_rational::BigRational;
use uuid::Uuid;

/// Between the names of a path.
pub const PATH_SEPARATOR: &str = " | ";
/// Longest path, in bytes: the database finds units by an index over it.
pub const LONGEST: usize = 2000;
/// Deepest path from the root.
pub const DEEPEST: usize = 12;

/// An organisation unit (*unor*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Id.
    pub id: Uuid,
    /// All names from the root.
    pub path: UnitPath,
    /// Unit above.
    pub parent: Option<Uuid>,
    /// Code in the region's register; none where positions brought the unit with their path.
    pub code: Option<String>,
    /// Its sector, or that of the nearest unit above that has one.
    pub sector: Option<Sector>,
    /// The days of its existence.
    pub validity: Validity,
    /// When it was first imported.
    pub create_time: Timestamp,
}

/// The names of a unit from the root, with single blanks and without empty ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitPath(Vec<String>);

/// The text is not a path of units.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    /// No name, or one between two separators is missing.
    #[error("must be unit names joined by ` | `, none of them empty")]
    EmptyName,
    /// Too many levels.
    #[error("must not have more than {DEEPEST} levels")]
    TooDeep,
    /// All names together are too long to be told apart by an index.
    #[error("must not have more than {LONGEST} bytes")]
    TooLong,
    /// A name is too long or holds control characters.
    #[error("unit names must have at most 250 characters and no control characters")]
    BadName,
}

impl UnitPath {
    /// Reads `PEMERINTAH KOTA SURABAYA | DINAS KESEHATAN | PUSKESMAS ASEMROWO`.
    pub fn parse(text: &str) -> Result<Self, BadPath> {
        let names: Vec<&str> = text.split('|').map(str::trim).collect();
        if names.iter().any(|name| name.is_empty()) {
            return Err(BadPath::EmptyName);
        }
        if names.len() > DEEPEST {
            return Err(BadPath::TooDeep);
        }
        if names.iter().any(|name| name.chars().any(char::is_control)) {
            return Err(BadPath::BadName);
        }
        let path = Self(names.into_iter().map(single_spaced).collect());
        if path.to_string().len() > LONGEST {
            return Err(BadPath::TooLong);
        }
        if path.0.iter().any(|name| name.chars().count() > 250) {
            return Err(BadPath::BadName);
        }
        Ok(path)
    }

    /// The unit's own name.
    pub fn display_name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The path of the unit above.
    pub fn parent(&self) -> Option<Self> {
        match self.0.as_slice() {
            [] | [_] => None,
            [above @ .., _] => Some(Self(above.to_vec())),
        }
    }

    /// This path and all above it, root first.
    pub fn with_ancestors(&self) -> Vec<Self> {
        (1..=self.0.len()).map(|depth| Self(self.0[..depth].to_vec())).collect()
    }
}

impl std::fmt::Display for UnitPath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.join(PATH_SEPARATOR))
    }
}

/// A job in a unit, with need and incumbents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Id.
    pub id: Uuid,
    /// Unit.
    pub unit: Uuid,
    /// Path of the unit.
    pub unit_path: String,
    /// Title of the job (*nama jabatan*).
    pub title: String,
    /// Job class (*kelas jabatan*) 1 to 17, 0 when not known.
    pub job_class: i32,
    /// Kind of job and level, once known.
    pub job: Option<Job>,
    /// People in it now (*bezetting*): those counted and those who came since.
    pub incumbents: i32,
    /// Day for which they were counted; none before the first count that has one.
    pub incumbents_date: Option<Date>,
    /// Those who came after that day, less those who left.
    pub moved: i32,
    /// People it needs (*kebutuhan*).
    pub required: i32,
    /// Seats determined and not filled yet.
    pub pending: i32,
    /// Exact workload in full-time people, once computed.
    pub full_time_equivalent: Option<BigRational>,
    /// Ruleset of the computation.
    pub ruleset: String,
    /// When it was computed.
    pub compute_time: Option<Timestamp>,
    /// Whether a structure change made the sheet invalid.
    pub stale: bool,
    /// Version.
    pub version: i64,
    /// When it was first imported.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

impl Position {
    /// `K − B`: how many people it lacks; negative is surplus.
    pub fn shortage(&self) -> i32 {
        self.required - self.incumbents
    }

    /// Seats that may still be proposed: the shortage less what was determined and is not filled yet.
    pub fn proposable(&self) -> i32 {
        self.shortage().saturating_sub(self.pending).max(0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_and_its_parents_found() {
        let path = UnitPath::parse("KOTA |  DINAS  KESEHATAN|PUSKESMAS\u{a0}ASEMROWO ").unwrap();
        assert_eq!(path.to_string(), "KOTA | DINAS KESEHATAN | PUSKESMAS ASEMROWO");
        assert_eq!(path.display_name(), "PUSKESMAS ASEMROWO");
        assert_eq!(path.parent().unwrap().to_string(), "KOTA | DINAS KESEHATAN");
        assert_eq!(path.with_ancestors().len(), 3);
    }

    #[test]
    fn a_bad_path_is_refused() {
        assert_eq!(UnitPath::parse(""), Err(BadPath::EmptyName));
        assert_eq!(UnitPath::parse("A | | B"), Err(BadPath::EmptyName));
        assert_eq!(UnitPath::parse(&["A"; 13].join("|")), Err(BadPath::TooDeep));
        assert_eq!(UnitPath::parse("A\u{7}"), Err(BadPath::BadName));
        assert_eq!(UnitPath::parse(&["é".repeat(190).as_str(); 6].join("|")), Err(BadPath::TooLong));
    }
}
