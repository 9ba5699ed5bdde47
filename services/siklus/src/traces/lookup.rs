//! From what a person typed to the spans of one trace, or to a sentence that says why not.

use std::{collections::BTreeSet, path::Path};

use anyhow::{bail, ensure};

use super::{SpanRecord, Store};

const SHORTEST_PREFIX: usize = 4;
const FULL_LENGTH: usize = 32;
/// How many candidates an ambiguous prefix names before it only counts them.
const NAMED_CANDIDATES: usize = 5;

/// Finds the one trace in `directory` whose id is, or begins with, `wanted`.
pub fn find(directory: &Path, wanted: &str) -> anyhow::Result<Vec<SpanRecord>> {
    let prefix = parse_prefix(wanted)?;
    let place = directory.display();
    ensure!(directory.is_dir(), "no trace store at {place}: it is written while the system runs");

    let spans = Store::read(directory, &prefix)?;
    let traces: BTreeSet<&str> = spans.iter().map(|span| span.trace_id.as_str()).collect();
    match traces.len() {
        0 => bail!(
            "no trace {prefix} in {place}: spans arrive a few seconds after the call, and the oldest make room for new ones"
        ),
        1 => Ok(spans),
        count => bail!("{prefix} begins {count} traces, give more characters: {}", name_some(&traces)),
    }
}

fn parse_prefix(wanted: &str) -> anyhow::Result<String> {
    let prefix = wanted.trim().to_ascii_lowercase();
    // Whatever was pasted may be long or secret, so the text is described and not repeated.
    ensure!(prefix.bytes().all(|byte| byte.is_ascii_hexdigit()), "a trace id has only the characters 0-9 and a-f");
    ensure!(
        (SHORTEST_PREFIX..=FULL_LENGTH).contains(&prefix.len()),
        "a trace id has {FULL_LENGTH} characters, of which at least the first {SHORTEST_PREFIX} are needed; this one has {}",
        prefix.len()
    );
    Ok(prefix)
}

fn name_some(traces: &BTreeSet<&str>) -> String {
    let mut text = traces.iter().take(NAMED_CANDIDATES).copied().collect::<Vec<_>>().join(", ");
    if traces.len() > NAMED_CANDIDATES {
        text.push_str(&format!(" and {} more", traces.len() - NAMED_CANDIDATES));
    }
    text
}

#[cfg(test)]
mod tests;
