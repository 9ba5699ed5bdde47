pub mod corrections;
pub mod educations;
pub mod former_identities;
pub mod held;
pub mod identities;
pub mod known_servants;
pub mod national_lists;
pub mod passes;
pub mod placements;
pub mod positions;
pub mod punishments;
pub mod ranks;
pub mod ratings;
pub mod readings;
pub mod relatives;
pub mod seats;
pub mod servants;
pub mod standings;

use jiff::{ToSpan, civil::Date};

/// The last day of a range whose first day outside is `after`.
pub(crate) fn last_day(after: Option<jiff_sqlx::Date>) -> sqlx::Result<Option<Date>> {
    let before = |after: jiff_sqlx::Date| after.to_jiff().checked_sub(1.day());
    after.map(before).transpose().map_err(|error| sqlx::Error::Decode(error.into()))
}
