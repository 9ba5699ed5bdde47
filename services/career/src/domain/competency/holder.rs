//! A servant as the one whom a profile is of.

use uuid::Uuid;

/// Id and version of a servant: as much as an event about a servant needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Id of the servant.
    pub id: Uuid,
    /// Version of the servant.
    pub version: i64,
}
