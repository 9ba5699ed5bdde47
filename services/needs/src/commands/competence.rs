//! What a post demands of a person (*standar kompetensi*), and the map against those who hold it.

pub(crate) mod create_competency;
pub(crate) mod import_profiles;
pub(crate) mod publish_competency_standard;
pub(crate) mod set_competency_standard;

pub use create_competency::{CreateCompetency, create_competency};
pub use import_profiles::{KnownCompetencies, ProfilePositions, count_profiles, import_profiles};
pub use publish_competency_standard::{PublishCompetencyStandard, publish_competency_standard};
pub use set_competency_standard::{SetCompetencyStandard, set_competency_standard};
