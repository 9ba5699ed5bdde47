//! The rules of recruitment, pure: no I/O, no clock, no floating point.

mod announcement;
mod intake;
mod scoring;
mod screening;

pub use announcement::*;
pub use intake::*;
pub use scoring::*;
pub use screening::*;
