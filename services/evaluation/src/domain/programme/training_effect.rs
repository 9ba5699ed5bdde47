//! Whether training closed gaps (*efek pelatihan*): by how many levels gaps shrank among those who were trained, compared with those
//! who had a gap and were not. Who was trained was not drawn by lot, so the difference is a hint and no proof.

use crate::domain::{
    mean_difference::mean_difference,
    programme_finding::{FindingVerdict, ProgrammeFinding, ShownEstimate},
    programme_rules::ProgrammeRules,
    signal::Figure,
    statistics::Moments,
};
use num_rational::BigRational;
use num_traits::Zero;

/// Decimals of what is shown.
const DECIMALS: usize = 4;
/// What is measured.
pub const GAP_REDUCTION: &str = "gap_reduction";

/// What became of the same gap (*kesenjangan*) of two servants over the same days, in levels: one was trained, one was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GapPair {
    /// Levels that both lacked.
    pub before: i32,
    /// Levels that the trained one lacks.
    pub trained: i32,
    /// Levels that the other lacks.
    pub other: i32,
}

/// By how many levels more the gaps of those who were trained shrank.
pub fn training_effect(pairs: &[GapPair], rules: &ProgrammeRules) -> ProgrammeFinding {
    let differences: Moments = pairs.iter().map(|pair| i64::from(pair.other) - i64::from(pair.trained)).collect();
    if differences.count() < rules.smallest_cell {
        return ProgrammeFinding::suppressed(GAP_REDUCTION);
    }
    let figures = figures(pairs, &differences, rules);
    let without = |verdict, summary: &str| {
        ProgrammeFinding::without_estimate(GAP_REDUCTION, verdict, summary).with_figures(figures.clone())
    };
    if differences.count() < rules.least_in_group {
        return without(FindingVerdict::TooFew, "too few pairs were measured again to say anything");
    }
    let Some(found) = mean_difference(&differences, &rules.quantiles) else {
        let alike = differences.mean().is_none_or(|mean| mean.is_zero());
        let summary = if alike {
            "gaps changed alike with and without training"
        } else {
            "all pairs differ by the same, so there is no scatter to make an interval of; the means differ"
        };
        return without(FindingVerdict::NoSpread, summary);
    };
    let verdict = FindingVerdict::from(found.direction(&BigRational::zero()));
    let (summary, suggestion) = words(verdict);
    ProgrammeFinding {
        criterion: GAP_REDUCTION.to_owned(),
        verdict,
        estimate: ShownEstimate::of(&found, DECIMALS),
        corrected: ShownEstimate::default(),
        summary: summary.to_owned(),
        suggestion: suggestion.to_owned(),
        figures,
    }
}

fn words(verdict: FindingVerdict) -> (&'static str, &'static str) {
    match verdict {
        FindingVerdict::Above => (
            "gaps shrank more among those who were trained",
            "a person may offer the training to those who still have the gap",
        ),
        FindingVerdict::Below => (
            "gaps shrank less among those who were trained",
            "a person may ask whether the training fits the gap, and who was sent to it",
        ),
        _ => ("no signal found: the interval holds 0", ""),
    }
}

/// How much gaps shrank, and what was lacking before.
fn figures(pairs: &[GapPair], differences: &Moments, rules: &ProgrammeRules) -> Vec<Figure> {
    let mean = |of: fn(&GapPair) -> i32| {
        let moments: Moments = pairs.iter().map(|pair| i64::from(of(pair))).collect();
        moments.mean().map(|mean| exact::render(&mean, DECIMALS)).unwrap_or_default()
    };
    let variance = differences.variance().map(|variance| exact::render(&variance, DECIMALS)).unwrap_or_default();
    vec![
        Figure::new("pairs", differences.count()),
        Figure::new("gap_before", mean(|pair| pair.before)),
        Figure::new("reduction_trained", mean(|pair| pair.before - pair.trained)),
        Figure::new("reduction_not_trained", mean(|pair| pair.before - pair.other)),
        Figure::new("difference_variance", variance),
        Figure::new("settle_days", rules.pair_days.settle),
        Figure::new("follow_days", rules.pair_days.follow),
        Figure::new("span_days", rules.pair_days.span),
    ]
}
