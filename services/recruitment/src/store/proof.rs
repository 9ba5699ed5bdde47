//! The logs of vacancies: leaves, heads and keys.

pub mod keys;
pub mod leaves;
pub mod logs;
pub mod published;
