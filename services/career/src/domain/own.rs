//! What a servant may ask of the own record.

pub mod correction_request;
