//! One link of the causal chain behind a position.

use jiff::Timestamp;
use uuid::Uuid;

/// What happened to a position, and what caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Id, in the order of happening.
    pub id: Uuid,
    /// When it happened.
    pub time: Timestamp,
    /// `workload.computed`, `need.determined`, `position.filled` …
    pub kind: String,
    /// The resource it happened to.
    pub resource: String,
    /// One sentence for people.
    pub summary: String,
    /// Event it published.
    pub event_id: Option<Uuid>,
    /// Event that caused it; none when a person did.
    pub caused_by: Option<Uuid>,
    /// Trace, 32 hex digits.
    pub trace_id: String,
    /// Ruleset that decided, or empty.
    pub ruleset: String,
}
