//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

pub mod final_ranking;
pub mod integration;
pub mod optimisation;
pub mod ranking;
pub mod result_code;
pub mod second_chance;
pub mod skb_scheme;
pub mod skd;
pub mod thousandths;
