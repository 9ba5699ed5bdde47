//! What everybody can check: the logs of vacancies, and receipts.

pub mod logs;
pub mod proofs;
pub(crate) mod tree_cache;
