//! Objections (*sanggah*) to announced results, and what they change.

pub mod difference;
pub mod objections;
pub mod reranking;
