//! `siklus bundle` and `siklus verify`: everything about a published vacancy or an announced open selection in one file, and
//! its recount without the service that published it.

mod bundle;
mod check;
mod documents;
mod fetch;
mod report;
mod selection;

pub use bundle::{Bundle, HeadFile, KeyEntry, LeafEntry};
pub use check::{Checked, check};
pub use documents::ShownDocuments;
pub use fetch::{fetch, fetch_head};
pub use report::{Asked, BelievedKey};
