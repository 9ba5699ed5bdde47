//! What is published for everybody to check (*bukti*): the leaves of a vacancy's log, and the recount from them alone.

pub mod leaf;
pub mod leaf_text;
pub mod recount;
