//! What a filled post cost (*biaya per formasi terisi*): the rupiah that were entered for a selection, for each post it filled.

use crate::domain::{
    programme_finding::{FindingVerdict, ProgrammeFinding, ShownEstimate},
    signal::Figure,
};
use jiff::{Timestamp, civil::Date};
use num_rational::BigRational;
use uuid::Uuid;

/// What is counted.
pub const COST_PER_POST: &str = "cost_per_post";

/// One cost of a selection, as a document says it (*biaya*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeCost {
    /// Id.
    pub id: Uuid,
    /// Programme of the selection.
    pub programme: String,
    /// Period of the selection.
    pub period: String,
    /// What was paid for.
    pub item: String,
    /// Rupiah.
    pub rupiah: i64,
    /// Number of the document.
    pub document_number: String,
    /// Day of the document.
    pub document_date: Date,
    /// When it was entered.
    pub create_time: Timestamp,
}

/// What each filled post cost: `documents` of `rupiah` together, and so many posts.
pub fn cost_per_post(documents: u64, rupiah: i64, posts: u64) -> ProgrammeFinding {
    let figures =
        vec![Figure::new("rupiah", rupiah), Figure::new("documents", documents), Figure::new("posts_filled", posts)];
    let missing = match (documents, posts) {
        (0, _) => Some("no cost is entered"),
        (_, 0) => Some("no post of the selection is known to be filled"),
        _ => None,
    };
    if let Some(summary) = missing {
        return ProgrammeFinding::without_estimate(COST_PER_POST, FindingVerdict::TooFew, summary)
            .with_figures(figures);
    }
    let each = BigRational::new(rupiah.into(), posts.into());
    let summary = "rupiah entered for the selection, for each post filled";
    let mut finding = ProgrammeFinding::without_estimate(COST_PER_POST, FindingVerdict::Counted, summary);
    finding.estimate = ShownEstimate { value: exact::render(&each, 0), ..ShownEstimate::default() };
    finding.with_figures(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_a_post_is_rounded_once() {
        let found = cost_per_post(2, 100_000_000, 3);
        assert_eq!((found.verdict, found.estimate.value.as_str()), (FindingVerdict::Counted, "33333333"));
        assert_eq!(found.figures.last(), Some(&Figure::new("posts_filled", 3)));
        assert_eq!(found.suggestion, "");
    }

    #[test]
    fn without_costs_or_posts_there_is_none() {
        for (documents, rupiah, posts) in [(0, 0, 3), (1, 5, 0)] {
            let found = cost_per_post(documents, rupiah, posts);
            assert_eq!((found.verdict, found.estimate.value.as_str()), (FindingVerdict::TooFew, ""));
        }
    }
}
