//! A legal standing for a time (*kedudukan hukum*), by BKN's codes.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// The standing of whoever is in active service, also where no row says so.
pub const ACTIVE: &str = "01";

/// A standing one servant has for a time. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldStanding {
    /// Id of the row.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// BKN's code.
    pub code: String,
    /// First day.
    pub start: Date,
    /// Last day; none while it lasts.
    pub end: Option<Date>,
    /// Number of the decree (*nomor SK*).
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Option<Date>,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

impl HeldStanding {
    /// Whether it is in force on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }
}
