//! What follows a low rating, and absence without an excuse.

pub mod absences;
pub mod discipline_cases;
pub mod improvement_cases;
pub mod improvement_decisions;
pub mod improvement_warners;
pub mod improvement_words;
pub mod low_ratings;
mod sealed_fields;
