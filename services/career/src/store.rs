//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

mod competency;
mod departure;
mod impact;
mod mentoring;
mod onboarding;
mod own;
mod promotion;
mod record;
mod talent;
mod training;
mod welfare;

pub use competency::*;
pub use departure::*;
pub use impact::*;
pub use mentoring::*;
pub use onboarding::*;
pub use own::*;
pub use promotion::*;
pub use record::*;
pub use talent::*;
pub use training::*;
pub use welfare::*;

use platform::sensitive::{Sealed, Vault};
use uuid::Uuid;

/// A text in a table that no version of the service wrote.
fn unknown(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} `{text}`").into())
}

/// Opens the sealed record of `owner` and reads it.
fn unsealed<T>(vault: &Vault, owner: Uuid, sealed: &Sealed, read: impl FnOnce(&str) -> Option<T>) -> sqlx::Result<T> {
    let bytes = vault.open(owner.as_bytes(), sealed).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| sqlx::Error::Decode(error.into()))?;
    read(text).ok_or_else(|| sqlx::Error::Decode("a sealed record that no version wrote".into()))
}
