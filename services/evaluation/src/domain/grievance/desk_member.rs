//! Whose account answers for a unit: the desk (*pejabat penghubung*) that handles the complaints assigned to it.

use jiff::Timestamp;
use uuid::Uuid;

/// An account at the desk of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskMember {
    /// Id.
    pub id: Uuid,
    /// Unit.
    pub unit: Uuid,
    /// Opaque subject of the account's tokens.
    pub account: String,
    /// Version.
    pub version: i64,
    /// When it was linked.
    pub create_time: Timestamp,
}
