use super::*;
use crate::traces::samples::{Folder, TRACE, span};

const SIMILAR: &str = "4bf92f3500000000000000000000000a";

async fn two_similar_traces() -> anyhow::Result<Folder> {
    let folder = Folder::new();
    let store = Store::open(&folder.0, 4096)?;
    let other = SpanRecord { trace_id: SIMILAR.to_owned(), ..span(2, None, "other", 0, 1) };
    assert_eq!(store.keep(vec![span(1, None, "wanted", 0, 1), other]), 0);
    store.flush().await?;
    Ok(folder)
}

fn refusal(folder: &Folder, wanted: &str) -> String {
    find(&folder.0, wanted).expect_err("the id should be refused").to_string()
}

#[tokio::test]
async fn a_unique_prefix_finds_its_trace() -> anyhow::Result<()> {
    let folder = two_similar_traces().await?;
    for wanted in [TRACE, "4BF92F3577", " 4bf92f357 "] {
        let spans = find(&folder.0, wanted)?;
        assert_eq!(spans.len(), 1);
        assert_eq!(spans[0].name, "wanted");
    }
    Ok(())
}

#[tokio::test]
async fn an_ambiguous_prefix_names_its_traces() -> anyhow::Result<()> {
    let folder = two_similar_traces().await?;
    let expected = format!("4bf9 begins 2 traces, give more characters: {SIMILAR}, {TRACE}");
    assert_eq!(refusal(&folder, "4bf9"), expected);
    Ok(())
}

#[tokio::test]
async fn an_unknown_trace_says_where_it_looked() -> anyhow::Result<()> {
    let folder = two_similar_traces().await?;
    let expected = format!(
        "no trace beef in {}: spans arrive a few seconds after the call, and the oldest make room for new ones",
        folder.0.display()
    );
    assert_eq!(refusal(&folder, "beef"), expected);
    Ok(())
}

#[test]
fn a_missing_store_says_where_it_looked() {
    let folder = Folder::new();
    let expected = format!("no trace store at {}: it is written while the system runs", folder.0.display());
    assert_eq!(refusal(&folder, "beef"), expected);
}

#[test]
fn a_bad_id_is_explained() {
    let folder = Folder::new();
    assert_eq!(refusal(&folder, "not-hex"), "a trace id has only the characters 0-9 and a-f");
    for (wanted, length) in [("", 0), ("4bf", 3), (&format!("{TRACE}0") as &str, 33)] {
        let expected =
            format!("a trace id has 32 characters, of which at least the first 4 are needed; this one has {length}");
        assert_eq!(refusal(&folder, wanted), expected);
    }
}
