//! Resource names of this service, and of others that it refers to.

use crate::domain::{
    application::Application, intern::Internship, official_list::OfficialList, open_selection::Selection,
    vacancy::Vacancy,
};
use platform::{
    Aggregate, Tenant, aggregate,
    names::{self, Collection, Name, NotAName},
};
use uuid::Uuid;

/// Vacancies.
pub const VACANCY: Collection = Collection("vacancies");
/// Official lists, published by the national committee.
pub const OFFICIAL_LIST: Collection = Collection("officialLists");
/// Open selections.
pub const SELECTION: Collection = Collection("selections");
/// Needs of the needs service.
pub const NEED: Collection = Collection("needs");
/// Competency standards of the needs service.
pub const COMPETENCY_STANDARD: Collection = Collection("competencyStandards");
/// Positions of the needs service.
pub const POSITION: Collection = Collection("positions");

/// Uploads that applications will be submitted with.
pub const UPLOAD: Collection = Collection("uploads");
/// Documents of uploads and applications.
pub const DOCUMENT: Collection = Collection("documents");
/// Looks at applications.
pub const VERIFICATION: Collection = Collection("verifications");
/// Universities and professional bodies.
pub const INSTITUTION: Collection = Collection("institutions");
/// Questions to them.
pub const CONFIRMATION: Collection = Collection("confirmations");

/// Objections to announced results.
pub const OBJECTION: Collection = Collection("objections");
/// Files of selected candidates.
pub const FILING: Collection = Collection("filings");
/// Candidates who left.
pub const WITHDRAWAL: Collection = Collection("withdrawals");
/// Who takes their places.
pub const REPLACEMENT: Collection = Collection("replacements");
/// Batches of numbers asked of BKN.
pub const NIP_PROPOSAL: Collection = Collection("nipProposals");

/// Agreements with universities.
pub const INTERNSHIP_AGREEMENT: Collection = Collection("internshipAgreements");
/// Places for interns.
pub const INTERNSHIP_PLACE: Collection = Collection("internshipPlaces");
/// Internships.
pub const INTERNSHIP: Collection = Collection("internships");
/// Fairness reports.
pub const FAIRNESS_REPORT: Collection = Collection("fairnessReports");
/// Units of the needs service.
pub const UNIT: Collection = Collection("units");
/// Servants of the career service.
pub const SERVANT: Collection = Collection("servants");

/// `instansi/{instansi}/internships/{internship}/logbookEntries/{entry}`
pub fn logbook_entry(tenant: &Tenant, internship: Uuid, id: Uuid) -> String {
    format!("{}/logbookEntries/{id}", INTERNSHIP.name(tenant, internship))
}

/// Reads such a name: the internship's and the entry's id.
pub fn parse_logbook_entry(text: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, INTERNSHIP.0, "logbookEntries")
}

/// `instansi/{instansi}/vacancies/{vacancy}/applications/{application}`
pub fn application(tenant: &Tenant, vacancy_id: Uuid, id: Uuid) -> String {
    format!("{}/applications/{id}", VACANCY.name(tenant, vacancy_id))
}

/// Reads an application's name: the vacancy's and the application's id.
pub fn parse_application(text: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, "vacancies", "applications")
}

/// A resource of an open selection: `candidates`, `members` or `inputs`.
pub fn of_selection(tenant: &Tenant, selection_id: Uuid, children: &str, id: Uuid) -> String {
    format!("{}/{children}/{id}", SELECTION.name(tenant, selection_id))
}

/// Reads such a name: the selection's and the id.
pub fn parse_of_selection(text: &str, children: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, "selections", children)
}

aggregate!(Vacancy, VACANCY);
aggregate!(OfficialList, OFFICIAL_LIST);
aggregate!(Selection, SELECTION);
aggregate!(Internship, INTERNSHIP);

impl Aggregate for Application {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        application(tenant, self.vacancy_id, self.id)
    }
}
