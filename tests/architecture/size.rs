//! Files and functions that fit in a reader's head.

use crate::{
    findings::Findings,
    source::{self, Rust, line_of},
};
use regex::Regex;
use std::collections::BTreeSet;

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 80;

/// What may be longer, and why: `(path, function or "", reason)`. Empty is the aim.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

#[test]
fn files_and_functions_are_small() {
    let mut findings = Findings::default();
    let excepted =
        |path: &str, name: &str| EXCEPTIONS.iter().any(|(file, function, _)| (*file, *function) == (path, name));
    for file in source::rust() {
        let lines = file.code.lines().count();
        if lines > FILE_LINES && !excepted(&file.path, "") {
            findings.at(&file.path, 1, format!("{lines} lines in a file, {FILE_LINES} at most"));
        }
        for function in functions(&file.code) {
            if function.lines > FUNCTION_LINES && !excepted(&file.path, &function.name) {
                let what = format!("{} lines in {}(), {FUNCTION_LINES} at most", function.lines, function.name);
                findings.at(&file.path, function.line, what);
            }
        }
    }
    findings
        .none_or("Split by what changes together; an exception goes into tests/architecture/size.rs with its reason.");
}

#[test]
fn migrations_and_contracts_are_small() {
    let mut findings = Findings::default();
    let kinds = [".sql", ".proto", ".sh", ".mk"];
    let ours = source::files().iter().filter(|file| !file.path.starts_with("proto/google/"));
    for file in ours.filter(|file| kinds.iter().any(|kind| file.path.ends_with(kind))) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            findings.at(&file.path, 1, format!("{lines} lines in a file, {FILE_LINES} at most"));
        }
    }
    findings.none_or("Split by what changes together.");
}

/// The lines of a file that only tests have.
pub fn test_lines(file: &Rust) -> BTreeSet<usize> {
    let pairs = file.code.lines().zip(file.production.lines().chain(std::iter::repeat("")));
    pairs.enumerate().filter(|(_, (code, production))| code != production).map(|(index, _)| index + 1).collect()
}

struct Function {
    name: String,
    line: usize,
    lines: usize,
}

/// Functions with a body. Signatures without one end in `;` before any brace.
fn functions(code: &str) -> Vec<Function> {
    let begin = Regex::new(r"\bfn\s+(\w+)").unwrap();
    let mut functions = Vec::new();
    for found in begin.captures_iter(code) {
        let (whole, name) = (found.get(0).unwrap(), found[1].to_owned());
        let Some(body) = body_of(code, whole.end()) else {
            continue;
        };
        let end = source::closing(code, body);
        let lines = code[whole.start()..end].matches('\n').count() + 1;
        functions.push(Function { name, line: line_of(code, whole.start()), lines });
    }
    functions
}

fn body_of(code: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(offset) = code[at..].find(['(', '[', '{', ';']) {
        let found = at + offset;
        match code.as_bytes()[found] {
            b'{' => return Some(found),
            b';' => return None,
            _ => at = source::closing(code, found) + 1,
        }
        at = at.min(code.len());
    }
    None
}

#[test]
fn functions_are_measured_from_signature_to_closing_brace() {
    let code = "trait T { fn without(&self) -> [u8; 3]; }\nfn one(a: fn(u8) -> u8)\nwhere\n{\n    if x { y }\n}\n";
    let found: Vec<_> =
        functions(code).into_iter().map(|function| (function.name, function.line, function.lines)).collect();
    assert_eq!(found, [("one".to_owned(), 2, 5)]);
}
