//! Yearly ratings (*predikat kinerja tahunan*) as evaluation told them.

use crate::domain::credit::Rating;

/// The rating of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearRating {
    /// Calendar year.
    pub year: i32,
    /// What was reached.
    pub rating: Rating,
}
