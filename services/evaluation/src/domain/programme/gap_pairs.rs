//! Whose gap is held against whose (*pasangan pembanding*), so that with and without training differ in the training alone.
//!
//! Gaps also close by themselves, the longer one waits the more. So everybody who was trained is paired with somebody who had the same
//! gap on the day of that training and was not trained until both were measured again: over the same days, to within `span_days`.
//! Who is trained later may stand beside somebody before; what was measured after a later training says nothing of the first.
//! Nobody is in the pairs twice on one side.

use crate::domain::training_effect::GapPair;
use jiff::{ToSpan, civil::Date};
use std::collections::{BTreeMap, BTreeSet};

/// What was measured of a competency on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Day.
    pub day: Date,
    /// Level that the post asks for.
    pub standard: i32,
    /// Level shown.
    pub achieved: i32,
}

impl Measure {
    fn lacking(&self) -> i32 {
        (self.standard - self.achieved).max(0)
    }
}

/// One servant's measures of one competency, and the days of trainings for it, both oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapHistory {
    /// Measures.
    pub measures: Vec<Measure>,
    /// Days on which trainings ended.
    pub trainings: Vec<Date>,
}

/// Days of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairDays {
    /// Days after a training from which on a measure tells what became of the gap.
    pub settle: i32,
    /// Most days between the training and that measure.
    pub follow: i32,
    /// Most days between the measures of the two.
    pub span: i32,
}

/// A gap on a day, and the first measure after it that tells what became of it.
#[derive(Clone, Copy)]
struct Spell {
    before: Measure,
    after: Measure,
}

impl GapHistory {
    /// What became of the gap that was open on a day, unless a training in between or since says that it is another question.
    fn spell(&self, day: Date, days: PairDays) -> Option<Spell> {
        let before = *self.measures.iter().rev().find(|measure| measure.day <= day)?;
        let from = day.saturating_add(days.settle.days());
        let after = *self.measures.iter().find(|measure| measure.day >= from && measure.day > before.day)?;
        let again = self.trainings.iter().any(|training| *training > day && *training <= after.day);
        let old = self.trainings.iter().any(|training| *training >= before.day && *training < day);
        let known = before.lacking() > 0 && after.standard == before.standard;
        let in_time = after.day <= day.saturating_add(days.follow.days());
        (known && in_time && !again && !old).then_some(Spell { before, after })
    }
}

/// The pairs of servants by the competency that they lacked: first whoever was trained first. A competency and a servant never
/// twice among the histories.
pub fn gap_pairs(histories: &BTreeMap<(String, String, String), GapHistory>, days: PairDays) -> Vec<GapPair> {
    let mut groups: BTreeMap<(&str, &str), Vec<(&str, &GapHistory)>> = BTreeMap::new();
    for ((dictionary, code, servant), history) in histories {
        groups.entry((dictionary, code)).or_default().push((servant, history));
    }
    let (mut trained, mut others) = (BTreeSet::new(), BTreeSet::new());
    groups.values().flat_map(|group| pairs_of(group, days, &mut trained, &mut others)).collect()
}

fn pairs_of<'h>(
    group: &[(&'h str, &'h GapHistory)],
    days: PairDays,
    trained: &mut BTreeSet<&'h str>,
    others: &mut BTreeSet<&'h str>,
) -> Vec<GapPair> {
    let known = group.iter();
    let mut cases: Vec<(Date, &str, &GapHistory)> =
        known.flat_map(|(servant, history)| history.trainings.iter().map(|day| (*day, *servant, *history))).collect();
    cases.sort_by_key(|(day, servant, _)| (*day, *servant));
    let mut measured: Vec<(Date, &str, &GapHistory)> = group
        .iter()
        .flat_map(|(servant, history)| history.measures.iter().map(|measure| (measure.day, *servant, *history)))
        .collect();
    measured.sort_by_key(|(day, servant, _)| (*day, *servant));
    let mut pairs = Vec::new();
    for (day, servant, history) in cases {
        let Some(own) = history.spell(day, days).filter(|_| !trained.contains(servant)) else { continue };
        let found = nearest(&measured, own.after.day, days.span).into_iter().find_map(|(at, other, history)| {
            let free = *other != servant && !others.contains(other) && !history.trainings.contains(&day);
            let spell = history.spell(day, days).filter(|spell| free && spell.after.day == *at)?;
            is_alike(own, spell, days.span).then_some((*other, spell))
        });
        if let Some((other, spell)) = found {
            trained.insert(servant);
            others.insert(other);
            pairs.push(GapPair {
                before: own.before.lacking(),
                trained: own.after.lacking(),
                other: spell.after.lacking(),
            });
        }
    }
    pairs
}

/// The same gap, measured at the same times.
fn is_alike(own: Spell, other: Spell, span: i32) -> bool {
    let same = own.before.standard == other.before.standard && own.before.achieved == other.before.achieved;
    same && apart(own.before.day, other.before.day) <= span && apart(own.after.day, other.after.day) <= span
}

fn apart(one: Date, other: Date) -> i32 {
    one.duration_until(other).as_hours().abs().try_into().map_or(i32::MAX, |hours: i32| hours / 24)
}

/// What was measured within so many days of a day, nearest first.
fn nearest<'m, 'h>(
    measured: &'m [(Date, &'h str, &'h GapHistory)],
    day: Date,
    span: i32,
) -> Vec<&'m (Date, &'h str, &'h GapHistory)> {
    let first = measured.partition_point(|(at, _, _)| *at < day.saturating_sub(span.days()));
    let last = measured.partition_point(|(at, _, _)| *at <= day.saturating_add(span.days()));
    let mut found: Vec<_> = measured[first..last].iter().collect();
    found.sort_by_key(|(at, _, _)| apart(*at, day));
    found
}

#[cfg(test)]
#[path = "gap_pairs_tests.rs"]
mod tests;
