//! The edge: parse everything, report all violations, call one command, render.

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
pub(crate) use scoring::*;
pub use screening::*;
