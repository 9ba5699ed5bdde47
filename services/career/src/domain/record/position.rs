//! What this service knows of a position of the needs service, as needs told it.

use crate::domain::job::Job;

/// A node of the position map (*peta jabatan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Name in the needs service.
    pub name: String,
    /// Version that was told; an older one changes nothing.
    pub version: i64,
    /// Title (*nama jabatan*).
    pub title: String,
    /// Unit in the needs service.
    pub unit: String,
    /// Path of the unit, joined by ` | `.
    pub unit_path: String,
    /// Sector of the unit; empty where none is known.
    pub sector: String,
    /// Kind of job; none where needs does not know it.
    pub job: Option<Job>,
    /// Job class (*kelas jabatan*) 1 to 17; 0 when not known.
    pub job_class: i32,
}
