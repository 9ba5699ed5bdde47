//! The edge: parse everything, report all violations, call one command, render.

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
