//! Puts the spans of a trace into drawing order. A trace is read while it is written and from a
//! store that forgets, so parents may be missing, spans may come twice, and nothing here trusts
//! that parents lead to a root.

use std::collections::{BTreeMap, HashMap};

use super::{SpanRecord, glyphs::Glyphs};
use crate::traces::SpanStatus;

/// Branches remembered of a deep chain, in characters; no terminal shows more beside a name.
const WIDEST_GUIDE: usize = 64;

/// One span at its place in the drawing.
pub(super) struct Row<'a> {
    pub(super) span: &'a SpanRecord,
    /// The branches left of the name.
    pub(super) guide: String,
    /// The branches left of the notes below it.
    pub(super) note_guide: String,
    pub(super) notes: Vec<String>,
}

struct Forest<'a> {
    glyphs: &'static Glyphs,
    spans: Vec<&'a SpanRecord>,
    children: HashMap<&'a str, Vec<usize>>,
    placed: Vec<bool>,
    rows: Vec<Row<'a>>,
}

/// A span that waits to be placed: its index, its own branch, and what its children inherit.
struct Waiting {
    index: usize,
    guide: String,
    below: String,
    note: Option<String>,
}

/// Every span once, parents before children, siblings by start.
pub(super) fn arrange<'a>(spans: &'a [SpanRecord], glyphs: &'static Glyphs) -> Vec<Row<'a>> {
    let mut forest = Forest::new(spans, glyphs);
    for index in 0..forest.spans.len() {
        match forest.spans[index].parent_span_id.as_deref() {
            None => forest.place_tree(index, None),
            Some(parent) if !forest.has(parent) => {
                forest.place_tree(index, Some(format!("parent {parent} is missing")));
            }
            Some(_) => {}
        }
    }
    // What no root leads to hangs below a loop.
    for index in 0..forest.spans.len() {
        if !forest.placed[index] {
            forest.place_tree(index, Some("its parents form a loop".to_owned()));
        }
    }
    forest.rows
}

impl<'a> Forest<'a> {
    fn new(spans: &'a [SpanRecord], glyphs: &'static Glyphs) -> Self {
        let unique: BTreeMap<&str, &SpanRecord> = spans.iter().map(|span| (span.span_id.as_str(), span)).collect();
        let mut spans: Vec<&SpanRecord> = unique.into_values().collect();
        spans.sort_by_key(|span| span.start_unix_nano);

        let mut children: HashMap<&str, Vec<usize>> =
            spans.iter().map(|span| (span.span_id.as_str(), Vec::new())).collect();
        for (index, span) in spans.iter().enumerate() {
            if let Some(siblings) = span.parent_span_id.as_deref().and_then(|parent| children.get_mut(parent)) {
                siblings.push(index);
            }
        }
        let placed = vec![false; spans.len()];
        Self { glyphs, spans, children, placed, rows: Vec::new() }
    }

    fn has(&self, span_id: &str) -> bool {
        self.children.contains_key(span_id)
    }

    /// Walks with a stack of its own: a chain of a hundred thousand spans must not exhaust the
    /// thread's.
    fn place_tree(&mut self, root: usize, note: Option<String>) {
        self.placed[root] = true;
        let mut waiting = vec![Waiting { index: root, guide: String::new(), below: String::new(), note }];
        while let Some(next) = waiting.pop() {
            let children = self.claim_children(next.index);
            self.place(&next, !children.is_empty());
            let last = children.last().copied();
            waiting
                .extend(children.into_iter().rev().map(|child| self.branch(child, Some(child) == last, &next.below)));
        }
    }

    /// The children not placed yet: in a loop, a child may be its parent's ancestor.
    fn claim_children(&mut self, index: usize) -> Vec<usize> {
        let children = &self.children[self.spans[index].span_id.as_str()];
        let claimed: Vec<usize> = children.iter().copied().filter(|child| !self.placed[*child]).collect();
        for child in &claimed {
            self.placed[*child] = true;
        }
        claimed
    }

    fn branch(&self, index: usize, last: bool, above: &str) -> Waiting {
        let (branch, trunk) =
            if last { (self.glyphs.last_branch, "  ") } else { (self.glyphs.branch, self.glyphs.trunk) };
        Waiting { index, guide: extend(above, branch), below: extend(above, trunk), note: None }
    }

    fn place(&mut self, next: &Waiting, has_children: bool) {
        let span = self.spans[next.index];
        let trunk = if has_children { self.glyphs.trunk } else { "  " };
        let mut notes: Vec<String> = next.note.iter().cloned().collect();
        if let SpanStatus::Error(message) = &span.status
            && !message.is_empty()
        {
            notes.push(format!("{} {}", self.glyphs.error, self.glyphs.printable(message)));
        }
        self.rows.push(Row { span, guide: next.guide.clone(), note_guide: extend(&next.below, trunk), notes });
    }
}

fn extend(guide: &str, part: &str) -> String {
    let excess = (guide.chars().count() + part.chars().count()).saturating_sub(WIDEST_GUIDE);
    guide.chars().skip(excess).chain(part.chars()).collect()
}

/// From the first start to the last end, in nanoseconds since 1970.
pub(super) fn extent(rows: &[Row]) -> (u64, u64) {
    let start = rows.iter().map(|row| row.span.start_unix_nano).min().unwrap_or_default();
    let end = rows.iter().map(|row| row.span.end_unix_nano).max().unwrap_or_default();
    (start, end.max(start))
}
