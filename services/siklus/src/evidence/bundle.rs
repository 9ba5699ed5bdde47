//! The file of a bundle: JSON that anybody can read, hash and check with other tools.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use proof::{Hash, Head, PublicKey, SignedHead, from_hex, to_hex};
use serde::{Deserialize, Serialize};
use std::{fs::File, io::Read, path::Path};

/// What a bundle's first field says.
pub const FORMAT: &str = "siklus bundle v1";
/// The largest file that is read. That of the largest vacancy ever, of ten thousand applicants, is a fifth of it.
pub const MOST_BYTES: u64 = 256 << 20;
/// The most leaves that are fetched and checked.
pub(super) const MOST_LEAVES: usize = 500_000;

/// The text of a file that somebody else may have made.
pub(super) fn text_of(file: &Path) -> anyhow::Result<String> {
    let reading = || format!("reading {}", file.display());
    let mut text = String::new();
    File::open(file).and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text)).with_context(reading)?;
    ensure!(text.len() as u64 <= MOST_BYTES, "{} is larger than {} MiB", file.display(), MOST_BYTES >> 20);
    Ok(text)
}

/// Everything that was published about a vacancy, or announced about an open selection.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Name and version of this form; another one is refused.
    pub format: String,
    /// Name of the vacancy or open selection, which is its log's.
    pub vacancy: String,
    /// The signed head that all leaves lead to.
    pub head: HeadFile,
    /// Keys, as the service lists them.
    pub keys: Vec<KeyEntry>,
    /// Leaves in the order of the log.
    pub leaves: Vec<LeafEntry>,
}

/// A signed head. A file may hold one alone, to be kept and compared with later bundles.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeadFile {
    /// Name of the log.
    pub log: String,
    /// Number of leaves.
    pub size: u64,
    /// Root, hex.
    pub root: String,
    /// When it was signed.
    pub time: Timestamp,
    /// Which key signed.
    pub key_id: String,
    /// Signature, hex.
    pub signature: String,
}

/// A key and when its signatures count.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KeyEntry {
    /// Id.
    pub key_id: String,
    /// Public key, PEM.
    pub pem: String,
    /// First moment.
    pub valid_from: Timestamp,
    /// First moment no more; none while it signs.
    pub valid_until: Option<Timestamp>,
}

/// A leaf with what proves its place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LeafEntry {
    /// Position, from 0.
    pub position: u64,
    /// What is hashed.
    pub data: String,
    /// What leads to the head's root, from below; hex.
    pub proof: Vec<String>,
}

impl LeafEntry {
    /// Hash of the leaf.
    pub fn hash(&self) -> Hash {
        proof::leaf_hash(self.data.as_bytes())
    }
}

impl HeadFile {
    /// As it is kept.
    pub fn of(signed: &SignedHead) -> Self {
        let SignedHead { head, signature } = signed.clone();
        let root = to_hex(&head.root);
        let Head { log, size, time, key_id, .. } = head;
        Self { log, size, root, time, key_id, signature: to_hex(&signature) }
    }

    /// The text of a file that holds it alone.
    pub fn to_text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// As it is checked.
    pub fn signed(&self) -> anyhow::Result<SignedHead> {
        let Self { log, size, root, time, key_id, signature } = self.clone();
        let root = from_hex(&root).context("the head's root is not a hash")?;
        let half = |half: &str| from_hex(half).context("the head's signature is not 64 bytes in hex");
        ensure!(signature.is_ascii() && signature.len() == 128, "the head's signature is not 64 bytes in hex");
        let (first, second) = signature.split_at(64);
        let signature = [half(first)?, half(second)?].concat();
        Ok(SignedHead { head: Head { log, size, root, time, key_id }, signature })
    }
}

impl KeyEntry {
    /// The key itself.
    pub fn key(&self) -> anyhow::Result<PublicKey> {
        let key = PublicKey::from_pem(&self.pem).with_context(|| format!("key {}", self.key_id))?;
        ensure!(key.id() == self.key_id, "key {} is called {}", key.id(), self.key_id);
        Ok(key)
    }
}

impl Bundle {
    /// Reads a bundle in a file.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        Self::read(&text_of(file)?).with_context(|| file.display().to_string())
    }

    /// Reads the text of a file.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let bundle: Self = serde_json::from_str(text).context("this is no bundle")?;
        ensure!(bundle.format == FORMAT, "this program reads `{FORMAT}`, not `{}`", bundle.format);
        ensure!(bundle.leaves.len() <= MOST_LEAVES, "a bundle has no more than {MOST_LEAVES} leaves");
        Ok(bundle)
    }

    /// The text of the file, which is none that [`Self::open`] refuses.
    pub fn to_text(&self) -> anyhow::Result<String> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        ensure!(text.len() as u64 <= MOST_BYTES, "the bundle is larger than {} MiB", MOST_BYTES >> 20);
        Ok(text)
    }
}
