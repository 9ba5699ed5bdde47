//! Whether an application meets the requirements (*seleksi administrasi*).

mod announce_administration;
mod import_verdicts;

pub use announce_administration::announce_administration;
pub use import_verdicts::{VerdictLine, import_verdicts};
