//! The service's own settings.

use serde::Deserialize;
use std::collections::BTreeMap;

/// `[rules]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Time zone of the instansi: decides the month of a complaint.
    pub time_zone: String,
    /// Id of the tests that tell when a service's quality fell or recovered.
    pub signal_ruleset: String,
    /// Id of the rules that new surveys are made by.
    pub survey_ruleset: String,
    /// Id of the rules of the cycle that new plans are opened under.
    pub skp_ruleset: String,
    /// Id of the schemes of old.
    pub past_ratings_ruleset: String,
    /// Id of the path after a low rating that new cases are opened under.
    pub improvement_ruleset: String,
    /// Id of the ladder of absence.
    pub discipline_ruleset: String,
    /// Id of the rules of the newly appointed.
    pub newcomer_ruleset: String,
    /// Id of the guidance on the distribution of ratings.
    pub distribution_ruleset: String,
    /// Id of the rules of complaints: deadlines, floods, merging, erasure.
    pub complaint_ruleset: String,
    /// Id of the rules that suggest where a complaint goes.
    pub routing_ruleset: String,
    /// Id of the rules by which programmes are evaluated.
    pub programme_ruleset: String,
    /// Id of the calendar of holidays.
    pub work_calendar: String,
    /// Days a week that are worked, 5 or 6.
    pub work_week_days: u8,
    /// Instansi, by their codes, whose complaints follow another zone or week.
    #[serde(default)]
    pub places: BTreeMap<String, Place>,
}

/// Where an instansi is, and when it works; what is left out is as everywhere else.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Time zone.
    pub time_zone: Option<String>,
    /// Days a week that are worked.
    pub work_week_days: Option<u8>,
}
