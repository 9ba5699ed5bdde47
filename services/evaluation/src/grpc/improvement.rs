//! What follows a low rating, and absence without an excuse.

mod discipline_messages;
pub mod disciplines;
mod improvement_messages;
mod improvement_requests;
mod improvement_sheets;
mod improvement_views;
pub mod improvements;
