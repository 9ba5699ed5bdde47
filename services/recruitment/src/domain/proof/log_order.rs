//! The order that only an honest log has (*urutan log*): receipts before scores, everybody's first row in the first
//! publication, and nobody eligible who was found not to be.

use crate::domain::leaf::Leaf;
use crate::domain::recount::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// Checks the order of all leaves, of either programme.
pub(crate) fn check_order(leaves: &[(u64, Leaf)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    // What the latest row of everybody says about the requirements.
    let mut eligible: BTreeMap<&str, bool> = BTreeMap::new();
    let (mut scored, mut closed) = (false, false);
    for (position, leaf) in leaves {
        let number = leaf.participant();
        let is_eligible = match leaf {
            Leaf::Result(row) => row.eligible,
            Leaf::PppkResult(row) => row.eligible,
            _ => {
                if scored && matches!(leaf, Leaf::Receipt(_)) {
                    let what = format!("{number} has a receipt that is younger than the first score or result");
                    findings.push(Finding::at(*position, what));
                }
                scored |= matches!(leaf, Leaf::Skd(_) | Leaf::Skb(_) | Leaf::Pppk(_));
                // The rows of a publication stand together.
                closed |= !eligible.is_empty();
                continue;
            }
        };
        scored = true;
        let before = eligible.insert(number, is_eligible);
        if before.is_none() && closed {
            let what = format!("{number} has a first row that is not in the first publication");
            findings.push(Finding::at(*position, what));
        }
        if before == Some(false) && is_eligible {
            let what = format!("{number} was found ineligible, and no correction makes anybody eligible");
            findings.push(Finding::at(*position, what));
        }
        closed |= before.is_some();
    }
    findings
}

/// By how many leaves the results of a log are counted again, besides the first: what stood before a correction, what it made,
/// and what stands. A result that was wrong in between is wrong, whatever came after.
pub(crate) fn results_to_count(leaves: &[(u64, Leaf)]) -> BTreeSet<usize> {
    let is_row = |leaf: &Leaf| matches!(leaf, Leaf::Result(_) | Leaf::PppkResult(_));
    let after = |from: usize, wanted: &dyn Fn(&Leaf) -> bool| {
        let found = leaves[from..].iter().position(|(_, leaf)| wanted(leaf));
        found.map_or(leaves.len(), |more| from + more)
    };
    let corrected = after(0, &|leaf| matches!(leaf, Leaf::Correction(_)));
    let made = after(after(corrected, &is_row), &|leaf| !is_row(leaf));
    BTreeSet::from([corrected, made, leaves.len()])
}

#[cfg(test)]
#[path = "log_order_tests.rs"]
mod tests;
