//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

mod announcement;
mod intake;
mod scoring;
mod screening;

pub use announcement::*;
pub use intake::*;
pub use scoring::*;
pub use screening::*;
