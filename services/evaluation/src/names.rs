//! Resource names of this service, and of others that it refers to.

use crate::domain::{
    appraisal::Appraisal, complaint::Complaint, discipline_case::DisciplineCase, improvement_case::ImprovementCase,
    programme_report::ProgrammeReport, public_service::PublicService, satisfaction_survey::Survey,
};
use platform::{aggregate, names::Collection};

/// Appraisals.
pub const APPRAISAL: Collection = Collection("appraisals");
/// Plans, which lead to appraisals and have their ids.
pub const SKP_PLAN: Collection = Collection("skpPlans");
/// Planned results.
pub const SKP_RESULT: Collection = Collection("skpResults");
/// Indicators of planned results.
pub const SKP_INDICATOR: Collection = Collection("skpIndicators");
/// Cases of servants whose rating was low.
pub const IMPROVEMENT_CASE: Collection = Collection("improvementCases");
/// Proposals of punishments.
pub const DISCIPLINE_CASE: Collection = Collection("disciplineCases");
/// Ratings of units.
pub const UNIT_RATING: Collection = Collection("unitRatings");
/// Public services.
pub const PUBLIC_SERVICE: Collection = Collection("publicServices");
/// Signals of the quality of public services.
pub const SIGNAL: Collection = Collection("signals");
/// Complaints.
pub const COMPLAINT: Collection = Collection("complaints");
/// Who answers for which sector of complaints.
pub const COMPLAINT_ROUTE: Collection = Collection("complaintRoutes");
/// Whose account answers for which unit's complaints.
pub const DESK_MEMBER: Collection = Collection("deskMembers");
/// Surveys.
pub const SURVEY: Collection = Collection("surveys");
/// Open links to questionnaires.
pub const SURVEY_LINK: Collection = Collection("surveyLinks");
/// Indexes of periods before this system.
pub const PAST_INDEX: Collection = Collection("pastIndexes");
/// Evaluations of programmes.
pub const PROGRAMME_REPORT: Collection = Collection("programmeReports");
/// Costs of selections.
pub const PROGRAMME_COST: Collection = Collection("programmeCosts");
/// Servants of the career service.
pub const SERVANT: Collection = Collection("servants");
/// Vacancies of the recruitment service.
pub const VACANCY: Collection = Collection("vacancies");
/// Positions of the needs service.
pub const POSITION: Collection = Collection("positions");
/// Units of the needs service.
pub const UNIT: Collection = Collection("units");

aggregate!(Appraisal, APPRAISAL);
aggregate!(DisciplineCase, DISCIPLINE_CASE);
aggregate!(ImprovementCase, IMPROVEMENT_CASE);
aggregate!(PublicService, PUBLIC_SERVICE);
aggregate!(Complaint, COMPLAINT);
aggregate!(Survey, SURVEY);
aggregate!(ProgrammeReport, PROGRAMME_REPORT);
