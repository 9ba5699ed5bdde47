//! The rating of an organisation and year (*predikat kinerja organisasi*), as it was set elsewhere.

use crate::domain::distribution::OrganisationPredikat;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// A recorded rating of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRating {
    /// Id.
    pub id: Uuid,
    /// Unit in the needs service.
    pub unit: String,
    /// Calendar year.
    pub year: i32,
    /// The rating.
    pub predikat: OrganisationPredikat,
    /// The document that set it.
    pub document_number: String,
    /// Day of the document.
    pub document_date: Date,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}
