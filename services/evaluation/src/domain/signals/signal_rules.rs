//! The tests of quality as one dated ruleset (*aturan sinyal mutu*), and all rulesets together: a recovery is measured by the
//! ruleset that told the fall, also after another came into use.

use crate::domain::{complaint_test::ComplaintTest, overdue_fall::OverdueTest, satisfaction_fall::SatisfactionTest};

/// The tests of one ruleset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalRules {
    /// The id stored with every signal.
    pub id: String,
    /// The test of complaints.
    pub complaints: ComplaintTest,
    /// The test of surveys, where the ruleset has one.
    pub satisfaction: Option<SatisfactionTest>,
    /// The test of overdue complaints, where the ruleset has one.
    pub overdue: Option<OverdueTest>,
}

/// The ruleset in use and all that ever were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalBook {
    current: SignalRules,
    all: Vec<SignalRules>,
}

impl SignalBook {
    /// A book whose ruleset of this id is in use; none if it does not hold one.
    pub fn new(all: Vec<SignalRules>, current: &str) -> Option<Self> {
        let current = all.iter().find(|rules| rules.id == current)?.clone();
        Some(Self { current, all })
    }

    /// The ruleset in use.
    pub fn current(&self) -> &SignalRules {
        &self.current
    }

    /// The ruleset of a signal that was told; the one in use where it is not known any more.
    pub fn of(&self, id: &str) -> &SignalRules {
        self.all.iter().find(|rules| rules.id == id).unwrap_or(&self.current)
    }
}
