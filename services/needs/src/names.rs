//! Resource names of this service.

use crate::domain::{need::Need, reassessment::Reassessment};
use platform::{aggregate, names::Collection};

/// Organisation units.
pub const UNIT: Collection = Collection("units");
/// Positions of the job map.
pub const POSITION: Collection = Collection("positions");
/// Proposals of needs.
pub const PROPOSAL: Collection = Collection("proposals");
/// Determined needs.
pub const NEED: Collection = Collection("needs");
/// Reassessments of needs.
pub const REASSESSMENT: Collection = Collection("reassessments");

aggregate!(Need, NEED);
aggregate!(Reassessment, REASSESSMENT);
