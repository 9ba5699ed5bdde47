use std::{fs, io::Write};

use super::*;
use crate::traces::samples::{Folder, TRACE, span};

const LIMIT: u64 = 4096;

fn bytes_in(folder: &Folder) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(&folder.0)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

fn names(spans: &[SpanRecord]) -> Vec<&str> {
    spans.iter().map(|span| span.name.as_str()).collect()
}

#[tokio::test]
async fn a_span_comes_back_whole() -> anyhow::Result<()> {
    let folder = Folder::new();
    let store = Store::open(&folder.0, LIMIT)?;
    let mut kept = span(2, Some(1), "two\nlines \"quoted\"", 5, 9);
    kept.status = crate::traces::SpanStatus::Error("stale etag".to_owned());
    kept.attributes.insert("vacancy.id".to_owned(), "7".to_owned());

    store.keep(vec![kept.clone()]);
    store.flush().await?;

    assert_eq!(Store::read(&folder.0, TRACE)?, [kept]);
    assert_eq!(store.counts(), Counts { spans: 1, dropped: 0, points: 0 });
    Ok(())
}

#[tokio::test]
async fn the_newest_spans_stay_within_the_limit() -> anyhow::Result<()> {
    let folder = Folder::new();
    let store = Store::open(&folder.0, LIMIT)?;
    for id in 1..=200 {
        store.keep(vec![span(id, None, &format!("span {id}"), id, id + 1)]);
        if id % 20 == 0 {
            store.flush().await?;
            assert!(bytes_in(&folder)? <= LIMIT);
        }
    }

    let spans = store.spans_of(TRACE);
    let expected: Vec<String> = (201 - spans.len()..=200).map(|id| format!("span {id}")).collect();
    assert_eq!(names(&spans), expected, "the last ones, without a hole");
    assert_eq!(fs::read_dir(&folder.0)?.count(), 2);
    assert!(bytes_in(&folder)? > LIMIT / 2);
    Ok(())
}

#[tokio::test]
async fn spans_survive_a_restart_and_a_torn_line() -> anyhow::Result<()> {
    let folder = Folder::new();
    let store = Store::open(&folder.0, LIMIT)?;
    store.keep(vec![span(1, None, "before", 1, 2)]);
    store.flush().await?;
    drop(store);
    let segment = folder.0.join("spans-00000001.jsonl");
    fs::OpenOptions::new().append(true).open(segment)?.write_all(br#"{"trace_id":"4bf92f35"#)?;

    let store = Store::open(&folder.0, LIMIT)?;
    store.keep(vec![span(2, None, "after", 3, 4)]);
    store.flush().await?;

    assert_eq!(names(&store.spans_of(TRACE)), ["before", "after"]);
    Ok(())
}

#[tokio::test]
async fn a_smaller_limit_takes_effect_at_once() -> anyhow::Result<()> {
    let folder = Folder::new();
    let store = Store::open(&folder.0, 4 * LIMIT)?;
    store.keep((1..=60).map(|id| span(id, None, "old", id, id)).collect());
    store.flush().await?;
    drop(store);
    assert!(bytes_in(&folder)? > LIMIT);

    Store::open(&folder.0, LIMIT)?;

    assert!(bytes_in(&folder)? <= LIMIT);
    Ok(())
}

#[tokio::test]
async fn a_span_larger_than_a_segment_is_dropped_and_counted() -> anyhow::Result<()> {
    let folder = Folder::new();
    let store = Store::open(&folder.0, LIMIT)?;
    store.keep(vec![span(1, None, &"long".repeat(1000), 1, 2), span(2, None, "short", 1, 2)]);
    store.flush().await?;

    assert_eq!(names(&store.spans_of(TRACE)), ["short"]);
    assert_eq!(store.counts(), Counts { spans: 1, dropped: 1, points: 0 });
    Ok(())
}

#[test]
fn a_full_queue_drops_and_counts_instead_of_waiting() {
    let (sender, _stuck_writer) = mpsc::channel(2);
    let place = Place::Folder { directory: PathBuf::new(), sender };
    let store = Store { counters: Arc::default(), place };

    assert_eq!(store.keep((1..=5).map(|id| span(id, None, "burst", 1, 2)).collect()), 3);
    assert_eq!(store.counts(), Counts { spans: 2, dropped: 3, points: 0 });
}

#[test]
fn a_limit_of_nothing_is_refused() {
    let folder = Folder::new();
    let refusal = Store::open(&folder.0, 0).err().map(|error| error.to_string());
    assert_eq!(refusal.as_deref(), Some("a trace store needs at least 4096 bytes, not 0"));
}

#[tokio::test]
async fn waiting_ends_with_the_spans_or_with_what_was_there() -> anyhow::Result<()> {
    let store = Store::in_memory();
    let writer = store.clone();
    let later = tokio::spawn(async move { writer.keep(vec![span(1, None, "late", 1, 2)]) });

    let spans = store.eventually(TRACE, Duration::from_secs(5), |spans| spans.len() == 1).await?;
    assert_eq!(names(&spans), ["late"]);
    later.await?;

    let refusal = store.eventually(TRACE, Duration::ZERO, |spans| spans.len() == 2).await;
    let expected = format!("trace {TRACE} is not complete after 0ns, it has [\"late\"]");
    assert_eq!(refusal.err().map(|error| error.to_string()), Some(expected));
    Ok(())
}
