//! What makes a need stale: population, volumes, surveys, complaints, and the reassessment they open.

pub mod campaigns;
pub mod populations;
pub mod reassessments;
pub mod responses;
pub mod signals;
