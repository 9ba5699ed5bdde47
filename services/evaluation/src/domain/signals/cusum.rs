//! A sequential test of complaints (*uji CUSUM Poisson*; Lucas 1985): small excesses add up from month to month until they are
//! too much to be chance.
//!
//! What is usual is a rate: complaints for each use, over the settled months (*bulan acuan*) before the ones in question. In a
//! month with so much use, `E` complaints are expected. `S` grows by what came beyond `k·E` and never falls below 0; with
//! `k = (ρ − 1) / ln ρ` it is the log-likelihood of a rate ρ times the usual, in units of `ln ρ`, so the months between two false
//! falls are at least `ρ^h` on average (Lorden 1971), whatever the volume of each month. A settled past is short, so what is
//! expected is not known: the test uses the largest rate that the past does not contradict, and where the past is more scattered
//! than chance alone (*overdispersi*), `h` grows by as much as the scatter may be. Everything is compared exactly.

use crate::domain::{
    quality::ServiceMonth,
    statistics::{integer, root},
};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// The dispersion of chance alone, in thousandths.
const POISSON: u64 = 1_000;

/// A month and what happened in it.
pub type DatedMonth = (Date, ServiceMonth);

/// The figures of the sequential test (*aturan CUSUM*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CusumRules {
    /// `k`: complaints of a month that change nothing, for each expected one (*nilai acuan*).
    pub reference: BigRational,
    /// `h`: the sum that tells a fall (*batas*).
    pub threshold: BigRational,
    /// The same sum of what stays below, that tells a recovery (*batas pemulihan*).
    pub recovery_threshold: BigRational,
    /// Square of the standard deviations by which the past may have been too good (*galat acuan*).
    pub margin_squared: BigRational,
    /// Normal quantile beyond which the scatter of the past is more than chance (*sebaran nyata*).
    pub scatter_noticed: BigRational,
    /// Normal quantile by which such scatter may have come out too small.
    pub scatter_margin: BigRational,
    /// The fewest settled months with use that show what is usual (*bulan acuan minimum*).
    pub least_months: usize,
    /// The most of them, so that what is usual may change over the years.
    pub most_months: usize,
    /// The most months in question.
    pub window_months: usize,
    /// The fewest complaints of a run that may tell a fall (*pengaduan minimum*).
    pub minimum_complaints: u64,
    /// The fewest months of a run that may tell a recovery.
    pub recovery_months: usize,
}

/// What is usual for a service (*acuan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usual {
    /// Complaints of the settled months.
    pub complaints: u64,
    /// Transactions of the settled months.
    pub transactions: u64,
    /// Variance of a month's complaints for each expected one, in thousandths and rounded up; chance alone is 1,000. Where the
    /// months scatter more than chance, the largest that they do not contradict.
    pub dispersion: u64,
    /// How many months.
    pub months: usize,
    /// First of them.
    pub first: Date,
    /// Last of them.
    pub last: Date,
}

/// A sum that reached its threshold (*CUSUM melewati batas*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// What is usual.
    pub usual: Usual,
    /// The months that made the sum, oldest first.
    pub run: Vec<DatedMonth>,
    /// The sum for each unit of dispersion.
    pub statistic: BigRational,
}

/// A sum that never falls below nothing, in units of one complaint for each `unit`.
struct Sum {
    scaled: BigInt,
    run: Vec<DatedMonth>,
}

impl Sum {
    fn new() -> Self {
        Self { scaled: BigInt::zero(), run: Vec::new() }
    }

    fn add(&mut self, month: DatedMonth, step: BigInt) {
        self.scaled += step;
        if self.scaled.is_positive() {
            self.run.push(month);
        } else {
            *self = Self::new();
        }
    }
}

impl CusumRules {
    /// Whether the figures can be used (*aturan sah*).
    pub fn is_usable(&self) -> bool {
        let positive = [&self.reference, &self.threshold, &self.recovery_threshold];
        let months = self.least_months >= 2 && self.most_months >= self.least_months && self.window_months >= 1;
        let margins = [&self.margin_squared, &self.scatter_noticed, &self.scatter_margin];
        let sound = margins.iter().all(|figure| !figure.is_negative());
        positive.iter().all(|figure| figure.is_positive()) && sound && months
    }

    /// Whether the quality fell with the last of these months (*mutu turun*): known months without a gap, oldest first, those
    /// of falls told before left out. Months up to `settled` are never in question.
    pub fn fall(&self, months: &[DatedMonth], settled: Option<Date>) -> Option<Crossing> {
        let known: Vec<DatedMonth> = months.iter().filter(|(_, month)| says_something(month)).copied().collect();
        let (before, window) = self.split(&known, settled)?;
        let usual = self.usual_of(&before)?;
        let expected = BigInt::from(self.upper(usual.complaints));
        let unit = BigInt::from(usual.transactions) * self.reference.denom();
        let mut sum = Sum::new();
        for (date, month) in window {
            let came = BigInt::from(month.complaints) * &unit;
            let allowed = self.reference.numer() * &expected * BigInt::from(month.transactions);
            sum.add((*date, *month), came - allowed);
        }
        let complaints = sum.run.iter().map(|(_, month)| month.complaints).fold(0, u64::saturating_add);
        let statistic = for_dispersion(sum.scaled, unit, usual);
        let told = statistic >= self.threshold && complaints >= self.minimum_complaints;
        told.then_some(Crossing { usual, run: sum.run, statistic })
    }

