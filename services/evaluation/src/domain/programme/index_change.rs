//! How a satisfaction index (*SKM*) changed, with an interval that is wide rather than wrong. Of answers only sums are kept, so how
//! the nine elements of one person go together is not known: the interval takes them to go together fully, which is the widest.
//! Few answers that are all alike do not make a certain index: to the spread of each element one answer of every kind is added.

use crate::domain::statistics::{Estimate, Quantiles, integer, root};
use num_rational::BigRational;
use num_traits::Zero;

/// An element's average × 25 is its index.
const SCALE: u64 = 25;

/// What came out of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyedIndex {
    /// Index, exact.
    pub index: BigRational,
    /// Answers 1, 2, 3 and 4 of each element.
    pub counts: Vec<[i64; 4]>,
}

/// The index of after less that of before, by Student's t of the survey with fewer answers; none where it has too few for that.
pub fn index_change(before: &SurveyedIndex, after: &SurveyedIndex, quantiles: &Quantiles) -> Option<Estimate> {
    let value = &after.index - &before.index;
    let quantile = quantiles.at(&(before.answers().min(after.answers()) - 1).into())?;
    let half = quantile * root(&(before.squared_error() + after.squared_error()));
    Some(Estimate { lower: &value - &half, upper: &value + &half, value })
}

impl SurveyedIndex {
    /// At most the squared standard error of the index, in points: its elements' own errors, averaged.
    pub fn squared_error(&self) -> BigRational {
        if self.counts.is_empty() {
            return BigRational::zero();
        }
        let errors = self.counts.iter().map(|counts| root(&squared_error(counts)));
        let sum = errors.fold(BigRational::zero(), |sum, error| sum + error);
        let mean = sum / integer(self.counts.len() as u64);
        &mean * &mean
    }

    /// The fewest answers of an element.
    fn answers(&self) -> i64 {
        self.counts.iter().map(|counts| counts.iter().sum()).min().unwrap_or_default()
    }
}

/// The squared standard error of an element's index, in points, from its answers 1 to 4 and one made-up answer of each.
pub fn squared_error(counts: &[i64; 4]) -> BigRational {
    let answers = counts.iter().fold(0_i128, |sum, count| sum + i128::from(*count));
    if answers < 2 {
        return integer(SCALE * SCALE);
    }
    let padded = || counts.iter().zip(1_i128..).map(|(count, answer)| (i128::from(*count) + 1, answer));
    let all = answers + 4;
    let sum: i128 = padded().map(|(count, answer)| count * answer).sum();
    let squares: i128 = padded().map(|(count, answer)| count * answer * answer).sum();
    let below = BigRational::from_integer((all * (all - 1)).into()) * BigRational::from_integer(answers.into());
    BigRational::from_integer((all * squares - sum * sum).into()) * integer(SCALE * SCALE) / below
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn surveyed(counts: [i64; 4], index: &str) -> SurveyedIndex {
        SurveyedIndex { index: exact::parse(index).unwrap(), counts: vec![counts; 9] }
    }

    fn quantiles() -> Quantiles {
        let rows = [(9, "2.262"), (60, "2.000"), (120, "1.980")];
        Quantiles::new(rows.map(|(degrees, text)| (degrees, exact::parse(text).unwrap())).to_vec()).unwrap()
    }

    #[test]
    fn a_change_has_the_widest_interval_that_the_sums_allow() {
        // 50 of 2 and 50 of 3, and one of each: a variance of 30/103 an answer, so 25 × √(30/10300) points of error.
        let (before, after) = (surveyed([0, 50, 50, 0], "62.5"), surveyed([0, 50, 50, 0], "87.5"));
        assert_eq!(exact::render(&before.squared_error(), 4), "1.8204");
        let found = index_change(&before, &after, &quantiles()).unwrap();
        let shown = [&found.value, &found.lower, &found.upper].map(|number| exact::render(number, 2));
        assert_eq!(shown, ["25.00", "21.18", "28.82"]);
        let back = index_change(&after, &before, &quantiles()).unwrap();
        assert_eq!((&back.lower, &back.upper), (&-&found.upper, &-&found.lower));
    }

    #[test]
    fn few_answers_all_alike_are_not_certain() {
        let change =
            |n: i64| index_change(&surveyed([0, 0, n, 0], "75"), &surveyed([0, 0, 0, n], "100"), &quantiles()).unwrap();
        let width = |found: Estimate| found.upper - found.lower;
        assert!(width(change(10)) > width(change(100)) && width(change(100)) > BigRational::zero());
        assert!(change(100).lower > BigRational::zero(), "a hundred say something");
        assert_eq!(index_change(&surveyed([0, 0, 9, 0], "75"), &surveyed([0, 0, 0, 90], "100"), &quantiles()), None);
    }
}
