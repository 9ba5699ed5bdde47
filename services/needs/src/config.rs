//! The service's own settings.

use crate::domain::requirement::Limits;
use serde::Deserialize;

/// `[rules]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Ruleset of a workload import that names none.
    pub workload: String,
    /// People that one task may keep busy; more is refused as absurd.
    pub people_per_task: u32,
    /// People that one position may need; more is refused as absurd.
    pub people_per_position: u32,
    /// Ruleset of projections.
    pub planning: String,
    /// Ruleset of what a person costs in a year.
    pub cost: String,
    /// Ruleset of the signals that ask for a reassessment.
    pub signals: String,
    /// New responses of the public to one campaign in a minute; more are asked to come again.
    pub responses_per_minute: u32,
    /// Contributions of the public to one consultation in a minute; more are asked to come again.
    pub contributions_per_minute: u32,
    /// Decides which day it is: `Asia/Jakarta`, `Asia/Makassar` or `Asia/Jayapura`.
    pub time_zone: String,
    /// Dictionary of the generic competencies.
    pub competencies: String,
    /// Ruleset of job-person match.
    pub job_person_match: String,
    /// Ruleset by which a job analysis is complete.
    pub job_analysis: String,
}

impl Rules {
    /// What of a workload is absurd rather than much.
    pub fn limits(&self) -> Limits {
        Limits { people_per_task: self.people_per_task, people_per_position: self.people_per_position }
    }
}
