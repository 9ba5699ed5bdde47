//! Draws one trace for a terminal: who called whom, when, how long, and where it went wrong.

use std::collections::BTreeSet;

use super::SpanRecord;
use columns::Columns;
use glyphs::Glyphs;

mod columns;
mod forest;
mod glyphs;

/// Draws the spans of one trace, no line wider than `width` columns, in plain ASCII if asked for.
pub fn draw(spans: &[SpanRecord], width: usize, ascii: bool) -> String {
    let Some(first) = spans.first() else {
        return "no spans\n".to_owned();
    };
    let glyphs = Glyphs::choose(ascii);
    let rows = forest::arrange(spans, glyphs);
    let columns = Columns::fit(&rows, width, glyphs);

    let trace = format!("trace {}", glyphs.printable(&first.trace_id));
    let mut lines = vec![trace, summary(&rows), String::new(), columns.header()];
    for row in &rows {
        lines.push(columns.line(row));
        lines.extend(row.notes.iter().map(|note| columns.note(row, note)));
    }
    lines.iter().map(|line| glyphs.clip(line.trim_end(), width) + "\n").collect()
}

fn summary(rows: &[forest::Row]) -> String {
    let services: BTreeSet<&str> = rows.iter().map(|row| row.span.service.as_str()).collect();
    let errors = rows.iter().filter(|row| row.span.is_error()).count();
    let (start, end) = forest::extent(rows);
    let mut text = format!(
        "{}, {}, {} ms",
        count(rows.len(), "span"),
        count(services.len(), "service"),
        columns::milliseconds(end - start),
    );
    if errors > 0 {
        text.push_str(&format!(", {}", count(errors, "error")));
    }
    text
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
mod tests;
