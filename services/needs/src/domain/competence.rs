//! What a post demands of a person (*standar kompetensi*), and the map against those who hold it.

pub mod competency;
pub mod competency_map;
pub mod competency_standard;
pub mod job_match;
