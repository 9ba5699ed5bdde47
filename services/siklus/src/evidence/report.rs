//! What is asked of a check, read from files, and what is said about it.

use super::{
    bundle::{Bundle, HeadFile, LeafEntry, text_of},
    check::Checked,
    documents::ShownDocuments,
};
use anyhow::Context;
use jiff::Timestamp;
use proof::{Hash, PublicKey, SignedHead};
use std::{fmt::Write, path::Path};

/// What is asked besides the bundle itself.
#[derive(Default)]
pub struct Asked {
    /// Number of a participant whose leaves are wanted.
    pub participant: Option<String>,
    /// What that participant says was handed in.
    pub documents: Option<ShownDocuments>,
    /// Keys to believe, got from elsewhere: one, or those before and after it was replaced. Without any, the bundle's own.
    pub keys: Vec<BelievedKey>,
    /// Earlier head.
    pub head: Option<SignedHead>,
    /// Leaves known from an earlier bundle.
    pub known_leaves: Vec<Hash>,
}

/// A key that is to be believed.
pub struct BelievedKey {
    /// The key.
    pub key: PublicKey,
    /// From when on it counts no more, as whoever gave it was told; none where that is left to the bundle.
    pub until: Option<Timestamp>,
}

impl BelievedKey {
    /// Reads the name of a file, and behind an `@` the moment from which on the key counts no more.
    fn read(asked: &str) -> anyhow::Result<Self> {
        let ended = asked.rsplit_once('@').and_then(|(file, until)| Some((file, until.parse::<Timestamp>().ok()?)));
        let (file, until) = ended.map_or((asked, None), |(file, until)| (file, Some(until)));
        let key = PublicKey::from_pem(&text_of(Path::new(file))?).with_context(|| file.to_owned())?;
        Ok(Self { key, until })
    }
}

impl Asked {
    /// Reads the files of `--key` and `--head`. An earlier bundle is as good as a head, and tells which leaf changed.
    pub fn read(participant: Option<String>, keys: &[String], head: Option<&Path>) -> anyhow::Result<Self> {
        let mut asked = Self { participant, ..Self::default() };
        for key in keys {
            asked.keys.push(BelievedKey::read(key)?);
        }
        if let Some(file) = head {
            let text = text_of(file)?;
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

/// The longest line of a report.
const LONGEST: usize = 400;

/// Shows what others wrote on one line: a bundle must not write the report's lines, nor move the cursor over them.
fn plain(text: &str) -> String {
    let direction =
        |character| matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::new();
    for character in text.chars().take(LONGEST) {
        match character {
            odd if odd.is_control() || direction(odd) => shown.extend(odd.escape_default()),
            other => shown.push(other),
        }
    }
    if text.chars().nth(LONGEST).is_some() { shown + " …" } else { shown }
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
            let _ = writeln!(text, "· {}", plain(note));
        }
        for finding in &self.findings {
            let _ = match finding.position {
                Some(position) => writeln!(text, "✗ leaf {position}: {}", plain(&finding.what)),
                None => writeln!(text, "✗ {}", plain(&finding.what)),
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
