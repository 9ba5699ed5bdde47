//! How far every group came, and what of it may be shown. What is kept grows with the number of groups, never with the
//! number of applicants.

use crate::domain::{
    adverse_impact::Shown,
    applicant_group::{Attribute, Coded, Reached},
    fairness_rules::FairnessRules,
    withholding::withhold,
};
use std::collections::BTreeMap;

/// Group of everybody who declares a disability.
const DISABILITY: &str = "disability";

/// How far every group came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By attribute and group; without whoever is in `reserved`.
    groups: BTreeMap<(Attribute, String), Reached>,
    /// Applicants for seats that are for people with disabilities.
    reserved: Reached,
    /// All applicants.
    pub total: u64,
}

/// What may be shown of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCounts {
    /// What it is by.
    pub attribute: Attribute,
    /// The group.
    pub group: String,
    /// How many came to each step.
    pub reached: Shown,
}

impl Tally {
    /// Counts applicants at the step they came to and those before.
    pub fn add(&mut self, coded: &Coded, rules: &FairnessRules) {
        // Everybody has a sex or is of those of whom it is not known.
        if coded.attribute == Attribute::Sex {
            self.total += coded.count;
        }
        let reached = match coded.attribute {
            Attribute::Disability if coded.reserved => &mut self.reserved,
            attribute => self.groups.entry((attribute, coded.group(rules))).or_default(),
        };
        reached.iter_mut().take(coded.last + 1).for_each(|count| *count += coded.count);
    }

    /// What may be shown of every group, attribute by attribute: the groups of one are everybody.
    ///
    /// How many came how far for seats that are for people with disabilities is public vacancy by vacancy. Taken away from a
    /// group it would leave the few who declared a disability elsewhere, so those are withheld as a group of their own.
    pub fn shown(mut self, rules: &FairnessRules) -> Vec<GroupCounts> {
        let smallest = u64::from(rules.smallest_cell.unsigned_abs());
        if self.reserved[0] > 0 {
            self.groups.entry((Attribute::Disability, DISABILITY.to_owned())).or_default();
        }
        let mut all = Vec::new();
        for attribute in Attribute::ALL {
            let of = self.groups.iter().filter(|((of, _), _)| *of == attribute);
            let (names, reached): (Vec<&String>, Vec<Reached>) =
                of.map(|((_, group), reached)| (group, *reached)).unzip();
            let groups = names.into_iter().zip(withhold(&reached, smallest));
            all.extend(groups.map(|(group, reached)| GroupCounts { attribute, group: group.clone(), reached }));
        }
        let public = all.iter_mut().filter(|one| (one.attribute, &*one.group) == (Attribute::Disability, DISABILITY));
        for one in public {
            one.reached = std::array::from_fn(|step| one.reached[step].map(|count| count + self.reserved[step]));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::applicant_group::STEPS;
    use jiff::civil::date;

    fn rules() -> FairnessRules {
        FairnessRules {
            id: String::new(),
            valid_from: date(2024, 1, 1),
            valid_until: None,
            mark_thousandths: 800,
            score_ten_thousandths: 19_600,
            smallest_cell: 5,
            age_bands: vec![25, 30, 35],
            region_digits: 2,
        }
    }

    fn tally(rows: &[(Attribute, Option<&str>, bool, usize, u64)]) -> Tally {
        let mut tally = Tally::default();
        for &(attribute, code, reserved, last, count) in rows {
            let code = code.map(str::to_owned);
            tally.add(&Coded { attribute, code, reserved, last, count }, &rules());
        }
        tally
    }

    #[test]
    fn whoever_came_to_a_step_came_to_those_before() {
        use Attribute::{Age, Region, Sex};
        let tally = tally(&[
            (Sex, Some("female"), false, 3, 10),
            (Sex, Some("female"), false, 0, 2),
            (Sex, None, false, 5, 1),
            (Age, Some("26"), false, 1, 12),
            (Age, Some("29"), false, 0, 1),
            (Region, Some("3578"), false, 2, 7),
            (Region, Some("3515"), false, 0, 6),
        ]);
        let of = |attribute, group: &str| tally.groups[&(attribute, group.to_owned())];
        assert_eq!(of(Sex, "female"), [12, 10, 10, 10, 0, 0]);
        assert_eq!(of(Sex, "unknown"), [1; STEPS]);
        assert_eq!(of(Age, "25..29"), [13, 12, 0, 0, 0, 0]);
        assert_eq!(of(Region, "35"), [13, 7, 7, 0, 0, 0]);
        assert_eq!(tally.total, 13);
    }

    /// The attack: the vacancies for people with disabilities are public, and so are their 25 applicants; one more in the
    /// group is a person with a disability among the others.
    #[test]
    fn what_public_vacancies_tell_is_taken_away_before_anything_is_shown() {
        use Attribute::Disability;
        let reserved = (Disability, Some("disability"), true, 2, 25);
        let others = (Disability, Some("none"), false, 2, 1_000);
        let told = tally(&[reserved, others, (Disability, Some("disability"), false, 2, 1)]).shown(&rules());
        assert!(told.iter().all(|one| one.reached[..3] == [None; 3]), "{told:?}");
        let many = tally(&[reserved, others, (Disability, Some("disability"), false, 2, 6)]).shown(&rules());
        assert_eq!(many[0].reached[..3], [Some(31); 3]);
        let none = tally(&[reserved, others]).shown(&rules());
        assert_eq!((none[0].reached[0], none[1].reached[0]), (Some(25), Some(1_000)));
    }
}
