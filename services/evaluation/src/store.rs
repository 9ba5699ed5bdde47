//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

mod grievance;
pub mod import_turns;
mod improvement;
mod newcomer;
mod performance;
mod programme;
mod signals;
mod survey;

pub use grievance::*;
pub use improvement::*;
pub use newcomer::*;
pub use performance::*;
pub use programme::*;
pub use signals::*;
pub use survey::*;

/// A text in a table that no version of the service wrote.
pub(crate) fn unknown(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} `{text}`").into())
}
