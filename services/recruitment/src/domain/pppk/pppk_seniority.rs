//! Between whom of a PPPK vacancy only age decides, and who of them is older: all that is published of a birth date.

use crate::domain::age_order::order_of_age;
use crate::domain::competency_test::{Criterion, Scheme};
use crate::domain::pppk_ranking::{PppkCandidate, PppkOutcome, by_law};
use crate::domain::pppk_score::PppkScore;
use std::collections::BTreeMap;

/// Candidates between whom only age can decide.
pub fn between_equals<Id: Copy + Ord>(scheme: &Scheme, candidates: &[PppkCandidate<Id>]) -> Vec<PppkCandidate<Id>> {
    age_decides(scheme, candidates).into_iter().flatten().cloned().collect()
}

/// The order of age (*urutan usia*) of those between whom nothing else decides.
pub fn seniority<Id: Copy + Ord>(scheme: &Scheme, candidates: &[PppkCandidate<Id>]) -> BTreeMap<Id, u32> {
    let groups = age_decides(scheme, candidates).into_iter();
    groups.flat_map(|group| order_of_age(group.iter().map(|one| (one.id, one.birth_date)))).collect()
}

/// The ranked in groups that are equal in everything that comes before age; none where age does not count.
pub(crate) fn age_decides<'c, Id: Copy + Ord>(
    scheme: &Scheme,
    candidates: &'c [PppkCandidate<Id>],
) -> Vec<Vec<&'c PppkCandidate<Id>>> {
    let Some(age) = scheme.tie_break.iter().position(|criterion| *criterion == Criterion::Age) else {
        return Vec::new();
    };
    let before_age = &scheme.tie_break[..age];
    let mut ranked: Vec<(&PppkCandidate<Id>, PppkScore)> = Vec::new();
    for candidate in candidates {
        if let PppkOutcome::Scored(score) = candidate.outcome
            && scheme.mark.admits(&score)
        {
            ranked.push((candidate, score));
        }
    }
    ranked.sort_by(|left, right| by_law(before_age, *left, *right));
    let groups = ranked.chunk_by(|left, right| by_law(before_age, *left, *right).is_eq());
    let tied = groups.filter(|group| group.len() > 1);
    tied.map(|group| group.iter().map(|(candidate, _)| *candidate).collect()).collect()
}
