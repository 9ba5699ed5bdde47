//! What is published for everybody to check (*bukti*): the leaves of a vacancy's log, and the recount from them alone.

pub mod age_order;
pub mod leaf;
pub mod leaf_text;
pub mod recount;
mod recount_history;
pub mod seat_leaf;
pub(crate) mod seats;
