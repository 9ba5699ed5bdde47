//! What the service can be asked to do: one file, one function, one short story. Edges begin and commit.

mod grievance;
mod improvement;
mod newcomer;
mod performance;
mod programme;
mod signals;
mod survey;

pub use grievance::*;
pub use improvement::*;
pub use newcomer::*;
pub use performance::*;
pub use programme::*;
pub use signals::*;
pub use survey::*;
