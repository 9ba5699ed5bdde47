//! Objections (*sanggah*) to announced results, and what they change.

pub mod evidence;
pub mod made_corrections;
pub mod objections;
pub mod rerankings;
pub mod result_changes;
