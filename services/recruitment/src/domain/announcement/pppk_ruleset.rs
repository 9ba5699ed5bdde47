//! The dated figures of one selection of employees with a work agreement (*aturan seleksi PPPK*).

use crate::domain::competency_test::{CompetencyTest, TestViolation};
use crate::domain::general_rules::{GeneralRules, GeneralViolation};
use thiserror::Error;

/// Everything a selection of employees with a work agreement is computed by (*aturan seleksi PPPK*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PppkRuleset {
    /// What rulesets of all programmes say.
    pub general: GeneralRules,
    /// The test, its tiers and its order.
    pub test: CompetencyTest,
}

/// What is wrong with a ruleset (*aturan tidak sah*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PppkViolation {
    #[error(transparent)]
    General(#[from] GeneralViolation),
    #[error(transparent)]
    Test(#[from] TestViolation),
}

impl PppkRuleset {
    /// Lists everything wrong with the ruleset (*aturan tidak sah*), empty when it can be used.
    pub fn validate(&self) -> Vec<PppkViolation> {
        let general = self.general.validate().into_iter().map(PppkViolation::from);
        general.chain(self.test.validate().into_iter().map(PppkViolation::from)).collect()
    }
}
