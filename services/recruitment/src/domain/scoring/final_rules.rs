//! What a vacancy's final order is made by: its criteria, committed when it opened.

use crate::domain::criteria::CpnsCriteria;
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
}

impl FinalRules {
    /// The rules of a vacancy; one that opened before criteria were committed has the computer test alone and follows its
    /// ruleset.
    pub fn of(criteria: Option<&CpnsCriteria>, ruleset: &SelectionRuleset) -> Self {
        let Some(criteria) = criteria else {
            return Self {
                weights: ruleset.weights(),
                scheme: SkbScheme::cat_only(ruleset.skb_cat_max),
                eliminates: false,
                tie_breaks: ruleset.tie_breaks.clone(),
            };
        };
        let CpnsCriteria { skd_max, skd_weight, skb_weight, .. } = criteria;
        Self {
            weights: Weights {
                skd_max: skd_max.iter().copied().map(u32::from).sum(),
                skd: *skd_weight,
                skb: *skb_weight,
            },
            scheme: criteria.scheme(),
            eliminates: criteria.field_test.tests.iter().any(|test| test.eliminates.is_some()),
            tie_breaks: criteria.tie_breaks.clone(),
        }
    }

    /// How marks become points.
    pub fn integration(&self) -> Result<Integration, IntegrationError> {
        Integration::new(self.weights, self.scheme.clone())
    }
}
