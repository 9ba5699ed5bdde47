//! The year's work (*SKP*): planned, worked on, rated, final; feedback, organisations and ratings of old.

pub mod appraisals;
pub mod late_servants;
pub mod past_ratings;
pub mod rating_texts;
pub mod servant_accounts;
pub mod servants;
pub mod skp_contents;
pub mod skp_feedbacks;
pub mod skp_plans;
pub mod skp_records;
pub mod unit_ratings;
