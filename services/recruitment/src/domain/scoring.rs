//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

pub mod decides_by;
pub mod fill_time;
pub mod final_ranking;
pub mod final_rules;
pub mod integration;
pub mod optimisation;
pub mod pass_rules;
pub mod ranking;
pub mod recapitulation;
pub mod result_code;
pub mod second_chance;
pub mod skb_outcome;
pub mod skb_scheme;
pub mod skd;
pub mod skd_rules;
pub mod thousandths;
pub mod tie;
pub mod unfilled_seats;
