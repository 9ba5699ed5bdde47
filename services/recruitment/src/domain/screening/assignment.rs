//! How the work of verification is split (*pembagian tugas verifikator*): by lots, so that nobody chooses whom to judge.

use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// An application and its lot: a number that nobody can foresee or choose.
pub type Lot = (Uuid, [u8; 32]);

/// Who looks at an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dealt {
    /// The application.
    pub application: Uuid,
    /// Who looks first.
    pub first: String,
    /// Who looks besides, if the application is of the sample.
    pub second: Option<String>,
}

/// A look that nobody has taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLook {
    /// The look.
    pub id: Uuid,
    /// The application.
    pub application: Uuid,
    /// Who was to take it.
    pub verifier: String,
    /// Who takes the other looks at the same application.
    pub others: Vec<String>,
}

/// Fewest verifiers where some applications are looked at twice: a third decides when two disagree.
pub const FEWEST_FOR_TWO_LOOKS: usize = 3;

/// How many of `applications` are looked at twice: at least one, if the part is any.
pub fn sample_size(applications: usize, percent: u8) -> usize {
    (applications * usize::from(percent)).div_ceil(100)
}

/// Deals the applications in the order of their lots, one to each verifier in turn, so that nobody has more than one more
/// than another. The smallest lots are the sample; its second looks go round in turn as well, never to who looks first.
pub fn deal(mut lots: Vec<Lot>, verifiers: &[String], percent: u8) -> Vec<Dealt> {
    lots.sort_unstable_by_key(|(application, lot)| (*lot, *application));
    let (sample, count) = (sample_size(lots.len(), percent), verifiers.len());
    let turn = |(place, (application, _)): (usize, Lot)| {
        let (first, round) = (place % count, place / count);
        let second = (place < sample && count > 1).then(|| (first + 1 + round % (count - 1)) % count);
        Dealt { application, first: verifiers[first].clone(), second: second.map(|second| verifiers[second].clone()) }
    };
    if count == 0 { Vec::new() } else { lots.into_iter().enumerate().map(turn).collect() }
}

/// Deals looks of verifiers who are not named any more to those who are: each to whoever has least to do and takes no other
/// look at the same application. A look for which there is nobody stays where it is.
pub fn redeal(looks: &[OpenLook], verifiers: &[String]) -> Vec<(Uuid, String)> {
    let mut load: BTreeMap<&str, usize> = verifiers.iter().map(|verifier| (verifier.as_str(), 0)).collect();
    for look in looks {
        load.entry(look.verifier.as_str()).and_modify(|count| *count += 1);
    }
    let mut moved = Vec::new();
    let mut given: HashSet<(Uuid, &str)> = HashSet::new();
    for look in looks.iter().filter(|look| !verifiers.contains(&look.verifier)) {
        let takes_part = |verifier: &str| {
            look.others.iter().any(|other| other == verifier) || given.contains(&(look.application, verifier))
        };
        let free = load.iter_mut().filter(|(verifier, _)| !takes_part(verifier));
        if let Some((verifier, count)) = free.min_by_key(|(verifier, count)| (**count, **verifier)) {
            *count += 1;
            given.insert((look.application, *verifier));
            moved.push((look.id, (*verifier).to_owned()));
        }
    }
    moved
}

/// Who decides between two who disagree, by the application's lot: anybody but them.
pub fn third<'v>(lot: [u8; 32], verifiers: &'v [String], others: &[&str]) -> Option<&'v String> {
    let free: Vec<&String> = verifiers.iter().filter(|verifier| !others.contains(&verifier.as_str())).collect();
    // The last byte, which the order of the sample does not depend on.
    let place = usize::from(lot[31]).checked_rem(free.len())?;
    free.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lots(count: u8) -> Vec<Lot> {
        (0..count).map(|number| (Uuid::from_u128(number.into()), [number.wrapping_mul(37); 32])).collect()
    }

    fn verifiers(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("v{number}")).collect()
    }

    #[test]
    fn everybody_gets_the_same_and_the_order_of_arrival_does_not_matter() {
        let dealt = deal(lots(100), &verifiers(7), 10);
        for verifier in verifiers(7) {
            let count = dealt.iter().filter(|one| one.first == verifier).count();
            assert!((14..=15).contains(&count), "{verifier}: {count}");
        }
        let mut backwards = lots(100);
        backwards.reverse();
        assert_eq!(deal(backwards, &verifiers(7), 10), dealt);
        assert_eq!(deal(lots(3), &[], 0), []);
    }

    #[test]
    fn the_sample_is_as_large_as_it_should_be_and_nobody_looks_twice() {
        for (applications, percent, expected) in [(100, 10, 10), (9, 10, 1), (1, 1, 1), (0, 10, 0), (50, 0, 0)] {
            let dealt = deal(lots(applications), &verifiers(3), percent);
            assert_eq!(dealt.iter().filter(|one| one.second.is_some()).count(), expected);
        }
        let dealt = deal(lots(200), &verifiers(4), 100);
        assert!(dealt.iter().all(|one| one.second.as_ref().is_some_and(|second| *second != one.first)));
        for verifier in verifiers(4) {
            assert_eq!(dealt.iter().filter(|one| one.second.as_ref() == Some(&verifier)).count(), 50);
        }
    }

    #[test]
    fn open_work_goes_to_whoever_has_least_and_takes_no_other_look() {
        let look = |id: u128, verifier: &str, others: &[&str]| OpenLook {
            id: Uuid::from_u128(id),
            application: Uuid::from_u128(id),
            verifier: verifier.into(),
            others: others.iter().map(|other| (*other).to_owned()).collect(),
        };
        let looks =
            [look(1, "v0", &[]), look(2, "gone", &["v1"]), look(3, "gone", &[]), look(4, "gone", &["v0", "v1"])];
        let moved = redeal(&looks, &verifiers(2));
        assert_eq!(moved, [(Uuid::from_u128(2), "v0".into()), (Uuid::from_u128(3), "v1".into())]);
    }

    #[test]
    fn two_looks_at_one_application_go_to_two_people() {
        let look = |id: u128, application: u128, verifier: &str, other: &str| OpenLook {
            id: Uuid::from_u128(id),
            application: Uuid::from_u128(application),
            verifier: verifier.into(),
            others: if other.is_empty() { Vec::new() } else { vec![other.into()] },
        };
        // Everybody is replaced: the first application's looks are the first and the third to be given away.
        let looks = [look(1, 1, "a", "b"), look(2, 2, "b", ""), look(3, 1, "b", "a")];
        let moved = redeal(&looks, &verifiers(2));
        let to = |id: u128| moved.iter().find(|(look, _)| *look == Uuid::from_u128(id)).map(|(_, verifier)| verifier);
        assert_eq!((to(1), to(3)), (Some(&"v0".to_owned()), Some(&"v1".to_owned())));
    }

    #[test]
    fn a_third_is_neither_of_the_two() {
        let all = verifiers(5);
        for byte in 0..=255 {
            let third = third([byte; 32], &all, &["v1", "v3"]).cloned();
            assert!(third.is_some_and(|third| third != "v1" && third != "v3"));
        }
        assert_eq!(third([1; 32], &verifiers(2), &["v0", "v1"]), None);
    }
}
