//! Resource names of this service, and of others that it refers to.

use crate::domain::{application::Application, vacancy::Vacancy};
use platform::{
    Aggregate, Tenant, aggregate,
    names::{self, Collection, Name, NotAName},
};
use uuid::Uuid;

/// Vacancies.
pub const VACANCY: Collection = Collection("vacancies");
/// Needs of the needs service.
pub const NEED: Collection = Collection("needs");
/// Positions of the needs service.
pub const POSITION: Collection = Collection("positions");

/// `instansi/{instansi}/vacancies/{vacancy}/applications/{application}`
pub fn application(tenant: &Tenant, vacancy_id: Uuid, id: Uuid) -> String {
    format!("{}/applications/{id}", VACANCY.name(tenant, vacancy_id))
}

/// Reads an application's name: the vacancy's and the application's id.
pub fn parse_application(text: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, "vacancies", "applications")
}

aggregate!(Vacancy, VACANCY);

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
