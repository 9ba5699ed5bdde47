//! How mentors are found for those with a gap, and how much of it one mentor does: dated data.

use crate::domain::evidence::HIGHEST_LEVEL;
use jiff::civil::Date;

/// The rules of mentoring and coaching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentoringRules {
    /// Id.
    pub id: String,
    /// First day they hold.
    pub valid_from: Date,
    /// Levels that a mentor shows above what the mentee's post asks for.
    pub levels_above: u8,
    /// Mentees of a mentor at a time.
    pub capacity: i64,
    /// Weight of each level that a mentor is above what is asked.
    pub per_level: i64,
    /// Weight of the same unit.
    pub same_unit: i64,
    /// Weight taken off for each mentee that a mentor has.
    pub per_mentee: i64,
    /// Weight of each whole of a gap's priority.
    pub per_urgency: i64,
    /// Wholes of a priority that count, at most.
    pub most_urgency: i64,
    /// People of one proposal.
    pub most_mentees: i64,
    /// Mentors of one proposal.
    pub most_mentors: i64,
    /// Minutes of one session.
    pub most_minutes: i64,
    /// Days after a session in which it is still written down.
    pub late_days: i64,
}

impl MentoringRules {
    /// What is wrong with them, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        let weights = [self.per_level, self.same_unit, self.per_mentee, self.per_urgency, self.most_urgency];
        if self.levels_above >= HIGHEST_LEVEL {
            return Some("asks for levels that nobody has");
        }
        if !(1..=100).contains(&self.capacity) {
            return Some("gives a mentor no mentee or too many");
        }
        // Sums of all weights of a proposal stay far within 64 bits.
        if weights.iter().any(|weight| !(0..=10_000).contains(weight)) {
            return Some("has a weight below 0 or too large");
        }
        if !(1..=1_000).contains(&self.most_mentees) || !(1..=5_000).contains(&self.most_mentors) {
            return Some("looks at nobody or at too many at once");
        }
        if !(1..=1_440).contains(&self.most_minutes) || !(0..=366).contains(&self.late_days) {
            return Some("has a session of no minutes or too many, or waits too long for it");
        }
        None
    }

    /// The lowest level a mentor shows where a post asks for `standard`. Nobody is above the highest level.
    pub fn lowest_level(&self, standard: u8) -> u8 {
        standard.saturating_add(self.levels_above).min(HIGHEST_LEVEL)
    }
}

#[cfg(test)]
impl MentoringRules {
    /// The rules that tests decide by: those that are shipped.
    pub(crate) fn sample() -> Self {
        Self {
            id: "r".into(),
            valid_from: jiff::civil::date(2018, 1, 1),
            levels_above: 1,
            capacity: 3,
            per_level: 10,
            same_unit: 5,
            per_mentee: 4,
            per_urgency: 1,
            most_urgency: 20,
            most_mentees: 300,
            most_mentors: 1_000,
            most_minutes: 480,
            late_days: 90,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mentor_is_above_the_standard_and_never_above_the_highest_level() {
        let rules = MentoringRules::sample();
        assert_eq!([1, 3, 4, 5].map(|standard| rules.lowest_level(standard)), [2, 4, 5, 5]);
        let equal = MentoringRules { levels_above: 0, ..rules };
        assert_eq!([1, 5].map(|standard| equal.lowest_level(standard)), [1, 5]);
    }

    #[test]
    fn faults_are_told() {
        let rules = MentoringRules::sample();
        assert_eq!(rules.fault(), None);
        let faulty = [
            MentoringRules { levels_above: 5, ..rules.clone() },
            MentoringRules { capacity: 0, ..rules.clone() },
            MentoringRules { per_level: -1, ..rules.clone() },
            MentoringRules { most_mentees: 1_001, ..rules.clone() },
            MentoringRules { most_minutes: 0, ..rules.clone() },
        ];
        assert!(faulty.iter().all(|rules| rules.fault().is_some()));
    }
}
