//! The edge: parse everything, report all violations, call one command, render.

mod imports;
pub mod needs;
pub mod positions;
pub mod proposals;
pub mod reassessments;

use platform::{Tenant, Violations, names::Name};

/// Notes that a name is of another instansi than the parent.
fn belongs(check: &mut Violations, field: &str, name: Option<&Name>, parent: Option<&Tenant>) {
    if let (Some(name), Some(parent)) = (name, parent) {
        check.check(field, name.tenant == *parent, "must belong to the parent");
    }
}
