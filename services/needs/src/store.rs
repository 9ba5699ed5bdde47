//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

pub mod needs;
pub mod positions;
pub mod proposals;
pub mod reassessments;
pub mod steps;
pub mod units;
pub mod workloads;

use crate::domain::need::NeedKind;

/// Between the names of an education list in one column: no name holds it.
const LIST_SEPARATOR: &str = "\n";

fn join(list: &[String]) -> String {
    list.join(LIST_SEPARATOR)
}

fn split(text: &str) -> Vec<String> {
    text.split(LIST_SEPARATOR).map(str::to_owned).collect()
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

fn kind_to_text(kind: NeedKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("general", |(_, text)| text)
}

fn kind_from_text(text: &str) -> sqlx::Result<NeedKind> {
    let found = KINDS.iter().find(|(_, known)| *known == text).map(|(kind, _)| *kind);
    found.ok_or_else(|| unknown("kind of need", text))
}
