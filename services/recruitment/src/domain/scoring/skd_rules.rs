//! What a vacancy's basic test is judged by: its criteria, committed when it opened.

use crate::domain::criteria::CpnsCriteria;
use crate::domain::ruleset::SelectionRuleset;
use crate::domain::skd::{PassMark, SkdLimits};
use crate::domain::vacancy::{Vacancy, VacancyError};

/// Pass mark (*nilai ambang batas*) and three-times rule of one vacancy, and what its test can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkdRules {
    pub limits: SkdLimits,
    pub mark: PassMark,
    /// How many a seat go on to the field test.
    pub multiplier: u32,
}

impl SkdRules {
    /// What a vacancy opened with, whatever became of its ruleset since.
    pub fn committed(criteria: &CpnsCriteria) -> Self {
        Self { limits: criteria.skd, mark: criteria.pass_mark, multiplier: criteria.multiplier }
    }

    /// The rules of a vacancy that opened before criteria were committed: those of its ruleset.
    pub fn of_ruleset(ruleset: &SelectionRuleset, vacancy: &Vacancy) -> Result<Self, VacancyError> {
        let mark = ruleset.mark_of(vacancy.kind, &vacancy.position_title).ok_or(VacancyError::KindUnknown)?;
        Ok(Self { limits: ruleset.skd, mark: *mark, multiplier: ruleset.multiplier })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::criteria;
    use crate::domain::ruleset::tests::ruleset;
    use crate::domain::skd::NeedKind;
    use crate::domain::vacancy::{State, tests::vacancy};

    #[test]
    fn what_was_committed_counts_whatever_the_ruleset_says_later() {
        let (committed, vacancy) = (criteria::tests::criteria().cpns.unwrap(), vacancy(State::Open));
        let mut later = ruleset();
        later.pass_marks = vec![(NeedKind::Umum, PassMark { twk: Some(100), ..PassMark::default() })];
        (later.multiplier, later.skd.twk_max) = (1, 145);
        let rules = SkdRules::committed(&committed);
        assert_eq!((rules.mark.twk, rules.multiplier, rules.limits.twk_max), (Some(65), 3, 150));
        let rules = SkdRules::of_ruleset(&later, &vacancy).unwrap();
        assert_eq!((rules.mark.twk, rules.multiplier, rules.limits.twk_max), (Some(100), 1, 145));
    }
}
