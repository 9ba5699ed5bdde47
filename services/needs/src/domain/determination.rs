//! From the proposal to the minister (*usulan*) to what was determined (*penetapan*).

pub mod breakdown;
pub mod e_formasi;
pub mod need;
pub mod procedure;
pub mod proposal;
pub mod proposal_rules;
pub mod step;
