//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

mod analysis;
mod competence;
mod demand;
mod determination;
mod establishment;
mod forum;
mod planning;

pub use analysis::*;
pub use competence::*;
pub use demand::*;
pub use determination::*;
pub use establishment::*;
pub use forum::*;
pub use planning::*;

use crate::domain::{need::NeedKind, scenario::Target};
use uuid::Uuid;

/// Between the names of an education list in one column: no name holds it.
const LIST_SEPARATOR: &str = "\n";

fn join(list: &[String]) -> String {
    list.join(LIST_SEPARATOR)
}

fn split(text: &str) -> Vec<String> {
    text.split(LIST_SEPARATOR).map(str::to_owned).collect()
}

/// Sectors and units of targets as two columns, of which each row fills one.
fn targets<'t>(targets: impl Iterator<Item = &'t Target>) -> (Vec<String>, Vec<Option<Uuid>>) {
    let pairs = targets.map(|target| match target {
        Target::Sector(sector) => (sector.clone(), None),
        Target::Unit(unit) => (String::new(), Some(*unit)),
    });
    pairs.unzip()
}

fn unknown(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} `{text}`").into())
}

const KINDS: [(NeedKind, &str); 9] = [
    (NeedKind::General, "general"),
    (NeedKind::CumLaude, "cum_laude"),
    (NeedKind::Diaspora, "diaspora"),
    (NeedKind::Disability, "disability"),
    (NeedKind::Papua, "papua"),
    (NeedKind::DisadvantagedRegion, "disadvantaged_region"),
    (NeedKind::Kalimantan, "kalimantan"),
    (NeedKind::IndigenousPapuan, "indigenous_papuan"),
    (NeedKind::GeneralNonPapuan, "general_non_papuan"),
];

/// A kind as the tables and rulesets spell it.
pub fn kind_to_text(kind: NeedKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("general", |(_, text)| text)
}

/// Reads a kind as the tables and rulesets spell it.
pub fn kind_from_text(text: &str) -> sqlx::Result<NeedKind> {
    let found = KINDS.iter().find(|(_, known)| *known == text).map(|(kind, _)| *kind);
    found.ok_or_else(|| unknown("kind of need", text))
}
