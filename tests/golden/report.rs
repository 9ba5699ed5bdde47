//! One line per case and a closing count.

use std::process::ExitCode;

use anyhow::Result;

/// What was checked so far.
#[derive(Default)]
pub struct Report {
    file: String,
    cases: usize,
    passed: usize,
    failed: usize,
}

impl Report {
    /// Begins a file.
    pub fn open(&mut self, file: &str) {
        file.clone_into(&mut self.file);
        self.cases = 0;
    }

    /// The name of the file at hand, without its extension.
    pub fn file(&self) -> String {
        self.file.clone()
    }

    /// Records a case: its note if it passed, its reason if it did not.
    pub fn case(&mut self, name: &str, outcome: Result<String>) {
        match outcome {
            Ok(note) => {
                self.cases += 1;
                self.passed += 1;
                let note = if note.is_empty() { note } else { format!(" ({note})") };
                println!("ok   {} {name}{note}", self.file);
            }
            Err(error) => self.fail(name, &format!("{error:#}")),
        }
    }

    /// Records a failure.
    pub fn fail(&mut self, name: &str, reason: &str) {
        self.cases += 1;
        self.failed += 1;
        println!("FAIL {} {name}: {reason}", self.file);
    }

    /// Ends a file: one in which no case was recognised has failed.
    pub fn expect_cases(&mut self) {
        if self.cases == 0 {
            self.fail("(file)", "no case of a known shape");
        }
    }

    /// Prints the closing line.
    pub fn close(self) -> ExitCode {
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 && self.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
