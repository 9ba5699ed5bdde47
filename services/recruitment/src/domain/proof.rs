//! What is published for everybody to check (*bukti*): the leaves of a vacancy's log, and the recount from them alone.

pub mod age_order;
pub mod correction_leaf;
pub(crate) mod corrections;
pub(crate) mod decided_ties;
pub mod leaf;
pub mod leaf_text;
pub(crate) mod log_order;
pub mod recount;
pub(crate) mod recount_history;
pub(crate) mod score_leaves;
pub mod seat_leaf;
pub(crate) mod seats;
pub(crate) mod standings;
