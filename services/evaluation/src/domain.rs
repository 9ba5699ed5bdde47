//! The rules of evaluation, pure: no I/O, no clock, no floating point.

pub mod days;
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
