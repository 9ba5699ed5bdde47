//! What the others are told of a position: what it is, never how many people it has.

use uuid::Uuid;

/// A position as it is told. Kind and level are the names of tables and events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionDefinition {
    /// Id.
    pub id: Uuid,
    /// Version.
    pub version: i64,
    /// Title of the job (*nama jabatan*).
    pub title: String,
    /// Unit.
    pub unit: Uuid,
    /// Path of the unit.
    pub unit_path: String,
    /// Sector of the unit; empty where none is known.
    pub sector: String,
    /// Kind of job; empty where it is not known.
    pub job_type: String,
    /// Level of a functional job; empty otherwise.
    pub job_level: String,
    /// Job class (*kelas jabatan*) 1 to 17; 0 where it is not known.
    pub job_class: i32,
}
