//! What a store was given and what it lost, counted by the callers and by the writer alike.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a store has been given since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Spans taken over for keeping.
    pub spans: u64,
    /// Spans lost to a full queue, a failing disk, or their own size.
    pub dropped: u64,
    /// Metric points seen; they are counted and not kept.
    pub points: u64,
}

#[derive(Default)]
pub(super) struct Counters {
    offered: AtomicU64,
    dropped: AtomicU64,
    points: AtomicU64,
}

impl Counters {
    pub(super) fn offered(&self, spans: usize) {
        self.offered.fetch_add(spans as u64, Relaxed);
    }

    pub(super) fn dropped(&self, spans: usize) {
        self.dropped.fetch_add(spans as u64, Relaxed);
    }

    pub(super) fn points(&self, points: usize) {
        self.points.fetch_add(points as u64, Relaxed);
    }

    pub(super) fn snapshot(&self) -> Counts {
        let dropped = self.dropped.load(Relaxed);
        let spans = self.offered.load(Relaxed).saturating_sub(dropped);
        Counts { spans, dropped, points: self.points.load(Relaxed) }
    }
}
