//! The service's own settings.

use serde::Deserialize;

/// `[rules]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How long evidence of a competency counts, what a match is called, how urgent a gap is.
    pub competency: String,
    /// Points and bands of the professionalism index.
    pub professionalism: String,
    /// Credit points of functional posts.
    pub credit: String,
    /// Years, ceilings, bands and periods of promotions.
    pub promotion: String,
    /// Codes and bounds of the record.
    pub record: String,
    /// Boxes, pools and key posts.
    pub talent: String,
    /// Transfers.
    pub transfer: String,
    /// Periodic raises, awards, equity and retention.
    pub welfare: String,
    /// Allowances of an instansi without a ruleset of its own.
    pub allowance: String,
    /// Tasks, probation, agreements and adaptation of the first year.
    pub onboarding: String,
    /// Who mentors whom.
    pub mentoring: String,
    /// Requests to correct the own record.
    pub correction: String,
}
