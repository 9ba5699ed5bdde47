//! The edge: parse everything, report all violations, call one command, render.

mod announcement;
mod intake;
mod scoring;
mod screening;

pub use announcement::*;
pub use intake::*;
pub(crate) use scoring::*;
pub use screening::*;
