//! From the proposal to the minister (*usulan*) to what was determined (*penetapan*).

pub mod breakdowns;
pub mod deadlines;
pub mod e_formasi;
pub mod needs;
pub mod proposal_items;
pub mod proposals;
pub mod steps;
