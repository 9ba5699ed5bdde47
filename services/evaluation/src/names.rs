//! Resource names of this service, and of others that it refers to.

use crate::domain::{appraisal::Appraisal, complaint::Complaint, public_service::PublicService};
use platform::{aggregate, names::Collection};

/// Appraisals.
pub const APPRAISAL: Collection = Collection("appraisals");
/// Public services.
pub const PUBLIC_SERVICE: Collection = Collection("publicServices");
/// Complaints.
pub const COMPLAINT: Collection = Collection("complaints");
/// Servants of the career service.
pub const SERVANT: Collection = Collection("servants");
/// Positions of the needs service.
pub const POSITION: Collection = Collection("positions");
/// Units of the needs service.
pub const UNIT: Collection = Collection("units");

aggregate!(Appraisal, APPRAISAL);
aggregate!(PublicService, PUBLIC_SERVICE);
aggregate!(Complaint, COMPLAINT);
