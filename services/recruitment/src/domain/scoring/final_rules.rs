//! What a vacancy's final order is made by: its criteria, committed when it opened.

use crate::domain::criteria::CpnsCriteria;
use crate::domain::decides_by::DecidesBy;
use crate::domain::integration::{Integration, IntegrationError, Weights};
use crate::domain::ruleset::SelectionRuleset;
use crate::domain::skb_scheme::SkbScheme;
use crate::domain::tie_break::TieBreak;

/// Weights, field test and tie-breaks of one vacancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalRules {
    pub weights: Weights,
    pub scheme: SkbScheme,
    /// Whether one of the additional tests eliminates (*menggugurkan*, PermenPANRB 6/2024 art. 22).
    pub eliminates: bool,
    pub tie_breaks: Vec<TieBreak>,
    /// Whether exact or printed points decide.
    pub decides_by: DecidesBy,
}

impl FinalRules {
    /// The rules of a vacancy that opened before criteria were committed: those of its ruleset, and the computer test alone.
    pub fn of_ruleset(ruleset: &SelectionRuleset, post: &str) -> Self {
        Self {
            weights: ruleset.weights(),
            scheme: SkbScheme::cat_only(ruleset.cat_max_of(post)),
            eliminates: false,
            tie_breaks: ruleset.tie_breaks.clone(),
            decides_by: ruleset.decides_by,
        }
    }

    /// What a vacancy opened with, whatever became of its ruleset since.
    pub fn committed(criteria: &CpnsCriteria) -> Self {
        let CpnsCriteria { skd, skd_weight, skb_weight, .. } = criteria;
        Self {
            weights: Weights { skd_max: skd.total_max(), skd: *skd_weight, skb: *skb_weight },
            scheme: criteria.scheme(),
            eliminates: criteria.field_test.tests.iter().any(|test| test.eliminates.is_some()),
            tie_breaks: criteria.tie_breaks.clone(),
            decides_by: criteria.decides_by,
        }
    }

    /// How marks become points.
    pub fn integration(&self) -> Result<Integration, IntegrationError> {
        Integration::new(self.weights, self.scheme.clone())
    }
}
