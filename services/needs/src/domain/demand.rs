//! What makes a need stale: population, volumes, surveys, complaints, and the reassessment they open.

pub mod campaign;
pub mod reassessment;
pub mod region;
pub mod signal;
