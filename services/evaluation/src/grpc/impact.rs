//! This service's part of the answer from complaint to effect.

pub mod service_impacts;
