//! The rules of recruitment, pure: no I/O, no clock, no floating point.

pub mod application;
pub mod final_ranking;
pub mod identity;
pub mod integration;
pub mod nik;
pub mod optimisation;
pub mod ranking;
pub mod result_code;
pub mod ruleset;
pub mod second_chance;
pub mod skb_scheme;
pub mod skd;
pub mod thousandths;
pub mod vacancy;
