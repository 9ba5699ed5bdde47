//! The final mark (*integrasi nilai SKD dan SKB*, PermenPANRB 6/2024): 40 % basic test and 60 % field test.
//! Marks are whole numbers over one denominator per scheme, so that comparing two is comparing two integers.

use std::cmp::Ordering;

use num_integer::Integer;
use thiserror::Error;

use crate::domain::skb_scheme::SkbScheme;
use crate::domain::thousandths::Thousandths;

/// A final mark (*nilai integrasi*) in units of 1 ÷ the denominator of its [`Integration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub i64);

/// What the basic and the field test weigh in the final mark, in percent (*bobot*), and the basic test's maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    pub skd_max: u32,
    pub skd: u32,
    pub skb: u32,
}

/// A candidate's marks in the field test (*nilai SKB*), the additional ones in the order of the scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkbScores {
    pub cat: Thousandths,
    pub additional: Vec<Thousandths>,
}

impl SkbScores {
    /// The marks of a scheme with the computer test alone (*CAT saja*).
    pub fn cat_only(cat: Thousandths) -> Self {
        Self { cat, additional: Vec::new() }
    }
}

/// Why marks cannot be integrated (*nilai tidak dapat diintegrasikan*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntegrationError {
    #[error("the weights of the basic and the field test make {0}, not 100")]
    WeightsNotHundred(u64),
    #[error("the weights of the field test make {0}, not 100")]
    SchemeWeightsNotHundred(u64),
    #[error("a maximum is zero, or the maxima have no common denominator that fits")]
    UnusableMaxima,
    #[error("{given} additional marks were given, the scheme has {expected}")]
    WrongTests { given: usize, expected: usize },
    #[error("the mark {mark} is above the maximum of {max}")]
    AboveMaximum { mark: Thousandths, max: u32 },
}

/// The integration of one scheme (*integrasi nilai*): how marks become [`Points`] and how points are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integration {
    weights: Weights,
    scheme: SkbScheme,
    denominator: i64,
}

/// A mark of the field test has thousandths and its weights are percents: 1,000 × 100.
const SKB_SCALE: i64 = 100_000;

impl Integration {
    /// Prepares a scheme (*skema SKB*) for integration; whether it is lawful is the scheme's own question.
    pub fn new(weights: Weights, scheme: SkbScheme) -> Result<Self, IntegrationError> {
        let sum = u64::from(weights.skd) + u64::from(weights.skb);
        if sum != 100 {
            return Err(IntegrationError::WeightsNotHundred(sum));
        }
        let tests = scheme.additional.iter().map(|test| u64::from(test.weight));
        let sum = u64::from(scheme.cat_weight) + tests.sum::<u64>();
        if sum != 100 {
            return Err(IntegrationError::SchemeWeightsNotHundred(sum));
        }
        let denominator = common_denominator(&weights, &scheme).ok_or(IntegrationError::UnusableMaxima)?;
        Ok(Self { weights, scheme, denominator })
    }

    /// The common denominator (*penyebut*) of every mark under this scheme.
    pub fn denominator(&self) -> i64 {
        self.denominator
    }

    /// What the basic test adds (*komponen SKD*).
    pub fn skd_points(&self, skd_total: u32) -> Result<Points, IntegrationError> {
        let mark = Thousandths(skd_total.saturating_mul(1_000));
        check(mark, self.weights.skd_max)?;
        let unit = self.denominator / i64::from(self.weights.skd_max);
        Ok(Points(i64::from(self.weights.skd) * i64::from(skd_total) * unit))
    }

