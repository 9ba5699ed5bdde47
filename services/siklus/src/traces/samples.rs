//! Spans and folders for the tests of this module.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use uuid::Uuid;

use super::{SpanKind, SpanRecord, SpanStatus};

pub const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A span of `TRACE` from `start` to `end`, in milliseconds after a fixed moment.
pub fn span(id: u64, parent: Option<u64>, name: &str, start: u64, end: u64) -> SpanRecord {
    let nanos = |milliseconds: u64| 1_700_000_000_000_000_000 + milliseconds * 1_000_000;
    SpanRecord {
        trace_id: TRACE.to_owned(),
        span_id: format!("{id:016x}"),
        parent_span_id: parent.map(|parent| format!("{parent:016x}")),
        name: name.to_owned(),
        service: "recruitment".to_owned(),
        kind: SpanKind::Internal,
        start_unix_nano: nanos(start),
        end_unix_nano: nanos(end),
        status: SpanStatus::Ok,
        attributes: BTreeMap::new(),
    }
}

/// A path of its own under the temporary folder, removed with the value.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        Self(env::temp_dir().join(format!("siklus-traces-{}", Uuid::new_v4())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A test may not have created it.
        let _ = fs::remove_dir_all(&self.0);
    }
}
