//! What a bundle about an open selection is checked for besides what holds of every log.

use super::{
    bundle::Bundle,
    check::{Checked, leads_to},
    report::Asked,
};
use proof::{SignedHead, to_hex};
use recruitment::domain::{
    recount::Finding,
    selection_leaf::SelectionLeaf,
    selection_recount::{SelectionRecount, recount_selection},
};

/// Whether a bundle is about an open selection: the signed name of its log says so.
pub(super) fn is_about_one(bundle: &Bundle) -> bool {
    bundle.vacancy.split('/').nth(2) == Some("selections")
}

/// The ranking that sheets and weights give is the announced one, and the choice is one of its names.
pub(super) fn check_selection(bundle: &Bundle, signed: &SignedHead, asked: &Asked, checked: &mut Checked) {
    let leaves = read_leaves(bundle, checked);
    if let Some((position, SelectionLeaf::Design(design))) = leaves.first()
        && design.selection != bundle.vacancy
    {
        let what = format!("holds the design of another selection: {}", design.selection);
        checked.findings.push(Finding::at(*position, what));
    }
    let SelectionRecount { findings, notes, candidates, chosen } = recount_selection(&leaves);
    if findings.is_empty() {
        let chosen = chosen.map_or_else(|| "nobody is chosen yet".to_owned(), |code| format!("{code} was chosen"));
        checked.notes.push(format!("the ranking was counted again from the sheets: {candidates} candidates, {chosen}"));
    }
    checked.notes.extend(notes);
    checked.findings.extend(findings);
    if asked.documents.is_some() {
        checked.findings.push(Finding::missing("the log of an open selection has no receipts and no documents"));
    }
    if let Some(code) = &asked.participant {
        check_candidate(bundle, signed, code, checked);
    }
}

/// The leaves that can be read, in the order of the bundle.
fn read_leaves(bundle: &Bundle, checked: &mut Checked) -> Vec<(u64, SelectionLeaf)> {
    let mut leaves = Vec::with_capacity(bundle.leaves.len());
    for entry in &bundle.leaves {
        match SelectionLeaf::parse(&entry.data) {
            Ok(leaf) => leaves.push((entry.position, leaf)),
            Err(error) => checked.findings.push(Finding::at(entry.position, error.to_string())),
        }
    }
    leaves
}

/// One candidate's place is in the log.
fn check_candidate(bundle: &Bundle, signed: &SignedHead, code: &str, checked: &mut Checked) {
    let mut ranked = false;
    for entry in &bundle.leaves {
        let Some(leaf) = SelectionLeaf::parse(&entry.data).ok().filter(|leaf| leaf.candidate() == code) else {
            continue;
        };
        let hash = entry.hash();
        if leads_to(entry, &hash, (signed.head.size, &signed.head.root)) {
            ranked |= matches!(leaf, SelectionLeaf::Rank(_));
            let (position, kind, hash) = (entry.position, leaf.kind(), to_hex(&hash));
            checked.notes.push(format!("{code}: leaf {position} ({kind}) is in the log, hash {hash}"));
        }
    }
    if !ranked {
        checked.findings.push(Finding::missing(format!("{code} has no place in this log")));
    }
}
