//! The rules of a career, pure: no I/O, no clock, no floating point.

pub mod credit;
pub mod pay;
pub mod retirement;
pub mod servant;

/// The servant's number, which recruitment reads by the same rules.
pub use ::nip;
