//! What a post demands of a person (*standar kompetensi*), and the map against those who hold it.

pub mod competencies;
pub mod competency_map;
pub(crate) mod competency_messages;
