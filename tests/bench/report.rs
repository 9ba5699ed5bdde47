//! What was measured against what was wanted: at the terminal and as JSON.

use crate::machine::Machine;
use serde_json::{Value, json};
use std::path::PathBuf;

/// A bound that a figure should keep.
#[derive(Clone, Copy)]
pub enum Goal {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
    /// Only told.
    None,
}

/// Everything measured in one run.
pub struct Report {
    machine: Machine,
    quick: bool,
    stage: &'static str,
    measures: Vec<Measure>,
}

struct Measure {
    stage: &'static str,
    name: String,
    value: f64,
    unit: &'static str,
    goal: Goal,
}

impl Report {
    /// An empty report; prints where it is made.
    pub fn begin(machine: Machine, quick: bool) -> Self {
        println!("{machine}");
        if quick {
            println!("quick: too short to judge by");
        }
        Self { machine, quick, stage: "", measures: Vec::new() }
    }

    /// Begins a stage and says what it compares.
    pub fn stage(&mut self, name: &'static str, what: &str) {
        self.stage = name;
        println!("\n{name}: {what}");
    }

    /// Notes a figure.
    pub fn add(&mut self, name: impl Into<String>, value: f64, unit: &'static str, goal: Goal) {
        let measure = Measure { stage: self.stage, name: name.into(), value, unit, goal };
        println!("{}", measure.line());
        self.measures.push(measure);
    }

    /// Writes the JSON beside the program's build and says how many goals were missed.
    pub fn write(&self) -> anyhow::Result<()> {
        let file = target_folder()?.join("bench").join("report.json");
        std::fs::create_dir_all(file.parent().unwrap_or(&file))?;
        let measures: Vec<Value> = self.measures.iter().map(Measure::json).collect();
        let report = json!({ "machine": self.machine.json(), "quick": self.quick, "measures": measures });
        std::fs::write(&file, serde_json::to_string_pretty(&report)?)?;
        let judged: Vec<bool> = self.measures.iter().filter_map(Measure::met).collect();
        let met = judged.iter().filter(|met| **met).count();
        println!("\n{met} of {} goals met; written to {}", judged.len(), file.display());
        for missed in self.measures.iter().filter(|measure| measure.met() == Some(false)) {
            println!("falls short: {} {}", missed.stage, missed.line().trim_start());
        }
        Ok(())
    }
}

impl Measure {
    fn met(&self) -> Option<bool> {
        match self.goal {
            Goal::AtLeast(bound) => Some(self.value >= bound),
            Goal::AtMost(bound) => Some(self.value <= bound),
            Goal::None => None,
        }
    }

    fn line(&self) -> String {
        let digits = if self.value.abs() >= 1000.0 { 0 } else { 2 };
        let figure = format!("  {:<58} {:>12.digits$} {:<8}", self.name, self.value, self.unit);
        let bound = match self.goal {
            Goal::AtLeast(bound) => format!("goal >= {bound}"),
            Goal::AtMost(bound) => format!("goal <= {bound}"),
            Goal::None => return figure.trim_end().to_owned(),
        };
        format!("{figure} {bound}: {}", if self.met() == Some(true) { "met" } else { "MISSED" })
    }

    fn json(&self) -> Value {
        let goal = match self.goal {
            Goal::AtLeast(bound) => json!({ "at_least": bound }),
            Goal::AtMost(bound) => json!({ "at_most": bound }),
            Goal::None => Value::Null,
        };
        json!({
            "stage": self.stage, "name": self.name, "value": self.value, "unit": self.unit, "goal": goal, "met": self.met(),
        })
    }
}

/// Cargo's target folder: this program stands in `target/<profile>`.
fn target_folder() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(program.ancestors().nth(2).unwrap_or(&program).to_path_buf())
}
