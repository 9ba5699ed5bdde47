//! The trace store of one machine: receives what the services export, keeps the newest spans in a
//! bounded folder, and draws one trace for a person at a terminal. Sampling and long-term keeping
//! are the business of a real backend.

pub mod collector;
mod lookup;
#[cfg(test)]
mod samples;
mod span;
pub mod store;
pub mod tree;

pub use collector::Collector;
pub use lookup::find;
pub use span::{SpanKind, SpanRecord, SpanStatus};
pub use store::{Counts, Store};
pub use tree::draw;
