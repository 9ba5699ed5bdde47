//! The adverse-impact ratio: a group's selection rate of the highest one, stage by stage. The comparison with the mark is
//! exact; what is shown is rounded, the ends of intervals outward.

use crate::domain::{
    applicant_group::STEPS,
    rate_interval::{RateInterval, SCALE, wilson},
};
use std::cmp::Ordering;

/// A step of the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImpactStage {
    /// Meets the requirements, of those who applied.
    Administration,
    /// Goes on to the field test, of those.
    Skd,
    /// Stands in the final ranking, of those.
    Skb,
    /// Selected, of those.
    Selected,
    /// Appointed, of those.
    Appointed,
    /// Selected, of all who applied.
    Overall,
}

impl ImpactStage {
    /// All of them, in their order.
    pub const ALL: [Self; 6] =
        [Self::Administration, Self::Skd, Self::Skb, Self::Selected, Self::Appointed, Self::Overall];

    /// The steps it leads from and to.
    fn steps(self) -> (usize, usize) {
        match self {
            Self::Administration => (0, 1),
            Self::Skd => (1, 2),
            Self::Skb => (2, 3),
            Self::Selected => (3, 4),
            Self::Appointed => (4, 5),
            Self::Overall => (0, 4),
        }
    }
}

/// How many of a group came to each step, as far as it may be shown.
pub type Shown = [Option<u64>; STEPS];

/// What can be said about one group at one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// Group.
    pub group: String,
    /// Those who came.
    pub entered: u64,
    /// Those who passed.
    pub passed: u64,
    /// The rate's interval.
    pub interval: RateInterval,
    /// Whether the others are compared with this one.
    pub reference: bool,
    /// The ratio; none without a reference that somebody passed in, and for a group of nobody.
    pub ratio: Option<Ratio>,
}

/// An adverse-impact ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// In thousandths, rounded half up.
    pub thousandths: u64,
    /// Lower end in thousandths, rounded down; none for the reference itself.
    pub low: Option<u64>,
    /// Upper end in thousandths, rounded up; none where there is none.
    pub high: Option<u64>,
    /// Whether the exact ratio is below the mark.
    pub below: bool,
    /// Whether its whole interval is.
    pub clearly_below: bool,
}

impl Impact {
    /// The rate in ten-thousandths, rounded half up.
    pub fn rate(&self) -> Option<u64> {
        (self.entered > 0).then(|| (2 * self.passed * SCALE + self.entered) / (2 * self.entered))
    }
}

/// The groups of an attribute at one stage, in their order; nothing for a group whose numbers are withheld.
///
/// The ends of the ratio's interval are those of the two rates, divided crosswise: if each rate is in its interval, the
/// ratio is in its own, so that it misses at most as often as both together.
pub fn impacts(groups: &[(String, Shown)], stage: ImpactStage, mark: u32, score: u32) -> Vec<(String, Option<Impact>)> {
    let (from, to) = stage.steps();
    let shown = |counts: &Shown| counts[from].zip(counts[to]);
    let best = groups.iter().filter_map(|(_, counts)| shown(counts).filter(|(entered, _)| *entered > 0));
    // Among equal rates the larger group, which is known better.
    let best = best.max_by(|left, right| compare_rates(*left, *right).then(left.0.cmp(&right.0)));
    let place = best.and_then(|best| groups.iter().position(|(_, counts)| shown(counts) == Some(best)));
    let one = |(index, (group, counts)): (usize, &(String, Shown))| {
        let impact = shown(counts).map(|(entered, passed)| {
            let reference = place == Some(index);
            let interval = wilson(passed, entered, score);
            let ratio = best.filter(|best| best.1 > 0 && entered > 0);
            let ratio = ratio.map(|best| ratio_of((entered, passed), best, reference, mark, score));
            Impact { group: group.clone(), entered, passed, interval, reference, ratio }
        });
        (group.clone(), impact)
    };
    groups.iter().enumerate().map(one).collect()
}

/// Compares passed/entered without dividing.
fn compare_rates(left: (u64, u64), right: (u64, u64)) -> Ordering {
    let cross = |passed: u64, entered: u64| u128::from(passed) * u128::from(entered);
    cross(left.1, right.0).cmp(&cross(right.1, left.0))
}