    /// What the field test adds (*komponen SKB*).
    pub fn skb_points(&self, scores: &SkbScores) -> Result<Points, IntegrationError> {
        let (given, expected) = (scores.additional.len(), self.scheme.additional.len());
        if given != expected {
            return Err(IntegrationError::WrongTests { given, expected });
        }
        let cat = (scores.cat, self.scheme.cat_max, self.scheme.cat_weight);
        let tests = self.scheme.additional.iter().zip(&scores.additional);
        let mut sum = 0;
        for (mark, max, weight) in std::iter::once(cat).chain(tests.map(|(test, &mark)| (mark, test.max, test.weight)))
        {
            check(mark, max)?;
            let unit = self.denominator / (SKB_SCALE * i64::from(max));
            sum += i64::from(self.weights.skb) * i64::from(weight) * i64::from(mark.0) * unit;
        }
        Ok(Points(sum))
    }

    /// The final mark (*nilai akhir*): both components, exact.
    pub fn final_points(&self, skd_total: u32, scores: &SkbScores) -> Result<Points, IntegrationError> {
        Ok(Points(self.skd_points(skd_total)?.0 + self.skb_points(scores)?.0))
    }

    /// The field test on the scale of a hundred (*nilai SKB*), from what it adds; none where it weighs nothing.
    pub fn on_scale_of_hundred(&self, skb: Points) -> Option<FinalPoints> {
        let denominator = self.denominator.checked_mul(i64::from(self.weights.skb)).filter(|all| *all > 0)?;
        Some(FinalPoints { points: Points(skb.0.checked_mul(100)?), denominator })
    }

    /// Shows points as official lists do (*tiga desimal*), rounded half up; never compare what this returns.
    pub fn render(&self, points: Points) -> String {
        FinalPoints { points, denominator: self.denominator }.rounded()
    }
}

/// A final mark (*nilai akhir*) with its denominator, as it is kept: shown again without the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FinalPoints {
    pub points: Points,
    /// Above zero.
    pub denominator: i64,
}

impl FinalPoints {
    /// Compares exactly, whatever the denominators, the lower first.
    pub fn compare(&self, other: &Self) -> Ordering {
        let product = |points: Points, denominator: i64| i128::from(points.0) * i128::from(denominator);
        product(self.points, other.denominator).cmp(&product(other.points, self.denominator))
    }

    /// The mark in thousandths (*tiga desimal*), rounded half up.
    pub fn thousandths(&self) -> i64 {
        let denominator = i128::from(self.denominator);
        let thousandths = (i128::from(self.points.0) * 2_000 + denominator) / (denominator * 2);
        i64::try_from(thousandths).unwrap_or(i64::MAX)
    }

    /// Three decimals (*tiga desimal*), rounded half up.
    pub fn rounded(&self) -> String {
        let thousandths = self.thousandths();
        format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
    }

    /// The exact mark as a reduced fraction (*pecahan*), or as a whole number.
    pub fn fraction(&self) -> String {
        let shared = self.points.0.gcd(&self.denominator);
        match (self.points.0 / shared, self.denominator / shared) {
            (whole, 1) => whole.to_string(),
            (numerator, denominator) => format!("{numerator}/{denominator}"),
        }
    }
}

fn common_denominator(weights: &Weights, scheme: &SkbScheme) -> Option<i64> {
    let maxima = std::iter::once(scheme.cat_max).chain(scheme.additional.iter().map(|test| test.max));
    let mut denominator = i64::from(weights.skd_max);
    for max in maxima {
        let part = SKB_SCALE.checked_mul(i64::from(max))?;
        let shared = denominator.gcd(&part);
        if denominator == 0 || part == 0 {
            return None;
        }
        denominator = denominator.checked_mul(part / shared)?;
    }
    // A full mark is 100 times the denominator and must fit as well.
    denominator.checked_mul(100).map(|_| denominator)
}

fn check(mark: Thousandths, max: u32) -> Result<(), IntegrationError> {
    if u64::from(mark.0) <= u64::from(max) * 1_000 { Ok(()) } else { Err(IntegrationError::AboveMaximum { mark, max }) }
}

#[cfg(test)]
#[path = "integration_tests.rs"]
mod tests;
