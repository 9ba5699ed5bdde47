//! Habits that a reader relies on, in every file.

use crate::{
    findings::Findings,
    size::test_lines,
    source::{self, find},
};
use regex::Regex;

#[test]
fn nothing_unwraps_outside_tests() {
    let mut findings = Findings::default();
    let unwrap = Regex::new(r"\.unwrap\(\)|\.unwrap_err\(\)|\bpanic!").unwrap();
    for file in source::rust() {
        for (line, what) in find(&unwrap, &file.production) {
            findings.at(&file.path, line, what.trim_start_matches('.'));
        }
    }
    findings.none_or("Use `?`, or `expect(\"why it cannot happen\")` where the types cannot say it.");
}

#[test]
fn nothing_is_left_unfinished() {
    let mut findings = Findings::default();
    let unfinished = Regex::new(r"\b(todo|unimplemented|dbg)!|#\[ignore\s*\]").unwrap();
    for file in source::rust() {
        for (line, what) in find(&unfinished, &file.code) {
            findings.at(&file.path, line, what);
        }
    }
    findings
        .none_or("Finish it or take it out: what is not there yet is an issue, not a macro. An ignored test says why.");
}

#[test]
fn tests_wait_for_what_they_expect_and_never_sleep() {
    let mut findings = Findings::default();
    let sleep = Regex::new(r"\bsleep(_until)?\(").unwrap();
    for file in source::rust().iter().filter(|file| file.path != "services/platform/src/testing.rs") {
        let tests = test_lines(file);
        for (line, _) in find(&sleep, &file.code).into_iter().filter(|(line, _)| tests.contains(line)) {
            findings.at(&file.path, line, "a test sleeps");
        }
    }
    findings.none_or(
        "Wait with `platform::testing::eventually`: a sleep is too short on a slow day and too long on others.",
    );
}

#[test]
fn no_path_of_one_machine_is_in_the_tree() {
    let mut findings = Findings::default();
    // In pieces, so that this file is not found.
    let folders = ["work", "root", "farm"].join("|");
    let absolute = Regex::new(&format!(r#"(^|[\s"'`(=:,])/({folders})/[A-Za-z0-9._-]"#)).unwrap();
    for file in source::files().iter().filter(|file| !file.path.ends_with(".lock")) {
        for (line, path) in find(&absolute, &file.text) {
            findings.at(&file.path, line, path.trim());
        }
    }
    findings.none_or("Take the path from an argument, a variable or the place of the file.");
}
