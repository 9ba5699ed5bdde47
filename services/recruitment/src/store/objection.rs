//! Objections (*sanggah*) to announced results, and what they change.

pub mod evidence;
pub mod objections;
pub mod rerankings;
pub mod result_changes;
