//! Resource names of this service.

use crate::domain::{appraisal::Appraisal, complaint::Complaint, public_service::PublicService};
use platform::{
    Aggregate, Tenant,
    names::{self, Name, NotAName},
};
use uuid::Uuid;

/// `instansi/{instansi}/appraisals/{appraisal}`
pub fn appraisal(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "appraisals", id)
}

/// Reads an appraisal's name.
pub fn parse_appraisal(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "appraisals")
}

/// `instansi/{instansi}/publicServices/{public_service}`
pub fn public_service(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "publicServices", id)
}

/// Reads a public service's name.
pub fn parse_public_service(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "publicServices")
}

/// `instansi/{instansi}/complaints/{complaint}`
pub fn complaint(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "complaints", id)
}

/// Reads a complaint's name.
pub fn parse_complaint(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "complaints")
}

/// Reads the name of a servant of the career service.
pub fn parse_servant(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "servants")
}

/// Reads the name of a unit of the needs service.
pub fn parse_unit(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "units")
}

impl Aggregate for Appraisal {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        appraisal(tenant, self.id)
    }
}

impl Aggregate for PublicService {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        public_service(tenant, self.id)
    }
}

impl Aggregate for Complaint {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        complaint(tenant, self.id)
    }
}
