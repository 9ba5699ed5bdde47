//! The satisfaction survey (*survei kepuasan masyarakat*, SKM; PermenPANRB 14/2017): answers to an index to a grade.
//! Elements weigh exactly the same unless a ruleset says otherwise: the printed weight 0.11 makes a perfect service reach
//! only 99.

use jiff::civil::Date;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use thiserror::Error;

/// The best answer (*sangat baik*); the worst is one.
pub const BEST_ANSWER: u8 = 4;
/// What an average answer is multiplied by to become an index from 25 to 100 (*nilai konversi*).
const INDEX_PER_ANSWER: u64 = 25;

/// The grade of a service (*mutu pelayanan*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// *Sangat baik*.
    A,
    /// *Baik*.
    B,
    /// *Kurang baik*.
    C,
    /// *Tidak baik*.
    D,
}

impl Grade {
    /// Every grade (*mutu pelayanan*), best first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// The printed grade (*mutu pelayanan*).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// Reads a printed grade (*mutu pelayanan*).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == text)
    }
}

/// What an element weighs in the index (*bobot unsur*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weight {
    /// Exactly one of so many as there are elements.
    Exact,
    /// A printed rounding of that, such as 0.11: the weights add up to less than one.
    Printed(BigRational),
}

impl Weight {
    /// Reads `EXACT` or a decimal above 0 and up to 1.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "EXACT" {
            return Some(Self::Exact);
        }
        let printed = exact::parse(text).ok()?;
        (printed > BigRational::zero() && printed <= exact::whole(1)).then_some(Self::Printed(printed))
    }
}

/// How a survey is evaluated (*pedoman SKM*), with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SatisfactionRuleset {
    pub id: String,
    pub regulation: String,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
    /// The number of elements (*unsur*) a questionnaire asks.
    pub elements: usize,
    /// What each of them weighs.
    pub weight: Weight,
    /// The least index of each grade in hundredths, best grade first (*interval konversi*).
    pub bands: Vec<(Grade, u32)>,
}

/// Why a survey has no index (*indeks tidak dapat dihitung*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SatisfactionError {
    #[error("{given} elements were given, the survey has {expected}")]
    WrongElements { given: usize, expected: usize },
    #[error("an answer is a number from 1 to {BEST_ANSWER}, not {0}")]
    NoSuchAnswer(u8),
    #[error("nobody answered element {0}")]
    NotAnswered(usize),
    #[error("an average answer lies between 1 and {BEST_ANSWER}")]
    NoSuchAverage,
}

impl SatisfactionRuleset {
    /// The average answer of each element (*nilai rata-rata unsur*, NRR) over those who answered it.
    pub fn averages(&self, responses: &[Vec<Option<u8>>]) -> Result<Vec<BigRational>, SatisfactionError> {
        let mut sums = vec![(0u64, 0u64); self.elements];
        for response in responses {
            self.check_elements(response.len())?;
            for ((sum, count), answer) in sums.iter_mut().zip(response) {
                let Some(answer) = *answer else { continue };
                if !(1..=BEST_ANSWER).contains(&answer) {
                    return Err(SatisfactionError::NoSuchAnswer(answer));
                }
                *sum += u64::from(answer);
                *count += 1;
            }
        }
        let average = |(position, (sum, count)): (usize, (u64, u64))| match count {
            0 => Err(SatisfactionError::NotAnswered(position + 1)),
            _ => Ok(BigRational::new(sum.into(), count.into())),
        };
        sums.into_iter().enumerate().map(average).collect()
    }

    /// The satisfaction index (*indeks kepuasan masyarakat*, IKM) of the elements' averages, exact.
    pub fn index(&self, averages: &[BigRational]) -> Result<BigRational, SatisfactionError> {
        self.check_elements(averages.len())?;
        let (least, best) = (exact::whole(1), exact::whole(u64::from(BEST_ANSWER)));
        if averages.iter().any(|average| *average < least || *average > best) {
            return Err(SatisfactionError::NoSuchAverage);
        }
        let sum = averages.iter().fold(BigRational::zero(), |sum, average| sum + average);
        let weighed = match &self.weight {
            Weight::Exact => sum / exact::whole(self.elements as u64),
            Weight::Printed(weight) => sum * weight,
        };
        Ok(weighed * exact::whole(INDEX_PER_ANSWER))
    }

    /// The grade of an index (*mutu pelayanan*); the bands leave holes, so it is rounded to two decimals first.
    pub fn grade(&self, index: &BigRational) -> Option<Grade> {
        let hundredths = u32::try_from(hundredths(index)).ok()?;
        if hundredths > 100 * 100 {
            return None;
        }
        self.bands.iter().find(|(_, least)| hundredths >= *least).map(|(grade, _)| *grade)
    }

    /// Whether the bands name every grade once, best first, and the survey asks something (*pedoman lengkap*).
    pub fn is_complete(&self) -> bool {
        let grades: Vec<Grade> = self.bands.iter().map(|(grade, _)| *grade).collect();
        let falling = self.bands.is_sorted_by(|(_, better), (_, worse)| better > worse);
        self.elements > 0 && grades == Grade::ALL && falling
    }

    fn check_elements(&self, given: usize) -> Result<(), SatisfactionError> {
        let expected = self.elements;
        if given == expected { Ok(()) } else { Err(SatisfactionError::WrongElements { given, expected }) }
    }
}

/// An index in hundredths (*dua desimal*), rounded half up.
pub fn hundredths(index: &BigRational) -> i64 {
    exact::round_half_up(&(index * exact::whole(100))).to_i64().unwrap_or(i64::MAX)
}

/// The index of one average answer (*nilai konversi unsur*), exact.
pub fn index_of_average(average: &BigRational) -> BigRational {
    average * exact::whole(INDEX_PER_ANSWER)
}

/// An index as reports print it (*dua desimal*), rounded half up.
pub fn render(index: &BigRational) -> String {
    exact::render(index, 2)
}

#[cfg(test)]
#[path = "satisfaction_tests.rs"]
mod tests;
