//! What is announced about an open selection after it opened (*pengumuman susulan*).

use crate::domain::open_selection::State;
use jiff::Timestamp;
use uuid::Uuid;

/// One announcement; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectionNotice {
    /// Id.
    pub id: Uuid,
    /// Selection.
    pub selection: Uuid,
    /// What changed.
    pub change: SelectionChange,
    /// Why.
    pub reason: String,
    /// When it was announced.
    pub create_time: Timestamp,
}

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionChange {
    /// A later closing time (*perpanjangan pendaftaran*).
    Extension { from: Timestamp, to: Timestamp },
    /// The end without a choice (*pembatalan*), and where the selection stood.
    Cancellation(State),
}
