//! This service's part of the answer from complaint to effect.

pub mod need_impacts;
