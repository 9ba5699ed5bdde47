//! Published cases nobody here made, against the services' own rules: `make golden GOLDEN=<directory>`.
//!
//! A file's prefix says what it is about. Nothing here computes a rule: each area reads a file's fields, asks the
//! domain functions, and compares. It runs without the test harness so that it can print one line per case.

mod career;
mod evaluation;
mod integration;
mod json;
mod needs;
mod numbers;
mod recruitment;
mod report;
mod result_codes;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::json::Node;
use crate::report::Report;

type Check = fn(Node, &mut Report) -> Result<()>;

const CHECKS: [(&str, Check); 22] = [
    ("abk_pati_", needs::workload),
    ("abk_pendekatan", needs::approaches),
    ("abkkes_", needs::health_workload),
    ("angka_kredit", career::credit),
    ("bup_pensiun", career::retirement),
    ("gaji", career::pay),
    ("integrasi_", integration::marks),
    ("kode_kelulusan", result_codes::codes),
    ("krejcie_morgan_", evaluation::samples),
    ("nab_2018_", recruitment::pass_mark_2018),
    ("nab_reference", recruitment::pass_marks),
    ("nik", numbers::citizens),
    ("nip", numbers::servants),
    ("permenpan61_2018_", recruitment::second_chance),
    ("rekap_kelulusan_", result_codes::recapitulation),
    ("skd_kemenkumham", recruitment::boundary),
    ("skd_rank_", recruitment::ranking),
    ("skm_", evaluation::satisfaction),
    ("skp_distribusi", evaluation::distribution),
    ("skp_predikat", evaluation::rating),
    ("wisn_", needs::wisn),
    ("wke_mismatch", needs::derivations),
];

fn main() -> ExitCode {
    // The little of the test protocol that `cargo nextest` asks for.
    let arguments: Vec<String> = std::env::args().collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if has("--list") {
        if !has("--ignored") {
            println!("published_cases: test");
        }
        return ExitCode::SUCCESS;
    }
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/cases");
    let directory = std::env::var_os("GOLDEN").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let mut report = Report::default();
    match case_files(&directory) {
        Ok(files) => files.iter().for_each(|file| run(file, &mut report)),
        Err(error) => report.fail("(directory)", &format!("{error:#}")),
    }
    report.close()
}

fn case_files(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    let mut files: Vec<PathBuf> =
        paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    if files.is_empty() {
        bail!("no case files in {}", directory.display());
    }
    files.sort();
    Ok(files)
}

fn run(file: &Path, report: &mut Report) {
    report.open(&file.file_stem().unwrap_or_default().to_string_lossy());
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| check(file, report)));
    match outcome {
        Ok(Ok(())) => report.expect_cases(),
        Ok(Err(error)) => report.fail("(file)", &format!("{error:#}")),
        Err(_) => report.fail("(file)", "the rule panicked"),
    }
}

fn check(file: &Path, report: &mut Report) -> Result<()> {
    let name = report.file();
    let found = CHECKS.iter().find(|(prefix, _)| name.starts_with(prefix));
    let (_, check) = found.with_context(|| format!("no rule is known for files called {name}"))?;
    let text = fs::read_to_string(file).context("the file cannot be read")?;
    check(Node::root(&text)?, report)
}
