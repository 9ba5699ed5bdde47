//! The selection of employees with a work agreement (*seleksi PPPK*): its test, its tiers, its order.

pub mod competency_test;
pub mod pppk_ranking;
pub mod pppk_score;
mod pppk_step;
