//! Resource names of this service.

use crate::domain::{
    competency_standard::Standard, need::Need, position_definition::PositionDefinition, reassessment::Reassessment,
};
use platform::{
    Tenant, aggregate,
    names::{self, Collection, Name, NotAName},
};
use uuid::Uuid;

/// Public services of the evaluation service.
pub const PUBLIC_SERVICE: Collection = Collection("publicServices");
/// Signals of the evaluation service.
pub const SIGNAL: Collection = Collection("signals");
/// Organisation units.
pub const UNIT: Collection = Collection("units");
/// Positions of the job map.
pub const POSITION: Collection = Collection("positions");
/// Proposals of needs.
pub const PROPOSAL: Collection = Collection("proposals");
/// Determined needs.
pub const NEED: Collection = Collection("needs");
/// Editions of job analyses.
pub const JOB_ANALYSIS: Collection = Collection("jobAnalyses");
/// Reassessments of needs.
pub const REASSESSMENT: Collection = Collection("reassessments");
/// Scenarios of projections.
pub const SCENARIO: Collection = Collection("scenarios");
/// Budget plans.
pub const BUDGET_PLAN: Collection = Collection("budgetPlans");
/// Technical competencies.
pub const COMPETENCY: Collection = Collection("competencies");
/// Competency standards of jobs.
pub const COMPETENCY_STANDARD: Collection = Collection("competencyStandards");
/// Public consultations.
pub const CONSULTATION: Collection = Collection("consultations");
/// Weights of units and sectors.
pub const PRIORITY: Collection = Collection("priorities");
/// Campaigns of data collection.
pub const CAMPAIGN: Collection = Collection("campaigns");
/// Populations of regions.
pub const POPULATION: Collection = Collection("populations");
/// Changes of the organisation.
pub const STRUCTURE_CHANGE: Collection = Collection("structureChanges");

/// Name of a contribution to a consultation.
pub fn contribution(tenant: &Tenant, consultation: Uuid, contribution: Uuid) -> String {
    format!("{}/contributions/{contribution}", CONSULTATION.name(tenant, consultation))
}

/// Reads the name of a contribution: its consultation and its id.
pub fn parse_contribution(text: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, CONSULTATION.0, "contributions")
}

aggregate!(Need, NEED);
aggregate!(PositionDefinition, POSITION);
aggregate!(Reassessment, REASSESSMENT);
aggregate!(Standard, COMPETENCY_STANDARD);
