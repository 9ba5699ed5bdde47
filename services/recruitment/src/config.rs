//! The service's own settings.

use serde::Deserialize;

/// `[rules]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {}
