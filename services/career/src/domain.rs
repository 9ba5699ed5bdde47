//! The rules of a career, pure: no I/O, no clock, no floating point.

mod competency;
mod departure;
mod mentoring;
mod onboarding;
mod own;
mod promotion;
mod record;
mod talent;
mod training;
mod welfare;

pub use competency::*;
pub use departure::*;
pub use mentoring::*;
pub use onboarding::*;
pub use own::*;
pub use promotion::*;
pub use record::*;
pub use talent::*;
pub use training::*;
pub use welfare::*;

/// The servant's number, which recruitment reads by the same rules.
pub use ::nip;
