//! Differences as a file that a spreadsheet opens (CSV, RFC 4180). No cell needs quotes: what the rows of a list may hold, see
//! [`super::official_messages`], has no comma and begins with a letter or a digit, so that it is no formula either.

use crate::store::differences::Kept;

const COLUMNS: [&str; 6] = ["row", "participant_number", "kind", "field", "printed", "computed"];

/// The first line.
pub(super) fn head() -> String {
    format!("{}\r\n", COLUMNS.join(","))
}

/// One difference.
pub(super) fn line(one: &Kept) -> String {
    let Kept { row, participant_number, kind, field, printed, computed, .. } = one;
    format!("{row},{participant_number},{kind},{field},{printed},{computed}\r\n")
}
