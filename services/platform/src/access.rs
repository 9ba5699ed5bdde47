//! Which roles carry which permission: one readable table a service, checked against the methods at start.

use contracts::Access;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The methods of a service and the roles that may call them.
pub struct AccessTable {
    methods: HashMap<&'static str, Access>,
    roles: BTreeMap<String, BTreeSet<String>>,
}

/// The role table does not fit the methods.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The table is not TOML of the wanted form.
    #[error("roles.toml of {service} cannot be read: {cause}")]
    Unreadable {
        /// Service.
        service: &'static str,
        /// What TOML says.
        cause: toml::de::Error,
    },
    /// A method's permission has no row.
    #[error("roles.toml of {service} gives `{permission}` to nobody")]
    NoRow {
        /// Service.
        service: &'static str,
        /// Permission without a row.
        permission: String,
    },
    /// A row is for no method.
    #[error("roles.toml of {service} knows `{permission}`, but no method asks for it")]
    NoMethod {
        /// Service.
        service: &'static str,
        /// Permission without a method.
        permission: String,
    },
}

/// What the kit's own methods ask for: the same in every service.
const DELIVERY_ROLES: [(&str, &str); 3] =
    [("delivery.replay", "service"), ("delivery.read", "operator"), ("delivery.mend", "operator")];

impl AccessTable {
    /// Reads `roles.toml`: a permission a line, with the roles that carry it.
    pub fn new(service: &'static str, roles: &str) -> Result<Self, AccessError> {
        let mut roles: BTreeMap<String, BTreeSet<String>> =
            toml::from_str(roles).map_err(|cause| AccessError::Unreadable { service, cause })?;
        for (permission, role) in DELIVERY_ROLES {
            roles.insert(permission.to_owned(), BTreeSet::from([role.to_owned()]));
        }
        let prefix = format!("/asn.{service}.");
        let own = |path: &str| path.starts_with(&prefix) || path.starts_with("/asn.delivery.");
        let methods: HashMap<_, _> = contracts::ACCESS.iter().copied().filter(|(path, _)| own(path)).collect();
        let wanted: BTreeSet<&str> = methods.values().filter_map(permission_of).collect();
        if let Some(missing) = wanted.iter().find(|permission| !roles.contains_key(**permission)) {
            return Err(AccessError::NoRow { service, permission: (*missing).to_owned() });
        }
        if let Some(surplus) = roles.keys().find(|permission| !wanted.contains(permission.as_str())) {
            return Err(AccessError::NoMethod { service, permission: surplus.clone() });
        }
        Ok(Self { methods, roles })
    }

    /// What the method at `path` asks for; `None` if there is no such method.
    pub fn of(&self, path: &str) -> Option<(&'static str, Access)> {
        self.methods.get_key_value(path).map(|(path, access)| (*path, *access))
    }

    /// Every role that some permission stands with; one may come more than once.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.roles.values().flatten().map(String::as_str)
    }

    /// Whether one of `roles` carries `permission`.
    pub fn allows(&self, permission: &str, roles: &[String]) -> bool {
        self.roles.get(permission).is_some_and(|allowed| roles.iter().any(|role| allowed.contains(role)))
    }
}

fn permission_of(access: &Access) -> Option<&'static str> {
    match access {
        Access::Public => None,
        Access::Permission(permission) => Some(permission),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row for every permission of career.
    fn table() -> String {
        let own = contracts::ACCESS.iter().filter(|(path, _)| path.starts_with("/asn.career."));
        let permissions: BTreeSet<&str> = own.filter_map(|(_, access)| permission_of(access)).collect();
        permissions.iter().map(|permission| format!("\"{permission}\" = [\"hr_officer\"]\n")).collect()
    }

    #[test]
    fn a_complete_table_allows_its_roles_only() {
        let table = AccessTable::new("career", &table()).ok();
        let allows = |role: &str| table.as_ref().map(|table| table.allows("career.servants.read", &[role.to_owned()]));
        assert_eq!((allows("hr_officer"), allows("rater")), (Some(true), Some(false)));
    }

    #[test]
    fn a_permission_without_row_and_a_row_without_method_are_refused() {
        let missing = table().replace("\"career.placements.write\" = [\"hr_officer\"]", "");
        assert!(matches!(AccessTable::new("career", &missing), Err(AccessError::NoRow { .. })));
        let surplus = format!("{}\"career.servants.delete\" = [\"hr_officer\"]", table());
        assert!(matches!(AccessTable::new("career", &surplus), Err(AccessError::NoMethod { .. })));
        assert!(matches!(AccessTable::new("career", "x ="), Err(AccessError::Unreadable { .. })));
    }
}
