//! Resource names of this service, and of others that it refers to.

use crate::domain::{correction::History, holder::Holder, servant::Servant};
use platform::{
    Tenant, aggregate,
    names::{self, Collection, Name, NotAName},
};
use uuid::Uuid;

/// Servants.
pub const SERVANT: Collection = Collection("servants");
/// Positions of the needs service.
pub const POSITION: Collection = Collection("positions");
/// Units of the needs service.
pub const UNIT: Collection = Collection("units");
/// Evidence of competencies.
pub const COMPETENCY_EVIDENCE: Collection = Collection("competencyEvidence");
/// Gaps between what a post asks for and what evidence shows.
pub const COMPETENCY_GAP: Collection = Collection("competencyGaps");
/// Items of development plans.
pub const DEVELOPMENT_ITEM: Collection = Collection("developmentItems");
/// Competency standards of the needs service.
pub const COMPETENCY_STANDARD: Collection = Collection("competencyStandards");
/// Promotions.
pub const PROMOTION: Collection = Collection("promotions");
/// Examinations that promotions ask for.
pub const EXAM: Collection = Collection("exams");
/// Credit points.
pub const CREDIT: Collection = Collection("credits");
/// Needs of the needs service.
pub const NEED: Collection = Collection("needs");
/// Courses of the catalogue.
pub const COURSE: Collection = Collection("courses");
/// Sessions of courses.
pub const TRAINING_SESSION: Collection = Collection("trainingSessions");
/// Looks at who should take part in a session.
pub const NOMINATION_RUN: Collection = Collection("nominationRuns");
/// People in sessions.
pub const TRAINING_PARTICIPANT: Collection = Collection("trainingParticipants");
/// What was learned outside the catalogue.
pub const EXTERNAL_TRAINING: Collection = Collection("externalTrainings");
/// Recorded potential.
pub const POTENTIAL: Collection = Collection("potentials");
/// Boxes of the talent map.
pub const TALENT_BOX: Collection = Collection("talentBoxes");
/// Key posts.
pub const KEY_POST: Collection = Collection("keyPosts");
/// Successors named for key posts.
pub const SUCCESSOR: Collection = Collection("successors");
/// Transfers.
pub const TRANSFER: Collection = Collection("transfers");
/// Training plans.
pub const TRAINING_PLAN: Collection = Collection("trainingPlans");
/// Periodic raises.
pub const RAISE: Collection = Collection("raises");
/// Allowances of servants.
pub const ALLOWANCE: Collection = Collection("allowances");
/// Facilities granted to servants.
pub const FACILITY: Collection = Collection("facilities");
/// Runs of awards.
pub const AWARD_RUN: Collection = Collection("awardRuns");
/// Exits of servants.
pub const EXIT: Collection = Collection("exits");
/// Tasks of first years.
pub const ONBOARDING_TASK: Collection = Collection("onboardingTasks");
/// Pre-service trainings.
pub const PRE_SERVICE: Collection = Collection("preServices");
/// Work agreements.
pub const WORK_AGREEMENT: Collection = Collection("workAgreements");
/// Follow-ups of how people settle in.
pub const FOLLOW_UP: Collection = Collection("followUps");
/// Needs that follow-ups found.
pub const ADAPTATION_NEED: Collection = Collection("adaptationNeeds");
/// Looks at who should mentor whom.
pub const MENTORING_PROPOSAL: Collection = Collection("mentoringProposals");
/// Pairs of mentor and mentee.
pub const MENTORSHIP: Collection = Collection("mentorships");
/// Meetings of such pairs.
pub const MENTORING_SESSION: Collection = Collection("mentoringSessions");
/// Requests of servants to correct their own record.
pub const CORRECTION_REQUEST: Collection = Collection("correctionRequests");

/// Reads the name of an application of the recruitment service: the vacancy's and the application's id.
pub fn parse_application(text: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, "vacancies", "applications")
}

/// `instansi/{instansi}/servants/{servant}/{history}/{row}`
pub fn row(tenant: &Tenant, servant: Uuid, history: History, id: Uuid) -> String {
    format!("{}/{}/{id}", SERVANT.name(tenant, servant), history.as_str())
}

/// Reads such a name: the servant's and the row's id.
pub fn parse_row(text: &str, history: History) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, SERVANT.0, history.as_str())
}

aggregate!(Servant, SERVANT);
aggregate!(Holder, SERVANT);
