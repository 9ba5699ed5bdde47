//! Where spans stay: in a folder of at most so many bytes, or in memory for tests. Handing a span
//! over never waits for the disk; what does not fit into the queue is dropped and counted, because
//! a trace is worth less than the work it shows.

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep},
};

use super::SpanRecord;
use counts::Counters;
use segments::Segments;
use writer::Message;

pub use counts::Counts;

mod counts;
mod segments;
mod writer;

/// The bytes a store takes unless told otherwise.
pub const DEFAULT_LIMIT: u64 = 64 * 1024 * 1024;
/// Less than this would hold a handful of spans and rotate all the time.
const SMALLEST_LIMIT: u64 = 4096;
/// Spans that `in_memory` keeps, so that a long test run does not grow without end.
const MEMORY_SPANS: usize = 100_000;
const POLL_PAUSE: Duration = Duration::from_millis(20);

/// A handle to the spans of this machine; clones share them.
#[derive(Clone)]
pub struct Store {
    counters: Arc<Counters>,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Memory(Arc<Mutex<VecDeque<SpanRecord>>>),
    Folder { directory: PathBuf, sender: mpsc::Sender<Message> },
}

impl Store {
    /// Opens the folder for one writing process, creates it if needed, and keeps it below `limit`
    /// bytes.
    pub fn open(directory: &Path, limit: u64) -> anyhow::Result<Self> {
        ensure!(limit >= SMALLEST_LIMIT, "a trace store needs at least {SMALLEST_LIMIT} bytes, not {limit}");
        let counters = Arc::new(Counters::default());
        let segments = Segments::open(directory, limit)
            .with_context(|| format!("cannot open the trace store at {}", directory.display()))?;
        let sender = writer::spawn(segments, Arc::clone(&counters)).context("cannot start the trace writer")?;
        Ok(Self { counters, place: Place::Folder { directory: directory.to_owned(), sender } })
    }

    /// A store that forgets everything with its last clone.
    pub fn in_memory() -> Self {
        Self { counters: Arc::default(), place: Place::Memory(Arc::default()) }
    }

    /// Takes spans over without waiting and returns how many had to be dropped.
    pub fn keep(&self, spans: Vec<SpanRecord>) -> usize {
        self.counters.offered(spans.len());
        match &self.place {
            Place::Memory(kept) => {
                remember(&mut lock(kept), spans);
                0
            }
            Place::Folder { sender, .. } => {
                let send = |span| sender.try_send(Message::Span(Box::new(span)));
                let dropped = spans.into_iter().map(send).filter(Result::is_err).count();
                self.counters.dropped(dropped);
                dropped
            }
        }
    }

    pub(super) fn count_points(&self, points: usize) {
        self.counters.points(points);
    }

    /// What came in so far.
    pub fn counts(&self) -> Counts {
        self.counters.snapshot()
    }

    /// Waits until every span taken over before this call can be read from another process.
    pub async fn flush(&self) -> io::Result<()> {
        let Place::Folder { sender, .. } = &self.place else {
            return Ok(());
        };
        let (done, finished) = oneshot::channel();
        let gone = || io::Error::other("the trace writer has ended");
        sender.send(Message::Flush(done)).await.map_err(|_| gone())?;
        finished.await.map_err(|_| gone())?
    }

    /// The spans of one trace that are readable now, by start; a store in a folder reads its files
    /// for it.
    pub fn spans_of(&self, trace_id: &str) -> Vec<SpanRecord> {
        match &self.place {
            Place::Memory(kept) => {
                in_order(lock(kept).iter().filter(|span| span.trace_id == trace_id).cloned().collect())
            }
            Place::Folder { directory, .. } => Self::read(directory, trace_id).unwrap_or_else(|error| {
                tracing::warn!(%error, "cannot read the trace store");
                Vec::new()
            }),
        }
    }

    /// Waits until the trace has the spans that `enough` asks for; the error names the spans that
    /// did come.
    pub async fn eventually(
        &self,
        trace_id: &str,
        within: Duration,
        enough: impl Fn(&[SpanRecord]) -> bool,
    ) -> anyhow::Result<Vec<SpanRecord>> {
        let deadline = Instant::now() + within;
        loop {
            let spans = self.spans_of(trace_id);
            if enough(&spans) {
                return Ok(spans);
            }
            if Instant::now() >= deadline {
                let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
                bail!("trace {trace_id} is not complete after {within:?}, it has {names:?}");
            }
            sleep(POLL_PAUSE).await;
        }
    }

    /// The spans in a folder whose trace id begins with `trace_id`, by start; safe while another
    /// process writes.
    pub fn read(directory: &Path, trace_id: &str) -> anyhow::Result<Vec<SpanRecord>> {
        segments::scan(directory, trace_id)
            .map(in_order)
            .with_context(|| format!("cannot read the trace store at {}", directory.display()))
    }
}

fn in_order(mut spans: Vec<SpanRecord>) -> Vec<SpanRecord> {
    spans.sort_by(|a, b| (a.start_unix_nano, &a.span_id).cmp(&(b.start_unix_nano, &b.span_id)));
    spans
}

fn remember(kept: &mut VecDeque<SpanRecord>, spans: Vec<SpanRecord>) {
    kept.extend(spans);
    let excess = kept.len().saturating_sub(MEMORY_SPANS);
    kept.drain(..excess);
}

fn lock(kept: &Mutex<VecDeque<SpanRecord>>) -> MutexGuard<'_, VecDeque<SpanRecord>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
