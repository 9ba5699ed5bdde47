//! The one writer of a store: a thread of its own, since files block, fed through a bounded queue.

use std::{
    io,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, oneshot};

use super::{SpanRecord, counts::Counters, segments::Segments};

/// Spans that may wait for the disk; about 8 MiB of ordinary spans.
const QUEUE: usize = 8192;
/// Losses come in crowds, and one line about a crowd is enough.
const REPORT_PAUSE: Duration = Duration::from_secs(10);

pub(super) enum Message {
    Span(Box<SpanRecord>),
    Flush(oneshot::Sender<io::Result<()>>),
}

struct Writer {
    segments: Segments,
    counters: Arc<Counters>,
    failure: Option<io::Error>,
    reported: u64,
    next_report: Instant,
}

/// Starts the writer; it ends after the last sender is gone and the queue is written.
pub(super) fn spawn(segments: Segments, counters: Arc<Counters>) -> io::Result<mpsc::Sender<Message>> {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let writer = Writer { segments, counters, failure: None, reported: 0, next_report: Instant::now() };
    thread::Builder::new().name("trace-store".to_owned()).spawn(move || writer.run(receiver))?;
    Ok(sender)
}

impl Writer {
    fn run(mut self, mut receiver: mpsc::Receiver<Message>) {
        while let Some(message) = receiver.blocking_recv() {
            match message {
                Message::Span(span) => self.append(&span),
                Message::Flush(done) => {
                    // Nobody waiting any more is no reason to stop writing.
                    let _ = done.send(self.segments.flush());
                }
            }
            if receiver.is_empty() {
                self.flush_quietly();
            }
            self.report_losses();
        }
        self.flush_quietly();
        self.next_report = Instant::now();
        self.report_losses();
    }

    fn append(&mut self, span: &SpanRecord) {
        let line = serde_json::to_vec(span).map_err(io::Error::from);
        if let Err(error) = line.and_then(|line| self.segments.append(line)) {
            self.counters.dropped(1);
            self.failure = Some(error);
        }
    }

    /// What a failing disk does not take stays buffered until the next try.
    fn flush_quietly(&mut self) {
        if let Err(error) = self.segments.flush() {
            self.failure = Some(error);
        }
    }

    fn report_losses(&mut self) {
        let dropped = self.counters.snapshot().dropped;
        if dropped > self.reported && Instant::now() >= self.next_report {
            let error = self.failure.take().map(tracing::field::display);
            tracing::warn!(spans.dropped = dropped - self.reported, error, "trace store dropped spans");
            self.reported = dropped;
            self.next_report = Instant::now() + REPORT_PAUSE;
        }
    }
}
