//! What a rule found, all of it at once.

/// Places that break one rule.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Notes a line of a file.
    pub fn at(&mut self, path: &str, line: usize, what: impl std::fmt::Display) {
        self.0.push(format!("{path}:{line}: {what}"));
    }

    /// Notes something that has no line.
    pub fn add(&mut self, what: impl std::fmt::Display) {
        self.0.push(what.to_string());
    }

    /// Fails the test with all findings and with what to do about them.
    #[track_caller]
    pub fn none_or(self, advice: &str) {
        assert!(self.0.is_empty(), "\n  {}\n{} found. {advice}\n", self.0.join("\n  "), self.0.len());
    }
}