fn ratio_of((entered, passed): (u64, u64), best: (u64, u64), reference: bool, mark: u32, score: u32) -> Ratio {
    let numerator = u128::from(passed) * u128::from(best.0);
    let denominator = u128::from(entered) * u128::from(best.1);
    let thousandths = (2 * numerator * 1_000 + denominator) / (2 * denominator);
    let thousandths = u64::try_from(thousandths).unwrap_or(u64::MAX);
    let below = numerator * 1_000 < u128::from(mark) * denominator;
    if reference {
        return Ratio { thousandths, low: None, high: None, below, clearly_below: false };
    }
    let (own, other) = (wilson(passed, entered, score), wilson(best.1, best.0, score));
    let low = (own.low * 1_000).checked_div(other.high);
    let high = (other.low > 0).then(|| (own.high * 1_000).div_ceil(other.low));
    let clearly_below = high.is_some_and(|high| high < u64::from(mark));
    Ratio { thousandths, low, high, below, clearly_below }
}

/// A number of a smaller unit as a decimal: 812 thousandths are `0.812`.
pub fn decimal(number: u64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals);
    format!("{}.{:0width$}", number / unit, number % unit, width = decimals as usize)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn group(name: &str, entered: u64, passed: u64) -> (String, Shown) {
        (name.to_owned(), [Some(entered), Some(passed), None, None, None, None])
    }

    fn found(groups: &[(String, Shown)]) -> Vec<(String, Option<Impact>)> {
        impacts(groups, ImpactStage::Administration, 800, 19_600)
    }

    /// The example of the Uniform Guidelines' questions and answers: 48 of 80 and 12 of 40.
    #[test]
    fn half_the_rate_is_below_four_fifths() {
        let rows = found(&[group("a", 80, 48), group("b", 40, 12)]);
        let (one, two) = (rows[0].1.clone().unwrap(), rows[1].1.clone().unwrap());
        assert!(one.reference && !two.reference);
        assert_eq!((one.rate(), two.rate()), (Some(6_000), Some(3_000)));
        // 48/80: 0.4904 to 0.7004; 12/40: 0.1807 to 0.4544. The ratio: 0.1807/0.7005 to 0.4544/0.4904.
        assert_eq!((two.interval.low, two.interval.high), (1_807, 4_544));
        assert_eq!((one.interval.low, one.interval.high), (4_904, 7_004));
        let expected = Ratio { thousandths: 500, low: Some(257), high: Some(927), below: true, clearly_below: false };
        assert_eq!(two.ratio, Some(expected));
        assert_eq!(one.ratio.unwrap().low, None);
    }

    #[test]
    fn the_mark_is_compared_exactly() {
        // 4/10 of 5/10 is four fifths to the point; one of a million less is below.
        let at = found(&[group("a", 1_000_000, 500_000), group("b", 1_000_000, 400_000)]);
        let under = found(&[group("a", 1_000_000, 500_000), group("b", 1_000_000, 399_999)]);
        let ratio = |rows: &[(String, Option<Impact>)]| rows[1].1.clone().unwrap().ratio.unwrap();
        assert!(!ratio(&at).below && ratio(&under).below);
        assert_eq!((ratio(&at).thousandths, ratio(&under).thousandths), (800, 800));
    }

    #[test]
    fn withheld_and_empty_groups_are_no_reference() {
        let rows = found(&[("a".to_owned(), [None; STEPS]), group("b", 0, 0), group("c", 50, 10), group("d", 100, 20)]);
        assert_eq!(rows[0], ("a".to_owned(), None));
        let empty = rows[1].1.clone().unwrap();
        assert_eq!((empty.rate(), empty.ratio, empty.reference), (None, None, false));
        assert!(!rows[2].1.clone().unwrap().reference && rows[3].1.clone().unwrap().reference, "the larger one");
    }

    #[test]
    fn nobody_passed_anywhere() {
        let rows = found(&[group("a", 50, 0), group("b", 60, 0)]);
        assert!(rows.iter().all(|(_, impact)| impact.as_ref().unwrap().ratio.is_none()));
    }

    #[test]
    fn a_whole_interval_below_the_mark() {
        let rows = found(&[group("a", 4_000, 2_000), group("b", 4_000, 1_000)]);
        let ratio = rows[1].1.clone().unwrap().ratio.unwrap();
        assert!(ratio.below && ratio.clearly_below && ratio.high.unwrap() < 800);
    }

    #[test]
    fn overall_is_selected_of_all_who_applied() {
        let counts: Shown = [Some(100), None, None, None, Some(10), None];
        let rows = impacts(&[("a".to_owned(), counts)], ImpactStage::Overall, 800, 19_600);
        assert_eq!(rows[0].1.clone().unwrap().rate(), Some(1_000));
    }

    #[test]
    fn decimals_are_padded() {
        let table = [((812, 3), "0.812"), ((7, 4), "0.0007"), ((10_000, 4), "1.0000"), ((12_345, 3), "12.345")];
        for ((number, decimals), expected) in table {
            assert_eq!(decimal(number, decimals), expected);
        }
    }
}
