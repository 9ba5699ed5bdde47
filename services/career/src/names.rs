//! Resource names of this service.

use crate::domain::servant::Servant;
use platform::{
    Aggregate, Tenant,
    names::{self, Name, NotAName},
};
use uuid::Uuid;

/// `instansi/{instansi}/servants/{servant}`
pub fn servant(tenant: &Tenant, id: Uuid) -> String {
    names::render(tenant, "servants", id)
}

/// Reads a servant's name.
pub fn parse_servant(text: &str) -> Result<Name, NotAName> {
    names::parse(text, "servants")
}

impl Aggregate for Servant {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        servant(tenant, self.id)
    }
}
