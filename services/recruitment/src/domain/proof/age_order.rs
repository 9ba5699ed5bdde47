//! The order of age (*urutan usia*), in the place of birth dates, which are not published.

use crate::domain::final_ranking::FinalCandidate;
use crate::domain::recount::Finding;
use crate::domain::tie_break::TieBreak;
use jiff::{ToSpan, civil::Date};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers a group that nothing but age tells apart: 1 is the oldest, and the same day has the same number.
pub fn order_of_age<Id>(group: impl IntoIterator<Item = (Id, Date)>) -> Vec<(Id, u32)> {
    let group: Vec<(Id, Date)> = group.into_iter().collect();
    let mut days: Vec<Date> = group.iter().map(|(_, day)| *day).collect();
    days.sort_unstable();
    days.dedup();
    let number = |day: Date| u32::try_from(days.partition_point(|other| *other < day) + 1).unwrap_or(u32::MAX);
    group.into_iter().map(|(id, day)| (id, number(day))).collect()
}

/// A date that orders as the order of age does.
pub fn stand_in(seniority: Option<u32>) -> Date {
    jiff::civil::date(1900, 1, 1).saturating_add(seniority.unwrap_or(0).min(100_000).cast_signed().days())
}

/// The steps of a tie rule that come before age; none where age does not count.
pub(crate) fn before_age(steps: &[TieBreak]) -> Option<&[TieBreak]> {
    steps.iter().position(|step| *step == TieBreak::Older).map(|age| &steps[..age])
}

/// Candidates between whom only age can decide.
pub fn between_equals<Id: Copy + Ord>(
    candidates: &[FinalCandidate<Id>],
    steps: &[TieBreak],
) -> Vec<FinalCandidate<Id>> {
    age_decides(candidates, before_age(steps)).into_iter().flatten().copied().collect()
}

/// The same in the groups that are equal.
pub(crate) fn age_decides<'c, Id: Copy + Ord>(
    candidates: &'c [FinalCandidate<Id>],
    steps: Option<&[TieBreak]>,
) -> Vec<Vec<&'c FinalCandidate<Id>>> {
    let Some(steps) = steps else { return Vec::new() };
    let mut ordered: Vec<&FinalCandidate<Id>> = candidates.iter().collect();
    ordered.sort_by(|left, right| left.compare_by(right, steps));
    let groups = ordered.chunk_by(|left, right| left.compare_by(right, steps).is_eq());
    groups.filter(|group| group.len() > 1).map(<[_]>::to_vec).collect()
}

/// The order of age (*urutan usia*) of those between whom nothing else decides: 1 is the oldest, and the same day has the
/// same number.
pub fn seniority<Id: Copy + Ord>(candidates: &[FinalCandidate<Id>], steps: &[TieBreak]) -> BTreeMap<Id, u32> {
    let mut told = BTreeMap::new();
    for group in age_decides(candidates, before_age(steps)) {
        told.extend(order_of_age(group.iter().map(|candidate| (candidate.id, candidate.birth_date))));
    }
    told
}

/// What a published result tells of a participant's age: where the row is, which equals it is about, and the order among them.
pub(crate) struct Told {
    /// Where the row is.
    pub position: u64,
    /// Which of the groups that nothing but age tells apart.
    pub group: usize,
    /// As published.
    pub seniority: u32,
    /// Whether there is a seat.
    pub seated: bool,
}

/// What the published results of a log tell of ages, one after the other.
#[derive(Default)]
pub(crate) struct AgesTold<'l>(Vec<BTreeMap<&'l str, Told>>);

impl<'l> AgesTold<'l> {
    /// Between whom the order of age, which nothing in a log shows, decides who has a seat.
    pub fn notes(now: &BTreeMap<&'l str, Told>) -> Vec<String> {
        let mut groups: BTreeMap<usize, Vec<(&str, &Told)>> = BTreeMap::new();
        for (number, told) in now {
            groups.entry(told.group).or_default().push((number, told));
        }
        groups.into_values().filter_map(|group| note(&group)).collect()
    }

