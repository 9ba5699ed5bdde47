//! The tree's files as the rules see them.

use crate::lexer::{self, Literal};
use regex::Regex;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// What is not ours or not source.
const SKIPPED: [&str; 4] = ["target", ".git", ".tools", ".siklus"];

/// A text file.
pub struct File {
    /// From the top, with `/`.
    pub path: String,
    /// Content.
    pub text: String,
}

/// A Rust file.
pub struct Rust {
    /// From the top, with `/`.
    pub path: String,
    /// Content without comments and without what stands in literals; the lines are those of the file.
    pub code: String,
    /// `code` without the items that only tests have; empty in a file of tests.
    pub production: String,
    /// String literals.
    pub literals: Vec<Literal>,
}

/// The folder that holds the workspace.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file that has to be there.
pub fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every text file of the tree.
pub fn files() -> &'static [File] {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
        let mut files = Vec::new();
        walk(&top(), "", &mut files);
        files
    });
    &FILES
}

/// Every Rust file of the tree.
pub fn rust() -> &'static [Rust] {
    static RUST: LazyLock<Vec<Rust>> = LazyLock::new(|| {
        let mut rust: Vec<Rust> = files().iter().filter(|file| file.path.ends_with(".rs")).map(parse).collect();
        let tests = test_modules(&rust);
        for file in &mut rust {
            if is_test(&file.path) || tests.contains(&file.path) {
                file.production.clear();
            }
        }
        rust
    });
    &RUST
}

/// The Rust files of one service's sources, with the path inside `src/`.
pub fn of_service(service: &str) -> impl Iterator<Item = (&'static str, &'static Rust)> {
    let folder = format!("services/{service}/src/");
    rust().iter().filter_map(move |file| file.path.strip_prefix(&folder).map(|inside| (inside, file)))
}

/// Whether a path inside `src/` belongs to a layer: `domain.rs` or anything in `domain/`.
pub fn in_layer(inside: &str, layer: &str) -> bool {
    inside.strip_prefix(layer).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Every match with its line.
pub fn find<'t>(pattern: &Regex, text: &'t str) -> Vec<(usize, &'t str)> {
    pattern.find_iter(text).map(|found| (line_of(text, found.start()), found.as_str())).collect()
}

/// The line of a byte, from 1.
pub fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// Where the bracket that opens at `open` is closed.
pub fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (offset, sign) in code[open..].char_indices() {
        match sign {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + offset;
        }
    }
    code.len()
}

fn walk(folder: &Path, path: &str, files: &mut Vec<File>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = entry.file_name().into_string().unwrap();
        let inside = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
            walk(&entry.path(), &inside, files);
        } else if kind.is_file()
            && let Ok(text) = String::from_utf8(fs::read(entry.path()).unwrap())
        {
            files.push(File { path: inside, text });
        }
    }
}

fn parse(file: &File) -> Rust {
    let (code, literals) = lexer::split(&file.text);
    Rust { path: file.path.clone(), production: without_tests(&code), code, literals }
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("_tests.rs") || path.ends_with("/tests.rs")
}

/// Blanks every item under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut rest = code.to_owned();
    while let Some(begin) = rest.find("#[cfg(test)]") {
        let body = rest[begin..].find(['{', ';']).map_or(rest.len() - 1, |offset| begin + offset);
        let end = closing(&rest, body);
        let blank: String = rest[begin..=end].chars().map(|sign| if sign == '\n' { '\n' } else { ' ' }).collect();
        rest.replace_range(begin..=end, &blank);
    }
    rest
}

/// Files of modules that are declared under `#[cfg(test)]`.
fn test_modules(rust: &[Rust]) -> BTreeSet<String> {
    let declared = Regex::new(r"#\[cfg\(test\)\]\s*(?:pub(?:\(crate\))?\s+)?mod\s+(\w+)\s*;").unwrap();
    let mut modules = BTreeSet::new();
    for file in rust {
        let own = file.path.trim_end_matches(".rs");
        let folder = match own.rsplit_once('/') {
            Some((parent, "lib" | "main" | "mod")) => parent,
            _ => own,
        };
        modules.extend(declared.captures_iter(&file.code).map(|found| format!("{folder}/{}.rs", &found[1])));
    }
    modules
}
