//! Statements on the selection of employees with a work agreement.

pub mod pppk_corrections;
pub mod pppk_criteria;
pub mod pppk_published;
pub mod pppk_results;
pub mod pppk_seats;
