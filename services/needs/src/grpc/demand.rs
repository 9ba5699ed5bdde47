//! What makes a need stale: population, volumes, surveys, complaints, and the reassessment they open.

pub(crate) mod campaign_requests;
pub mod campaigns;
pub mod reassessments;
pub(crate) mod signal_requests;
pub mod signals;
