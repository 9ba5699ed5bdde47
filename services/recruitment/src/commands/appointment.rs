//! From the published result to the first day of service (*pemberkasan*, *pengangkatan*).

mod appoint_candidate;

pub use appoint_candidate::{AppointCandidate, appoint_candidate};
