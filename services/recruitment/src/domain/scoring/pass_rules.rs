//! By what people move to unfilled seats (*optimalisasi*): what the vacancies of a job opened with, all of them the same.

use crate::domain::criteria::Criteria;
use crate::domain::decides_by::DecidesBy;
use crate::domain::optimisation::OptimisationCode;
use crate::domain::programme::Ruleset;
use crate::domain::skd::{NeedKind, PassMark};
use crate::domain::tie_break::TieBreak;

/// What moves the people of one vacancy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassRules {
    /// The passes, in this order.
    pub passes: Vec<OptimisationCode>,
    /// What decides between equal points; empty in a PPPK selection, whose scheme says it.
    pub tie_breaks: Vec<TieBreak>,
    /// Whether exact or printed points decide.
    pub decides_by: DecidesBy,
    /// The pass mark of the general need, which everybody who moves meets; of no part in a PPPK selection.
    pub general_mark: PassMark,
}

impl PassRules {
    /// The rules of a vacancy of a post; one that opened before criteria were committed follows its ruleset. None where that has
    /// no mark of the general need.
    pub fn of(criteria: Option<&Criteria>, ruleset: &Ruleset, post: &str) -> Option<Self> {
        let passes = criteria.map_or_else(|| ruleset.passes(), |criteria| criteria.passes.clone());
        match (criteria, ruleset) {
            (Some(Criteria { cpns: Some(cpns), .. }), _) => Some(Self {
                passes,
                tie_breaks: cpns.tie_breaks.clone(),
                decides_by: cpns.decides_by,
                general_mark: cpns.general_mark,
            }),
            (None, Ruleset::Cpns(ruleset)) => Some(Self {
                passes,
                tie_breaks: ruleset.tie_breaks.clone(),
                decides_by: ruleset.decides_by,
                general_mark: *ruleset.mark_of(NeedKind::Umum, post)?,
            }),
            _ => Some(Self { passes, ..Self::default() }),
        }
    }

    /// The rules that all vacancies of a job opened with; none where they differ.
    pub fn agreed(mut of_each: impl Iterator<Item = Self>) -> Option<Self> {
        let first = of_each.next()?;
        of_each.all(|other| other == first).then_some(first)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::{criteria, ruleset};
    use std::sync::Arc;

    const POST: &str = "Perawat Terampil";

    #[test]
    fn passes_are_those_of_the_opening() {
        let mut later = ruleset::tests::ruleset();
        (later.passes, later.decides_by) = (vec![OptimisationCode::U3], DecidesBy::ThreeDecimals);
        let later = Ruleset::Cpns(Arc::new(later));
        let rules = PassRules::of(Some(&criteria::tests::criteria()), &later, POST).unwrap();
        assert_eq!(rules.passes, [OptimisationCode::E1, OptimisationCode::U1]);
        assert_eq!((rules.decides_by, rules.general_mark.twk), (DecidesBy::Exact, Some(65)));
        let rules = PassRules::of(None, &later, POST).unwrap();
        assert_eq!((rules.passes, rules.decides_by), (vec![OptimisationCode::U3], DecidesBy::ThreeDecimals));
    }

    #[test]
    fn the_vacancies_of_a_job_have_to_agree() {
        let one = PassRules { passes: vec![OptimisationCode::U1, OptimisationCode::U2], ..PassRules::default() };
        let mut other = one.clone();
        assert_eq!(PassRules::agreed([one.clone(), other.clone()].into_iter()), Some(one.clone()));
        other.passes.swap(0, 1);
        assert_eq!(PassRules::agreed([one.clone(), other].into_iter()), None);
        let printed = PassRules { decides_by: DecidesBy::ThreeDecimals, ..one.clone() };
        assert_eq!(PassRules::agreed([one, printed].into_iter()), None);
    }
}
