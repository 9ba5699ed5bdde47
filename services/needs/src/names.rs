//! Resource names of this service.

use crate::domain::{need::Need, reassessment::Reassessment};
use platform::{
    Aggregate, Tenant,
    names::{self, Name, NotAName},
};
use uuid::Uuid;

/// `instansi/{instansi}/units/{unit}`
pub fn unit(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "units", id)
}

/// Reads a unit's name.
pub fn parse_unit(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "units")
}

/// `instansi/{instansi}/positions/{position}`
pub fn position(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "positions", id)
}

/// Reads a position's name.
pub fn parse_position(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "positions")
}

/// `instansi/{instansi}/proposals/{proposal}`
pub fn proposal(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "proposals", id)
}

/// Reads a proposal's name.
pub fn parse_proposal(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "proposals")
}

/// `instansi/{instansi}/needs/{need}`
pub fn need(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "needs", id)
}

/// Reads a need's name.
pub fn parse_need(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "needs")
}

/// `instansi/{instansi}/reassessments/{reassessment}`
pub fn reassessment(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "reassessments", id)
}

/// Reads a reassessment's name.
pub fn parse_reassessment(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "reassessments")
}

impl Aggregate for Need {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        need(tenant, self.id)
    }
}

impl Aggregate for Reassessment {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        reassessment(tenant, self.id)
    }
}
