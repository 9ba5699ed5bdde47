//! Objections (*sanggah*) to announced results, and what they change.

mod changes;
pub mod objections;
mod rendering;
