//! Statements on official lists and what an audit found.

pub mod computed;
pub mod differences;
pub mod official_lists;
pub mod official_rows;
