//! Statements on the selection of employees with a work agreement.

pub mod pppk_results;
