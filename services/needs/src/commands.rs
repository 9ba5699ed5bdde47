//! What the service can be asked to do: one file, one function, one short story. Edges begin and commit.

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
