//! Who acts, and for which tenant.

use std::{fmt, str::FromStr, sync::Arc};

/// A tenant: a regional government (*instansi*) by its national code. `-` stands for all of a province's.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tenant(Arc<str>);

impl Tenant {
    /// All tenants at once; reads only, and only for tokens that carry it.
    pub fn all() -> Self {
        Self("-".into())
    }

    /// The code as text. It holds nothing but ASCII letters and digits, so it is safe inside SQL and subjects.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is not a tenant code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an instansi code of 1 to 12 letters or digits")]
pub struct NotATenant;

impl FromStr for Tenant {
    type Err = NotATenant;

    fn from_str(text: &str) -> Result<Self, NotATenant> {
        let sound = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if sound { Ok(Self(text.into())) } else { Err(NotATenant) }
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whoever calls: the subject of a verified token, nobody, or another service's event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Opaque subject of the token; `anonymous` without one, `event:<producer>` for an event.
    pub subject: Arc<str>,
    /// Roles of the token.
    pub roles: Vec<String>,
    /// Tenants of the token; `-` is the province.
    pub tenants: Vec<String>,
}

impl Actor {
    /// A caller without a token.
    pub fn anonymous() -> Self {
        Self { subject: "anonymous".into(), roles: Vec::new(), tenants: Vec::new() }
    }

    /// The same rights, and nobody's name.
    pub fn unnamed(&self) -> Self {
        Self { roles: self.roles.clone(), tenants: self.tenants.clone(), ..Self::anonymous() }
    }

    /// The consumer that applies an event of `producer`.
    pub fn event_of(producer: &str) -> Self {
        Self { subject: format!("event:{producer}").into(), roles: Vec::new(), tenants: Vec::new() }
    }

    /// Whether the token names the tenant, or the province.
    pub fn acts_for(&self, tenant: &Tenant) -> bool {
        self.tenants.iter().any(|own| own == tenant.as_str() || own == "-")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_letters_and_digits() {
        assert!("6571".parse::<Tenant>().is_ok());
        for bad in ["", "-", "65 71", "6571'", "1234567890123"] {
            assert_eq!(bad.parse::<Tenant>(), Err(NotATenant), "{bad}");
        }
    }

    #[test]
    fn the_province_acts_for_everybody() {
        let tenant = "6571".parse().unwrap();
        let mut actor = Actor::anonymous();
        assert!(!actor.acts_for(&tenant));
        actor.tenants = vec!["5473".into()];
        assert!(!actor.acts_for(&tenant));
        actor.tenants = vec!["-".into()];
        assert!(actor.acts_for(&tenant));
    }
}
