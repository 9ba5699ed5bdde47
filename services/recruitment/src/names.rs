//! Resource names of this service.

use crate::domain::{application::Application, vacancy::Vacancy};
use platform::{
    Aggregate, Tenant,
    names::{self, Name, NotAName},
};
use uuid::Uuid;

/// `instansi/{instansi}/vacancies/{vacancy}`
pub fn vacancy(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "vacancies", id)
}

/// `instansi/{instansi}/vacancies/{vacancy}/applications/{application}`
pub fn application(tenant: &Tenant, vacancy_id: Uuid, id: Uuid) -> String {
    format!("{}/applications/{id}", vacancy(tenant, vacancy_id))
}

/// Reads a vacancy's name.
pub fn parse_vacancy(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "vacancies")
}

/// Reads an application's name: the vacancy's and the application's id.
pub fn parse_application(text: &str) -> Result<(Name, Uuid), NotAName> {
    names::parse_child(text, "vacancies", "applications")
}

impl Aggregate for Vacancy {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        vacancy(tenant, self.id)
    }
}

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
