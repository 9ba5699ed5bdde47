//! What the import refuses is no score of a log either: official results that no test of the criteria can give.

use crate::domain::criteria::CpnsCriteria;
use crate::domain::leaf::{Leaf, SkbEnding};
use crate::domain::ranking::SkdOutcome;
use crate::domain::recount::Finding;
use crate::domain::skd::SkdViolation;

/// Checks every score of a CPNS vacancy, those that later ones replace as well.
pub(crate) fn check_scores(rules: &CpnsCriteria, leaves: &[(u64, Leaf)]) -> Vec<Finding> {
    let eliminates = rules.field_test.tests.iter().any(|test| test.eliminates.is_some());
    let mut findings = Vec::new();
    for (position, leaf) in leaves {
        let number = leaf.participant();
        match leaf {
            Leaf::Skd(row) => {
                let SkdOutcome::Scored(score) = row.outcome else { continue };
                for violation in rules.skd.violations(&score) {
                    // What is above the maximum is found where the test is ranked again.
                    if matches!(violation, SkdViolation::NotAMultiple { .. }) {
                        findings.push(Finding::at(*position, format!("an impossible score of {number}: {violation}")));
                    }
                }
            }
            Leaf::Skb(row) if row.outcome == SkbEnding::Eliminated && !eliminates => {
                let what = format!("{number} failed a test that eliminates, and no test of the criteria does");
                findings.push(Finding::at(*position, what));
            }
            _ => {}
        }
    }
    findings
}
