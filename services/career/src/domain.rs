//! The rules of a career, pure: no I/O, no clock, no floating point.

pub mod credit;
pub mod nip;
pub mod pay;
pub mod retirement;
pub mod servant;
