//! The rules of needs analysis, pure: no I/O, no clock, no floating point.

pub mod abk_kes;
pub mod approach;
pub mod efficiency;
pub mod need;
pub mod position;
pub mod proposal;
pub mod reassessment;
pub mod step;
pub mod wisn;
pub mod workload;
