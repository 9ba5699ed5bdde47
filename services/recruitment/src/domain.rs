//! The rules of recruitment, pure: no I/O, no clock, no floating point.

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
