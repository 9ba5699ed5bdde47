//! What is asked of a check, read from files, and what is said about it.

use super::{
    bundle::{Bundle, HeadFile, LeafEntry},
    check::Checked,
};
use anyhow::Context;
use proof::{Hash, PublicKey, SignedHead};
use std::{fmt::Write, fs, path::Path};

/// What is asked besides the bundle itself.
#[derive(Default)]
pub struct Asked {
    /// Number of a participant whose leaves are wanted.
    pub participant: Option<String>,
    /// Key to believe, got from elsewhere.
    pub key: Option<PublicKey>,
    /// Earlier head.
    pub head: Option<SignedHead>,
    /// Leaves known from an earlier bundle.
    pub known_leaves: Vec<Hash>,
}

impl Asked {
    /// Reads the files of `--key` and `--head`. An earlier bundle is as good as a head, and tells which leaf changed.
    pub fn read(participant: Option<String>, key: Option<&Path>, head: Option<&Path>) -> anyhow::Result<Self> {
        let mut asked = Self { participant, ..Self::default() };
        if let Some(file) = key {
            asked.key = Some(PublicKey::from_pem(&text(file)?).with_context(|| file.display().to_string())?);
        }
        if let Some(file) = head {
            let text = text(file)?;
            let head = match Bundle::read(&text) {
                Ok(earlier) => {
                    asked.known_leaves = earlier.leaves.iter().map(LeafEntry::hash).collect();
                    earlier.head
                }
                Err(_) => serde_json::from_str::<HeadFile>(&text)
                    .with_context(|| format!("{} is neither a head nor a bundle", file.display()))?,
            };
            asked.head = Some(head.signed()?);
        }
        Ok(asked)
    }
}

fn text(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// In plain words, a line each.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for note in &self.notes {
            let _ = writeln!(text, "· {note}");
        }
        for finding in &self.findings {
            let _ = match finding.position {
                Some(position) => writeln!(text, "✗ leaf {position}: {}", finding.what),
                None => writeln!(text, "✗ {}", finding.what),
            };
        }
        let verdict = match self.findings.len() {
            0 => "The published result is what the criteria and the scores give.".to_owned(),
            1 => "1 thing is wrong.".to_owned(),
            count => format!("{count} things are wrong."),
        };
        text + &verdict + "\n"
    }
}
