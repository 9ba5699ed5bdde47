//! The figures by which programmes are evaluated (*aturan evaluasi program*).

use crate::domain::gap_pairs::PairDays;
use crate::domain::rating::Predikat;
use crate::domain::statistics::Quantiles;
use jiff::civil::Date;
use num_rational::BigRational;
use num_traits::{One, Signed};

/// Figures of one way to evaluate programmes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeRules {
    /// Id.
    pub id: String,
    /// First day on which it is used.
    pub valid_from: Date,
    /// Square of the normal quantile of every interval.
    pub quantile_squared: BigRational,
    /// Quantiles of Student's t of the same intervals.
    pub quantiles: Quantiles,
    /// Points of the ratings, in the order of [`Predikat::ALL`]: the best has the most.
    pub points: [i64; 5],
    /// Which year's rating counts: so many calendar years after that of the appointment.
    pub rating_after_years: i32,
    /// The fewest rated people that a correlation is computed of.
    pub least_rated: u64,
    /// The fewest people of each group of a comparison.
    pub least_in_group: u64,
    /// The fewest people that any figure stands for.
    pub smallest_cell: u64,
    /// Days after a training that its effect is looked for in.
    pub pair_days: PairDays,
    /// The most months before and after a unit was staffed.
    pub most_months: usize,
    /// The fewest of them with use.
    pub least_months: usize,
    /// The fewest complaints of before and after together.
    pub least_complaints: u64,
}

impl ProgrammeRules {
    /// Points of a rating.
    pub fn points_of(&self, predikat: Predikat) -> i64 {
        let place = Predikat::ALL.iter().position(|one| *one == predikat).unwrap_or_default();
        self.points[place]
    }

    /// Whether the figures can be used.
    pub fn is_usable(&self) -> bool {
        let falling = self.points.windows(2).all(|pair| pair[0] > pair[1]);
        let least = [self.least_in_group, self.smallest_cell, self.least_complaints];
        let sound = least.iter().all(|least| *least > 1) && self.least_rated > 3;
        let shown = self.least_rated >= self.smallest_cell && self.least_in_group >= self.smallest_cell;
        let months = self.least_months >= 2 && self.most_months >= self.least_months && self.most_months <= 120;
        let PairDays { settle, follow, span } = self.pair_days;
        let in_order = settle >= 0 && follow > settle && follow <= 1_000 && (1..=follow).contains(&span);
        let days = in_order && (0..=10).contains(&self.rating_after_years);
        falling && sound && shown && months && days && (&self.quantile_squared - BigRational::one()).is_positive()
    }
}
