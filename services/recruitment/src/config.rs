//! The service's own settings.

use serde::Deserialize;
use std::path::PathBuf;

/// `[rules]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Folder with rulesets beside the shipped ones; empty for none.
    pub folder: PathBuf,
    /// Where documents lie: a folder or `s3://bucket/prefix`; empty where none are kept.
    pub documents: String,
    /// Bytes of the largest document.
    pub document_bytes: usize,
}