    /// Takes the next result, and says who is not as much older or younger than another as in an earlier one: birth dates do
    /// not change.
    pub fn tell(&mut self, now: BTreeMap<&'l str, Told>) -> Vec<Finding> {
        let mut turned: BTreeSet<(u64, &str)> = BTreeSet::new();
        for earlier in &self.0 {
            let both = now.iter().filter_map(|(number, now)| Some((*number, earlier.get(number)?, now)));
            let mut both: Vec<(&str, &Told, &Told)> = both.collect();
            // Those who are equal in both results, the older of the earlier one first.
            both.sort_by_key(|(_, was, is)| (was.group, is.group, was.seniority, is.seniority));
            for pair in both.windows(2) {
                let [(one, was, is), (other, then, since)] = pair else { continue };
                let comparable = (was.group, is.group) == (then.group, since.group);
                if comparable && was.seniority.cmp(&then.seniority) != is.seniority.cmp(&since.seniority) {
                    turned.extend([(is.position, *one), (since.position, *other)]);
                }
            }
        }
        self.0.push(now);
        let what = |number| format!("{number} is older or younger than an equal, and was not before");
        turned.into_iter().map(|(position, number)| Finding::at(position, what(number))).collect()
    }
}

/// Whom age puts before whom at the last seat of equals; none where a letter does, or where all or none have one.
fn note(group: &[(&str, &Told)]) -> Option<String> {
    let oldest = group.iter().filter(|(_, told)| told.seated).map(|(_, told)| told.seniority).min()?;
    let youngest = group.iter().filter(|(_, told)| !told.seated).map(|(_, told)| told.seniority).max()?;
    let of = |seated: bool| {
        let own = group.iter().filter(|(_, told)| told.seated == seated);
        own.map(|(number, _)| *number).collect::<Vec<&str>>().join(", ")
    };
    let (with, without) = (of(true), of(false));
    let note = format!(
        "{with} before {without}: only age tells them apart, and each alone can show it (--salt, --birth-date)"
    );
    (oldest < youngest).then_some(note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_oldest_is_the_first_and_a_day_has_one_number() {
        let group =
            [('A', date(1990, 1, 2)), ('B', date(1989, 12, 31)), ('C', date(1990, 1, 2)), ('D', date(1999, 1, 1))];
        assert_eq!(order_of_age(group), [('A', 2), ('B', 1), ('C', 2), ('D', 3)]);
        assert!(stand_in(Some(1)) < stand_in(Some(2)));
    }

    #[test]
    fn nobody_becomes_older_than_somebody() {
        let told = |rows: &[(&'static str, usize, u32)]| -> BTreeMap<&'static str, Told> {
            let row =
                |(number, group, seniority)| (number, Told { position: 7, group, seniority, seated: seniority == 1 });
            rows.iter().copied().map(row).collect()
        };
        let found = |first: &[_], second: &[_]| {
            let mut ages = AgesTold::default();
            assert!(ages.tell(told(first)).is_empty());
            ages.tell(told(second)).len()
        };
        let first = [("A", 0, 1), ("B", 0, 2), ("C", 0, 2), ("D", 1, 1)];
        let notes = AgesTold::notes(&told(&first));
        assert!(notes.len() == 1 && notes[0].starts_with("A before B, C: only age"), "{notes:?}");
        assert_eq!(found(&first, &first), 0);
        // Somebody older joins them, and they meet others.
        assert_eq!(found(&first, &[("A", 3, 2), ("B", 3, 3), ("C", 3, 3), ("D", 3, 1)]), 0);
        assert_eq!(found(&first, &[("A", 0, 2), ("B", 0, 1)]), 2);
        assert_eq!(found(&first, &[("B", 0, 1), ("C", 0, 2)]), 2, "born on one day");
        assert_eq!(found(&first, &[("A", 0, 1), ("B", 0, 1)]), 2);
        assert_eq!(found(&first, &[("A", 0, 2), ("B", 1, 1)]), 0, "they are not equal any more");
    }
}
