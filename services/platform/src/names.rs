//! Resource names: `instansi/{instansi}/{collection}/{id}`, and children one level below.

use crate::{actor::Tenant, error::Failure, violations::Violations};
use uuid::Uuid;

/// Tenant and id of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// Tenant the resource belongs to.
    pub tenant: Tenant,
    /// Id of the resource.
    pub id: Uuid,
}

/// The text is not a name of the wanted form.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have the form `{0}`")]
pub struct NotAName(pub String);

impl NotAName {
    /// Of none of several collections.
    pub fn of(collections: &[Collection]) -> Self {
        let forms = collections.iter().map(|one| format!("instansi/{{instansi}}/{}/{{id}}", one.0));
        Self(forms.collect::<Vec<_>>().join("` or `"))
    }
}

/// A resource in the version that the caller read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsRead {
    /// Id of the resource.
    pub id: Uuid,
    /// Version of the etag.
    pub version: i64,
}

impl AsRead {
    /// Refuses a resource that somebody changed in the meantime.
    pub fn must_be(self, version: i64) -> Result<(), Failure> {
        if self.version == version { Ok(()) } else { Err(Failure::EtagMismatch) }
    }
}

/// Resources of one kind, `instansi/{instansi}/{collection}/{id}`, by the name of their collection.
#[derive(Clone, Copy, Debug)]
pub struct Collection(pub &'static str);

impl Collection {
    /// Name of one of them.
    pub fn name(self, tenant: &Tenant, id: Uuid) -> String {
        render(tenant, self.0, id)
    }

    /// Reads such a name.
    pub fn parse(self, text: &str) -> Result<Name, NotAName> {
        parse(text, self.0)
    }

    /// Reads the name of one that has to belong to `tenant`, for example to the parent of what names it.
    pub fn parse_of(self, text: &str, tenant: &Tenant) -> Result<Uuid, NotOurs> {
        let name = self.parse(text)?;
        if name.tenant == *tenant { Ok(name.id) } else { Err(NotOurs::OtherTenant) }
    }
}

/// A name that a resource or an event may not refer to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// Not a name at all.
    #[error(transparent)]
    NotAName(#[from] NotAName),
    /// Of another tenant.
    #[error("must belong to the same instansi")]
    OtherTenant,
}

/// Makes a domain type with the fields `id` and `version` an [`Aggregate`](crate::Aggregate) of a collection.
#[macro_export]
macro_rules! aggregate {
    ($type:ty, $collection:expr) => {
        impl $crate::Aggregate for $type {
            fn id(&self) -> uuid::Uuid {
                self.id
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn name(&self, tenant: &$crate::Tenant) -> String {
                $collection.name(tenant, self.id)
            }
        }
    };
}

/// What a Get asks for: the tenant and the id, or why `name` is none.
pub fn asked(parsed: Result<Name, NotAName>) -> Result<(Tenant, Uuid), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", parsed);
    name.map(|name| (name.tenant, name.id)).ok_or(check)
}

/// Renders `instansi/{tenant}/{collection}/{id}`.
pub fn render(tenant: &Tenant, collection: &str, id: Uuid) -> String {
    format!("instansi/{tenant}/{collection}/{id}")
}

/// Parses `instansi/{instansi}`.
pub fn parse_parent(text: &str) -> Result<Tenant, NotAName> {
    let code = text.strip_prefix("instansi/");
    code.and_then(|code| code.parse().ok()).ok_or_else(|| NotAName("instansi/{instansi}".into()))
}

/// Parses `instansi/{instansi}/{collection}/{id}`; ids are lower-case UUIDs.
pub fn parse(text: &str, collection: &str) -> Result<Name, NotAName> {
    let wrong = || NotAName(format!("instansi/{{instansi}}/{collection}/{{id}}"));
    let mut parts = text.split('/');
    let (Some("instansi"), Some(tenant), Some(found), Some(id), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    if found != collection {
        return Err(wrong());
    }
    Ok(Name { tenant: tenant.parse().map_err(|_| wrong())?, id: parse_id(id).ok_or_else(wrong)? })
}

/// Parses `instansi/{instansi}/{collection}/{id}/{children}/{child}` into the parent's name and the child's id.
pub fn parse_child(text: &str, collection: &str, children: &str) -> Result<(Name, Uuid), NotAName> {
    let wrong = || NotAName(format!("instansi/{{instansi}}/{collection}/{{id}}/{children}/{{id}}"));
    let (rest, child) = text.rsplit_once('/').ok_or_else(wrong)?;
    let (parent, found) = rest.rsplit_once('/').ok_or_else(wrong)?;
    if found != children {
        return Err(wrong());
    }
    Ok((parse(parent, collection).map_err(|_| wrong())?, parse_id(child).ok_or_else(wrong)?))
}

fn parse_id(text: &str) -> Option<Uuid> {
    let canonical = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    canonical.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ID: &str = "01890000-0000-7000-8000-000000000001";

    #[test]
    fn names_are_read_back() {
        let name = parse(&format!("instansi/6571/needs/{ID}"), "needs").unwrap();
        assert_eq!(render(&name.tenant, "needs", name.id), format!("instansi/6571/needs/{ID}"));
        let (parent, child) =
            parse_child(&format!("instansi/6571/vacancies/{ID}/applications/{ID}"), "vacancies", "applications")
                .unwrap();
        assert_eq!((parent.tenant.as_str(), parent.id, child), ("6571", ID.parse().unwrap(), ID.parse().unwrap()));
    }

    #[test]
    fn other_forms_are_refused() {
        let upper = ID.replace('a', "A").to_uppercase();
        for bad in ["", "needs/x", "instansi/-/needs/x", "instansi/6571/needs", "instansi/6571/needs/x/y"] {
            assert!(parse(bad, "needs").is_err(), "{bad}");
        }
        assert!(parse(&format!("instansi/6571/units/{ID}"), "needs").is_err());
        assert!(parse(&format!("instansi/6571/needs/{upper}0"), "needs").is_err());
        assert!(parse_parent("instansi/").is_err());
    }
}
