//! The selection of employees with a work agreement.

pub mod pppk_selections;
