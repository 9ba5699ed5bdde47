//! Whether what a selection measured predicts later ratings (*validitas seleksi*), for each criterion by itself.
//!
//! Only those who were appointed have a rating, and they were appointed for their scores: among them a score differs less than among
//! all, which hides a part of what it predicts, and scores that were added up to choose hide each other (*pembatasan rentang*). Both
//! are told, the correlation as it is and the one corrected for that, with the counts and variances behind them. What it says goes by
//! the corrected one; where that cannot be had, nothing is said.

use crate::domain::{
    correlation::correlation,
    programme_finding::{FindingVerdict, ProgrammeFinding, ShownEstimate},
    programme_rules::ProgrammeRules,
    range_correction::{CrossMoments, corrected},
    signal::Figure,
    statistics::{Estimate, Moments},
};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// Most criteria that are corrected together.
const MOST_CRITERIA: usize = 16;
/// Decimals of what is shown.
const DECIMALS: usize = 4;
/// Scores are kept in thousandths.
const THOUSANDTHS: i64 = 1_000;

/// What is known of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionScores {
    /// Its code.
    pub criterion: String,
    /// Scores of all who were scored, in thousandths.
    pub applicants: Moments,
    /// Score in thousandths and points of the rating of each who was appointed and rated.
    pub rated: Vec<(i64, i64)>,
}

/// What is known of a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionScores {
    /// Its criteria, in the order of their codes.
    pub criteria: Vec<CriterionScores>,
    /// Of all who have a score of every criterion, in the same order.
    pub whole: CrossMoments,
    /// Scores in the same order and points of the rating of each of them who was appointed and rated.
    pub rated: Vec<(Vec<i64>, i64)>,
}

/// What each criterion says of ratings.
pub fn validities(scores: &SelectionScores, rules: &ProgrammeRules) -> Vec<ProgrammeFinding> {
    let enough = scores.rated.len() as u64 >= rules.least_rated && scores.criteria.len() <= MOST_CRITERIA;
    let mut found = if enough { corrected(&scores.whole, &scores.rated, &rules.quantiles) } else { Vec::new() };
    found.resize(scores.criteria.len(), None);
    let whole = [
        Figure::new("criteria", scores.criteria.len()),
        Figure::new("scored_on_all", scores.whole.count),
        Figure::new("rated_on_all", scores.rated.len()),
    ];
    scores.criteria.iter().zip(found).map(|(one, found)| validity(one, found.as_ref(), &whole, rules)).collect()
}

fn validity(
    scores: &CriterionScores,
    corrected: Option<&Estimate>,
    whole: &[Figure],
    rules: &ProgrammeRules,
) -> ProgrammeFinding {
    let criterion = scores.criterion.as_str();
    let rated = scores.rated.len() as u64;
    if rated < rules.smallest_cell {
        return ProgrammeFinding::suppressed(criterion);
    }
    let stayed: Moments = scores.rated.iter().map(|(score, _)| *score).collect();
    let points: Moments = scores.rated.iter().map(|(_, points)| *points).collect();
    let mut figures = figures(scores, &stayed, &points, rules);
    if rated < rules.least_rated {
        let summary = "too few of those appointed are rated to say anything";
        return ProgrammeFinding::without_estimate(criterion, FindingVerdict::TooFew, summary).with_figures(figures);
    }
    let Some(found) = correlation(&scores.rated, &rules.quantile_squared) else {
        let summary = "scores or ratings are all alike, so nothing can be compared";
        return ProgrammeFinding::without_estimate(criterion, FindingVerdict::NoSpread, summary).with_figures(figures);
    };
    let verdict = corrected.map_or(FindingVerdict::TooFew, |one| one.direction(&BigRational::zero()).into());
    let (summary, suggestion) = words(verdict);
    // Fewer people than a figure may stand for are not counted out by it.
    if corrected.is_some() {
        figures.extend_from_slice(whole);
    }
    ProgrammeFinding {
        criterion: criterion.to_owned(),
        verdict,
        estimate: ShownEstimate::of(&found, DECIMALS),
        corrected: corrected.map(|corrected| ShownEstimate::of(corrected, DECIMALS)).unwrap_or_default(),
        summary: summary.to_owned(),
        suggestion: suggestion.to_owned(),
        figures,
    }
}

fn words(verdict: FindingVerdict) -> (&'static str, &'static str) {
    match verdict {
        FindingVerdict::Above => (
            "higher scores went with higher ratings",
            "the criterion told something about later ratings; a person may ask whether it has the weight it deserves",
        ),
        FindingVerdict::Below => (
            "higher scores went with lower ratings",
            "a person may ask why: the criterion, the posts, or how they are rated",
        ),
        FindingVerdict::TooFew => {
            ("too few of those rated have a score of every criterion to undo what the choice by all of them hid", "")
        }
        _ => ("no signal found: the interval holds 0", ""),
    }
}

/// The variance of all for each of those who stayed; none where either has none.
fn variance_ratio(applicants: &Moments, stayed: &Moments) -> Option<BigRational> {
    let (all, some) = (applicants.variance()?, stayed.variance()?);
    (all.is_positive() && some.is_positive()).then(|| all / some)
}

fn figures(scores: &CriterionScores, stayed: &Moments, points: &Moments, rules: &ProgrammeRules) -> Vec<Figure> {
    let thousandths = BigRational::from_integer(BigInt::from(THOUSANDTHS));
    let of_scores = |variance: Option<BigRational>| {
        let squared = &thousandths * &thousandths;
        variance.map(|variance| exact::render(&(variance / squared), DECIMALS)).unwrap_or_default()
    };
    let mean = |moments: &Moments, unit: &BigRational| {
        moments.mean().map(|mean| exact::render(&(mean / unit), DECIMALS)).unwrap_or_default()
    };
    let one = BigRational::from_integer(1.into());
    let ratio = variance_ratio(&scores.applicants, stayed);
    vec![
        Figure::new("scored", scores.applicants.count()),
        Figure::new("rated", stayed.count()),
        Figure::new("score_mean_scored", mean(&scores.applicants, &thousandths)),
        Figure::new("score_mean_rated", mean(stayed, &thousandths)),
        Figure::new("score_variance_scored", of_scores(scores.applicants.variance())),
        Figure::new("score_variance_rated", of_scores(stayed.variance())),
        Figure::new("variance_ratio", ratio.map(|ratio| exact::render(&ratio, DECIMALS)).unwrap_or_default()),
        Figure::new("points_mean", mean(points, &one)),
        Figure::new(
            "points_variance",
            points.variance().map(|variance| exact::render(&variance, DECIMALS)).unwrap_or_default(),
        ),
        Figure::new("rating_after_years", rules.rating_after_years),
    ]
}
