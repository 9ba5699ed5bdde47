//! What people see: a bar per step while it runs, a line when it is done, a table at the end.

use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fmt,
    time::{Duration, Instant},
};

/// Everything that happened.
#[derive(Default)]
pub struct Report {
    rows: Vec<(String, String, Duration)>,
    /// Trace of one appointment.
    pub trace: String,
    /// Causal chain behind one position.
    pub chain: Vec<String>,
    /// How its need was computed, figure by figure.
    pub derivation: Vec<String>,
    /// The unit's next five years.
    pub projection: String,
    /// Unit whose need is asked again.
    pub unit: String,
}

/// A step that runs.
pub struct Step {
    name: String,
    bar: ProgressBar,
    began: Instant,
}

impl Step {
    /// Begins a step of `length` parts.
    pub fn begin(name: &str, length: usize) -> Self {
        let bar = ProgressBar::new(length as u64);
        if let Ok(style) = ProgressStyle::with_template("{msg:<28} {bar:32} {pos}/{len}  {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        Self { name: name.to_owned(), bar, began: Instant::now() }
    }

    /// One part is done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    /// Ends the step with what it did.
    pub fn end(self, report: &mut Report, did: String) {
        self.bar.finish_and_clear();
        let took = self.began.elapsed();
        println!("{:<28} {did} ({:.1} s)", self.name, took.as_secs_f64());
        report.rows.push((self.name, did, took));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = |column: fn(&(String, String, Duration)) -> &str| {
            self.rows.iter().map(|row| column(row).chars().count()).max().unwrap_or(0)
        };
        let (first, second) = (widest(|row| &row.0), widest(|row| &row.1));
        writeln!(formatter, "\n{:<first$}  {:<second$}  {:>7}", "step", "what happened", "seconds")?;
        for (name, did, took) in &self.rows {
            writeln!(formatter, "{name:<first$}  {did:<second$}  {:>7.2}", took.as_secs_f64())?;
        }
        writeln!(formatter, "\nWhy {} is as it is (needs.v1 Explain):", self.unit)?;
        for link in &self.chain {
            writeln!(formatter, "  {link}")?;
        }
        writeln!(formatter, "\nHow its need was computed (needs.v1 ExplainNeed):")?;
        for figure in &self.derivation {
            writeln!(formatter, "  {figure}")?;
        }
        writeln!(formatter, "\nThe unit's next five years (needs.v1 SumProjection):\n  {}", self.projection)?;
        writeln!(formatter, "\nOne appointment across the services:  siklus trace {}", self.trace)
    }
}
