//! The year's work (*SKP*): planned, worked on, rated, final; feedback, organisations and ratings of old.

pub mod appraisals;
mod late_servants;
pub mod past_ratings;
pub mod servant_accounts;
mod skp_content_messages;
pub mod skp_feedbacks;
mod skp_plan_messages;
pub mod skp_plans;
mod skp_sheets;
pub mod skp_views;
pub mod unit_ratings;
