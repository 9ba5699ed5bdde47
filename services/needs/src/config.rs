//! The service's own settings.

use serde::Deserialize;

/// `[rules]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Ruleset of a workload import that names none.
    pub workload: String,
}