    /// Whether the quality is as it was before the fall (*pulih*): known months since the fall without a gap, oldest first. The
    /// same sum of what stayed below `k·E`: while the rate is still ρ times the usual, it seldom grows.
    pub fn recovery(&self, usual: &Usual, since: &[DatedMonth]) -> Option<Crossing> {
        let known: Vec<DatedMonth> = since.iter().filter(|(_, month)| says_something(month)).copied().collect();
        let expected = BigInt::from(usual.complaints.max(1));
        let unit = BigInt::from(usual.transactions.max(1)) * self.reference.denom();
        let mut sum = Sum::new();
        for (date, month) in known {
            let came = BigInt::from(month.complaints) * &unit;
            let allowed = self.reference.numer() * &expected * BigInt::from(month.transactions);
            sum.add((date, month), allowed - came);
        }
        let statistic = for_dispersion(sum.scaled, unit, *usual);
        let told = statistic >= self.recovery_threshold && sum.run.len() >= self.recovery_months;
        told.then_some(Crossing { usual: *usual, run: sum.run, statistic })
    }

    /// The settled months, all of them with use, and those in question: as many as leave enough settled ones.
    fn split<'m>(
        &self,
        months: &'m [DatedMonth],
        settled: Option<Date>,
    ) -> Option<(Vec<DatedMonth>, &'m [DatedMonth])> {
        let open = months.iter().filter(|(date, _)| settled.is_none_or(|settled| *date > settled)).count();
        (1..=open.min(self.window_months)).rev().find_map(|window| {
            let (before, window) = months.split_at(months.len() - window);
            let mut used: Vec<DatedMonth> =
                before.iter().filter(|(_, month)| month.transactions > 0).copied().collect();
            let spare = used.len().checked_sub(self.least_months)?;
            used.drain(..spare.saturating_sub(self.most_months - self.least_months));
            Some((used, window))
        })
    }

    /// The largest count that the settled months do not contradict: the least whole `u` with `(u − c)² ≥ z²·u`, the bound of the
    /// score test. At least one, for no complaint at all is no rate.
    fn upper(&self, complaints: u64) -> u64 {
        let (numerator, denominator) = (self.margin_squared.numer(), self.margin_squared.denom());
        let mut more = (numerator * complaints / denominator).sqrt().to_u64().unwrap_or_default();
        loop {
            let upper = complaints.saturating_add(more);
            if upper > 0 && BigInt::from(more).pow(2) * denominator >= numerator * upper {
                return upper;
            }
            more += 1;
        }
    }

    /// What is usual by settled months, all of them with use.
    fn usual_of(&self, months: &[DatedMonth]) -> Option<Usual> {
        let ((first, _), (last, _)) = (months.first()?, months.last()?);
        let complaints = months.iter().map(|(_, month)| month.complaints).fold(0, u64::saturating_add);
        let transactions = months.iter().map(|(_, month)| month.transactions).fold(0, u64::saturating_add);
        let dispersion = self.widened(dispersion(months, complaints, transactions), months.len());
        Some(Usual { complaints, transactions, dispersion, months: months.len(), first: *first, last: *last })
    }

    /// A scatter that chance does not explain may be larger than it came out: then the largest that the months do not contradict,
    /// by quantiles of chi-square. In thousandths, rounded up.
    fn widened(&self, measured: BigRational, months: usize) -> u64 {
        let degrees = integer(months.saturating_sub(1).max(1) as u64);
        let chance = integer(POISSON);
        let mut dispersion = measured.max(chance.clone());
        let least = chi_square(&degrees, &-&self.scatter_margin);
        if &dispersion * &degrees > chance * chi_square(&degrees, &self.scatter_noticed) && least.is_positive() {
            dispersion = dispersion * degrees / least;
        }
        dispersion.ceil().to_integer().to_u64().unwrap_or(u64::MAX)
    }
}

/// A month with neither use nor complaints says nothing; complaints of one without use were not expected at all.
fn says_something(month: &ServiceMonth) -> bool {
    month.transactions > 0 || month.complaints > 0
}

/// Quantile of chi-square by the normal quantile `z` (Wilson and Hilferty 1931): `d·(1 − 2/9d + z·√(2/9d))³`.
fn chi_square(degrees: &BigRational, quantile: &BigRational) -> BigRational {
    let part = integer(2) / (integer(9) * degrees);
    let side = BigRational::one() - &part + quantile * root(&part);
    degrees * &side * &side * &side
}

/// The variance of the counts for each expected complaint, in thousandths: `n/(n−1) · Σ(x − E)² / ΣE`.
fn dispersion(months: &[DatedMonth], complaints: u64, transactions: u64) -> BigRational {
    let count = months.len() as u64;
    if complaints == 0 || count < 2 {
        return integer(POISSON);
    }
    let (all, uses) = (BigInt::from(complaints), BigInt::from(transactions));
    let squares = months.iter().map(|(_, month)| {
        let excess: BigInt = &uses * month.complaints - &all * month.transactions;
        &excess * &excess
    });
    let squares: BigInt = squares.sum();
    BigRational::new(squares * count * POISSON, &uses * &uses * all * (count - 1))
}

/// The sum in complaints, for each unit of dispersion.
fn for_dispersion(scaled: BigInt, unit: BigInt, usual: Usual) -> BigRational {
    BigRational::new(scaled * POISSON, unit * usual.dispersion)
}

#[cfg(test)]
#[path = "cusum_tests.rs"]
mod tests;
