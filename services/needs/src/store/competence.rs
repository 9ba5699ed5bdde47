//! What a post demands of a person (*standar kompetensi*), and the map against those who hold it.

pub mod competencies;
pub mod competency_jobs;
pub mod competency_profiles;
pub mod competency_revisions;
pub mod competency_standards;
