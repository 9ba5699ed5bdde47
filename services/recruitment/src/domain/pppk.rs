//! The selection of employees with a work agreement (*seleksi PPPK*): its test, its tiers, its order.

pub mod competency_test;
pub mod pppk_leaf;
pub mod pppk_ranking;
pub mod pppk_recount;
pub mod pppk_reranking;
pub mod pppk_score;
pub mod pppk_seniority;
mod pppk_step;
pub mod pppk_unfilled;
