//! The rules of needs analysis, pure: no I/O, no clock, no floating point.

mod analysis;
mod competence;
mod demand;
mod determination;
mod establishment;
mod forum;
mod planning;

pub use analysis::*;
pub use competence::*;
pub use demand::*;
pub use determination::*;
pub use establishment::*;
pub use forum::*;
pub use planning::*;
