//! What is announced about an open vacancy after it opened (*pengumuman susulan*).

use jiff::Timestamp;
use uuid::Uuid;

/// One announcement; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Id.
    pub id: Uuid,
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// What changed.
    pub change: Change,
    /// Why.
    pub reason: String,
    /// When it was announced.
    pub create_time: Timestamp,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A later closing time (*perpanjangan pendaftaran*).
    Extension { from: Timestamp, to: Timestamp },
    /// Other evidence in place of a kind of document (*bukti pengganti*): its code, or the words of who announced it before kinds
    /// had codes. What was announced stays as it was.
    Evidence { document: String, evidence: String },
}
