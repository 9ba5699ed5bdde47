//! The edge: parse everything, report all violations, call one command, render.

mod announcement;
mod intake;
mod scoring;

pub use announcement::*;
pub use intake::*;
pub(crate) use scoring::*;
