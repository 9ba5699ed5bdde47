//! What an evaluation of a programme found (*temuan evaluasi*): one figure with its interval, what it says, and how it arose. Where
//! there is no signal, it says so and suggests nothing.

use crate::domain::signal::Figure;
use crate::domain::statistics::{Direction, Estimate};
use num_rational::BigRational;

/// What a figure says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingVerdict {
    /// It would stand for fewer people than a figure may.
    Suppressed,
    /// Too little is known for an interval.
    TooFew,
    /// Nothing differs, so nothing can be compared.
    NoSpread,
    /// The interval holds what means nothing.
    NoSignal,
    /// All of the interval lies above.
    Above,
    /// All of the interval lies below.
    Below,
    /// It was counted, not estimated.
    Counted,
}

impl FindingVerdict {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Suppressed, Self::TooFew, Self::NoSpread, Self::NoSignal, Self::Above, Self::Below, Self::Counted];

    /// The verdict as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::TooFew => "too_few",
            Self::NoSpread => "no_spread",
            Self::NoSignal => "no_signal",
            Self::Above => "above",
            Self::Below => "below",
            Self::Counted => "counted",
        }
    }

    /// Reads a stored verdict.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

impl From<Direction> for FindingVerdict {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Above => Self::Above,
            Direction::Below => Self::Below,
            Direction::Open => Self::NoSignal,
        }
    }
}

/// An estimate as it is shown: decimal numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownEstimate {
    /// The estimate; empty where there is none.
    pub value: String,
    /// Lower end.
    pub lower: String,
    /// Upper end.
    pub upper: String,
}

impl ShownEstimate {
    /// Rounds an estimate once.
    pub fn of(estimate: &Estimate, decimals: usize) -> Self {
        let show = |number: &BigRational| exact::render(number, decimals);
        Self { value: show(&estimate.value), lower: show(&estimate.lower), upper: show(&estimate.upper) }
    }
}

/// One figure of an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeFinding {
    /// What it is of: `skd_tiu`, `gap_reduction`, `complaint_rate` …
    pub criterion: String,
    /// What it says.
    pub verdict: FindingVerdict,
    /// The estimate with its interval, as measured.
    pub estimate: ShownEstimate,
    /// The same had nobody been left out by the score; only of selections.
    pub corrected: ShownEstimate,
    /// What it says, in one sentence.
    pub summary: String,
    /// What a person may think about; empty where there is no signal.
    pub suggestion: String,
    /// How it arose.
    pub figures: Vec<Figure>,
}

impl ProgrammeFinding {
    /// A finding without an estimate.
    pub fn without_estimate(criterion: &str, verdict: FindingVerdict, summary: &str) -> Self {
        Self {
            criterion: criterion.to_owned(),
            verdict,
            estimate: ShownEstimate::default(),
            corrected: ShownEstimate::default(),
            summary: summary.to_owned(),
            suggestion: String::new(),
            figures: Vec::new(),
        }
    }

    /// A finding of too few people to be shown at all.
    pub fn suppressed(criterion: &str) -> Self {
        Self::without_estimate(criterion, FindingVerdict::Suppressed, "left out: it would stand for too few people")
    }

    /// The same with how it arose.
    pub fn with_figures(self, figures: Vec<Figure>) -> Self {
        Self { figures, ..self }
    }
}
