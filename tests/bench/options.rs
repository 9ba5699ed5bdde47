//! What the command line asks for.

use anyhow::{Context, bail};
use std::path::PathBuf;

const STAGES: [&str; 13] = [
    "submit",
    "latency",
    "relay",
    "consume",
    "needs",
    "careers",
    "finalisations",
    "surveys",
    "signals",
    "ranking",
    "counting",
    "import",
    "announce",
];

/// What to measure and how long.
pub struct Options {
    /// Everything much shorter: shows that the benchmarks run, not what the machine can do.
    pub quick: bool,
    /// Real formations for the ranking.
    pub formations: Option<PathBuf>,
    only: Vec<String>,
}

impl Options {
    /// Reads the arguments after the program's name.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut options = Self { quick: false, formations: None, only: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => options.quick = true,
                "--only" => {
                    let names = arguments.next().context("--only needs stages")?;
                    options.only = names.split(',').map(str::to_owned).collect();
                }
                "--formations" => {
                    options.formations = Some(arguments.next().context("--formations needs a file")?.into())
                }
                other => bail!("unknown argument {other}: bench [--quick] [--only STAGES] [--formations FILE]"),
            }
        }
        if let Some(unknown) = options.only.iter().find(|name| !STAGES.contains(&name.as_str())) {
            bail!("no stage {unknown}: there are {}", STAGES.join(", "));
        }
        Ok(options)
    }

    /// Whether a stage is to run.
    pub fn wants(&self, stage: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == stage)
    }

    /// `long`, or `short` under `--quick`.
    pub fn pick<T>(&self, long: T, short: T) -> T {
        if self.quick { short } else { long }
    }
}
