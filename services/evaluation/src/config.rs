//! The service's own settings.

use serde::Deserialize;

/// `[rules]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Time zone of the instansi: decides the month of a complaint.
    pub time_zone: String,
    /// Id of the test that tells when a service's quality fell or recovered.
    pub signal_ruleset: String,
}
