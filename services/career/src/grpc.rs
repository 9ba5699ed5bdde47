//! The edge: parse everything, report all violations, call one command, render.

mod competency;
mod departure;
mod impact;
mod mentoring;
mod onboarding;
mod own;
mod promotion;
mod record;
mod talent;
mod training;
mod welfare;

pub use competency::*;
pub use departure::*;
pub use impact::*;
pub use mentoring::*;
pub use onboarding::*;
pub use own::*;
pub use promotion::*;
pub use record::*;
pub use talent::*;
pub use training::*;
pub use welfare::*;

use platform::{Scope, Tenant, Violations, page::Page};
use uuid::Uuid;

/// Servants of one part of a pass that names no number, and most of any.
const USUAL: i64 = 20_000;
const MOST: i64 = 100_000;

/// What the domain calls a value of a message; unspecified and unknown ones are refused.
fn from_wire<Own: Copy, Wire: Copy + Into<i32>>(table: &[(Own, Wire)], value: i32) -> Result<Own, &'static str> {
    let found = table.iter().find(|(_, wire)| (*wire).into() == value);
    found.map(|(own, _)| *own).ok_or("must be one of the known values")
}

/// The same of a value that may be unspecified: then there is none.
fn from_wire_or_none<Own: Copy, Wire: Copy + Into<i32>>(
    table: &[(Own, Wire)],
    value: i32,
) -> Result<Option<Own>, &'static str> {
    if value == 0 { Ok(None) } else { from_wire(table, value).map(Some) }
}

/// The value of a message for what the domain calls it.
fn to_wire<Own: PartialEq, Wire: Copy + Default>(table: &[(Own, Wire)], own: Own) -> Wire {
    table.iter().find(|(known, _)| *known == own).map(|(_, wire)| *wire).unwrap_or_default()
}

/// What a list about persons is audited under: whose record it is, where one is asked for.
fn read_scope(tenant: Tenant, parent: &str, servant: &str) -> Scope {
    Scope::of(tenant, if servant.is_empty() { parent } else { servant })
}

/// Most servants of one part of a pass over all of them.
fn most(check: &mut Violations, most: i32) -> Option<i64> {
    check.check("most", most >= 0, "must not be negative");
    match most {
        0 => Some(USUAL),
        1.. => Some(i64::from(most).min(MOST)),
        _ => None,
    }
}

/// The token of a pass that goes on behind `last`; empty where nobody is left.
fn token_after(page: &Page, last: Option<Uuid>) -> String {
    let Some(last) = last else { return String::new() };
    let mut page = page.clone();
    page.size = 1;
    page.cut(&mut vec![last, last], |id| (0, *id))
}
