//! From the proposal to the minister (*usulan*) to what was determined (*penetapan*).

pub(crate) mod csv;
pub mod determinations;
pub mod drafts;
pub mod e_formasi;
pub(crate) mod fitting;
pub(crate) mod formation_rows;
pub mod needs;
pub(crate) mod proposal_messages;
pub mod proposals;
