//! The edge: parse everything, report all violations, call one command, render.

mod grievance;
mod impact;
mod imports;
mod improvement;
mod newcomer;
mod performance;
mod programme;
mod signals;
mod survey;

pub use grievance::*;
pub use impact::*;
pub use improvement::*;
pub use newcomer::*;
pub use performance::*;
pub use programme::*;
pub use signals::*;
pub use survey::*;
