//! What rater and servant say some months after the first day, and what is lacking.

use jiff::civil::Date;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerSide {
    /// The superior (*atasan*).
    Rater,
    /// The servant.
    Servant,
}

impl AnswerSide {
    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rater => "rater",
            Self::Servant => "servant",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Rater, Self::Servant].into_iter().find(|side| side.as_str() == text)
    }
}

/// What one side said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewcomerAnswer {
    /// Months after the first day.
    pub months: i32,
    /// Who.
    pub side: AnswerSide,
    /// Levels by aspect, 1 to 5.
    pub levels: Vec<(String, i32)>,
    /// Day of the answer.
    pub date: Date,
    /// Career's ruleset with the aspects.
    pub ruleset: String,
}

/// Something that is lacking, by the rater.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewcomerLack {
    /// Months after the first day.
    pub months: i32,
    /// Code of the aspect.
    pub aspect: String,
    /// Level, 1 to 5.
    pub level: i32,
    /// Dictionary of the competency; empty for none.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Day on which a training that teaches it was passed since.
    pub trained: Option<Date>,
}

/// The average of levels in hundredths, half up; none of nobody.
pub fn average_hundredths(sum: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| (sum * 200 + count) / (count * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_rounded_half_up() {
        for (sum, count, average) in
            [(0, 0, None), (15, 5, Some(300)), (10, 3, Some(333)), (11, 3, Some(367)), (25, 8, Some(313))]
        {
            assert_eq!(average_hundredths(sum, count), average, "{sum} of {count}");
        }
        assert_eq!((AnswerSide::parse("rater"), AnswerSide::parse("")), (Some(AnswerSide::Rater), None));
    }
}
