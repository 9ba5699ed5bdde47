//! Retirement (*pensiun*) and every other way to leave (*pemberhentian*).

pub mod exit;
pub mod retirement;
pub mod retirement_rules;
