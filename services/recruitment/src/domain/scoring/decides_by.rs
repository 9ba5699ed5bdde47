//! Whether exact points decide or the three decimals that lists print (*nilai tiga desimal*). No source says which; the ruleset
//! chooses, and the order that does not decide is kept beside the other.

use crate::domain::final_ranking::{FinalCandidate, as_printed};
use crate::domain::integration::{FinalPoints, Points};

/// Which points decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DecidesBy {
    /// Exact fractions.
    #[default]
    Exact,
    /// Points of three decimals, rounded half up.
    ThreeDecimals,
}

impl DecidesBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Exact, Self::ThreeDecimals];

    /// As rulesets and criteria write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::ThreeDecimals => "three_decimals",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decides_by| decides_by.as_str() == text)
    }

    /// The candidates of a vacancy with the points that decide.
    pub fn candidates<Id: Copy>(self, denominator: i64, exact: &[FinalCandidate<Id>]) -> Vec<FinalCandidate<Id>> {
        match self {
            Self::Exact => exact.to_vec(),
            Self::ThreeDecimals => as_printed(denominator, exact),
        }
    }

    /// The points that decide between participants of different vacancies.
    pub fn points(self, exact: FinalPoints) -> FinalPoints {
        match self {
            Self::Exact => exact,
            Self::ThreeDecimals => FinalPoints { points: Points(exact.thousandths()), denominator: 1_000 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn what_decides_is_read_as_it_is_written() {
        for decides_by in DecidesBy::ALL {
            assert_eq!(DecidesBy::parse(decides_by.as_str()), Some(decides_by));
        }
        assert_eq!(DecidesBy::parse("luck"), None);
    }

    #[test]
    fn points_that_print_alike_are_only_equal_where_printed_ones_decide() {
        let (one, other) = (
            FinalPoints { points: Points(4_705_454), denominator: 100_000 },
            FinalPoints { points: Points(2_588), denominator: 55 },
        );
        assert_eq!(one.rounded(), other.rounded());
        let compared = |by: DecidesBy| by.points(one).compare(&by.points(other));
        assert_eq!(compared(DecidesBy::Exact), Ordering::Less);
        assert_eq!(compared(DecidesBy::ThreeDecimals), Ordering::Equal);
    }
}
