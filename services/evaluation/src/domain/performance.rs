//! The year's work (*SKP*): planned, worked on, rated, final; feedback, organisations and ratings of old.

pub mod appraisal;
pub mod core_value;
pub mod distribution;
pub mod past_rating;
pub mod rating;
pub mod service_time;
pub mod skp_content;
pub mod skp_feedback;
pub mod skp_plan;
pub mod skp_rules;
pub mod skp_stage;
pub mod unit_rating;
