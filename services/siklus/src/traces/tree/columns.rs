//! Shares the width of the terminal among the columns: the name and its branches get what they
//! need, the bar the rest.

use super::{
    forest::{Row, extent},
    glyphs::{Glyphs, columns},
};

const GAP: usize = 2;
/// The columns of one branch, by which notes stand right of their span.
const BRANCH: usize = 2;
const KIND: &str = "kind";
const START: &str = "start ms";
const TOOK: &str = "took ms";
const WIDEST_SERVICE: usize = 16;
const NARROWEST_NAME: usize = 8;
const NARROWEST_NAME_BESIDE_BAR: usize = 20;
const WIDEST_BAR: usize = 24;
const NARROWEST_BAR: usize = 6;

/// The widths of one drawing and the scale of its bars.
pub(super) struct Columns {
    glyphs: &'static Glyphs,
    service: usize,
    name: usize,
    /// What of the name the branches may take.
    guide: usize,
    kind: usize,
    offset: usize,
    took: usize,
    bar: usize,
    start: u64,
    total: u64,
}

impl Columns {
    pub(super) fn fit(rows: &[Row], width: usize, glyphs: &'static Glyphs) -> Self {
        let (start, end) = extent(rows);
        let widest =
            |header: &str, cell: &dyn Fn(&Row) -> usize| rows.iter().map(cell).max().unwrap_or(0).max(header.len());
        let service = widest("service", &|row| columns(&row.span.service))
            .min((width / 5).clamp("service".len(), WIDEST_SERVICE));
        let kind = widest(KIND, &|row| row.span.kind.as_str().len());
        let offset = widest(START, &|row| milliseconds(row.span.start_unix_nano - start).len());
        let took = widest(TOOK, &|row| milliseconds(row.span.duration_nanos()).len());
        let wanted = widest("span", &|row| columns(&row.guide) + columns(&label(row, glyphs)));

        let free = width.saturating_sub(service + kind + offset + took + 4 * GAP);
        let (name, bar) = share(free, wanted);
        Self {
            glyphs,
            service,
            name,
            // Only where names are cut do branches have to give way, and then in all lines alike.
            guide: if name < wanted { name / 2 } else { name },
            kind,
            offset,
            took,
            bar,
            start,
            total: end - start,
        }
    }

    pub(super) fn header(&self) -> String {
        self.join("service", "span", KIND, [START, TOOK], "")
    }

    pub(super) fn line(&self, row: &Row) -> String {
        let guide = self.glyphs.clip_start(&row.guide, self.guide);
        let name = format!("{guide}{}", label(row, self.glyphs));
        let offset = row.span.start_unix_nano - self.start;
        let took = row.span.duration_nanos();
        let times = [&*milliseconds(offset), &*milliseconds(took)];
        self.join(
            &self.glyphs.printable(&row.span.service),
            &name,
            row.span.kind.as_str(),
            times,
            &self.bar(offset, took),
        )
    }

    /// A note may run to the right edge, it has the line for itself.
    pub(super) fn note(&self, row: &Row, note: &str) -> String {
        let guide = self.glyphs.clip_start(&row.note_guide, self.guide + BRANCH);
        format!("{:service$}{:GAP$}{guide}{note}", "", "", service = self.service)
    }

    fn join(&self, service: &str, name: &str, kind: &str, [offset, took]: [&str; 2], bar: &str) -> String {
        let service = self.glyphs.clip(service, self.service);
        let name = self.glyphs.clip(name, self.name);
        format!(
            "{service:service_width$}  {name:name_width$}  {kind:kind_width$}  {offset:>offset_width$}  {took:>took_width$}  {bar}",
            service_width = self.service,
            name_width = self.name,
            kind_width = self.kind,
            offset_width = self.offset,
            took_width = self.took,
        )
    }

    /// Where in the trace the span ran; at least one cell, so that short spans stay visible.
    fn bar(&self, offset: u64, took: u64) -> String {
        if self.bar == 0 {
            return String::new();
        }
        let first = self.cells(offset).min(self.bar - 1);
        let behind_last = self.cells(offset.saturating_add(took)).clamp(first + 1, self.bar);
        let blank = " ".repeat(first);
        blank + &self.glyphs.bar.to_string().repeat(behind_last - first)
    }

    fn cells(&self, nanos: u64) -> usize {
        let scaled = u128::from(nanos) * self.bar as u128 / u128::from(self.total.max(1));
        usize::try_from(scaled).unwrap_or(usize::MAX)
    }
}

/// Gives the name and the bar their part of the free columns; if they cannot both be read, the name
/// gets all.
fn share(free: usize, wanted: usize) -> (usize, usize) {
    let bar = free.saturating_sub(wanted + GAP).clamp(NARROWEST_BAR, WIDEST_BAR);
    if free < wanted.min(NARROWEST_NAME_BESIDE_BAR) + GAP + bar {
        return (wanted.min(free.max(NARROWEST_NAME)), 0);
    }
    (wanted.min(free - GAP - bar), bar)
}

fn label(row: &Row, glyphs: &Glyphs) -> String {
    let name = glyphs.printable(&row.span.name);
    if row.span.is_error() { format!("{} {name}", glyphs.error) } else { name }
}

/// Milliseconds to two places, in whole numbers so that the text never depends on how a float
/// rounds.
pub(super) fn milliseconds(nanos: u64) -> String {
    let hundredths = nanos / 10_000 + u64::from(nanos % 10_000 >= 5_000);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
