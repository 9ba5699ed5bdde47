//! Training (*pengembangan kompetensi*): catalogue, sessions, nominations, hours (*JP*) and plans.

pub mod course;
pub mod external_training;
pub mod hours;
pub mod training_nomination;
pub mod training_participant;
pub mod training_plan;
pub mod training_rules;
pub mod training_session;
