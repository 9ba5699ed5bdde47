//! Talent (*manajemen talenta*), succession (*rencana suksesi*) and transfer (*mutasi*).

pub mod key_post;
pub mod level_entry;
pub mod match_score;
pub mod nine_box;
pub mod post_requirement;
pub mod potential;
pub mod succession;
pub mod talent_box;
pub mod talent_condition;
pub mod talent_rules;
pub mod transfer;
pub mod transfer_rules;
