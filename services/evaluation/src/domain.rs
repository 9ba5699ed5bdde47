//! The rules of evaluation, pure: no I/O, no clock, no floating point.

pub mod appraisal;
pub mod complaint;
pub mod distribution;
pub mod public_service;
pub mod quality;
pub mod rating;
pub mod sample;
pub mod satisfaction;
