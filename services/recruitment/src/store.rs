//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

mod announcement;
mod appointment;
mod fairness;
mod intake;
mod internship;
mod objection;
mod official;
mod panel;
mod pppk;
mod proof;
mod scoring;
mod screening;

pub use self::proof::*;
pub use announcement::*;
pub use appointment::*;
pub use fairness::*;
pub use intake::*;
pub use internship::*;
pub use objection::*;
pub use official::*;
pub use panel::*;
pub use pppk::*;
pub use scoring::*;
pub use screening::*;
