//! Whether the quality of a service fell or recovered (*sinyal mutu pelayanan*), from complaints per month.
//!
//! This is the threshold that Siklus began with (`signal-siklus-1`), kept for what it told; the sequential test of `cusum` took
//! its place, for nobody could say how often this one is wrong.
//!
//! The test is Siklus' own suggestion, not law: an alarm that asks people to look, decided by a dated ruleset.
//! A rate is complaints per 1,000 transactions. With the shipped figures a service **fell** when, in each of the
//! last 2 months, the rate is more than the mean plus 2 standard deviations of the 12 months before those two, and
//! there were at least 10 complaints. It **recovered** when, in each of the last 2 months, the rate is at most the
//! mean plus 1 standard deviation of the same 12 months that proved the fall. Everything is compared exactly:
//! x > m + k·s means x > m and (x − m)² > k²·s².

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// The figures of the quality test (*aturan sinyal mutu*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalRuleset {
    pub id: String,
    /// The months that show what is usual (*bulan acuan*).
    pub baseline_months: usize,
    /// The consecutive last months that must all differ (*bulan berturut-turut*).
    pub run_months: usize,
    /// How many standard deviations above the mean is too much (*batas sigma*).
    pub sigmas: u32,
    /// The complaints every such month needs, so that small services raise no alarm (*pengaduan minimum*).
    pub minimum_complaints: u64,
    /// Whether the variance divides by one less than the months (*simpangan baku sampel*) or by the months.
    pub sample_sigma: bool,
    /// How many standard deviations above the mean is usual again (*batas pemulihan*).
    pub recovery_sigmas: u32,
}

impl SignalRuleset {
    /// Whether the figures can be used (*aturan sah*): a variance and a run need months, recovery is the lower bar.
    pub fn is_usable(&self) -> bool {
        self.baseline_months >= 2 && self.run_months >= 1 && self.recovery_sigmas <= self.sigmas
    }
}

/// One month of a service (*bulan pelayanan*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceMonth {
    pub complaints: u64,
    pub transactions: u64,
}

impl ServiceMonth {
    /// Complaints per 1,000 transactions (*angka pengaduan*), undefined for a month without transactions.
    pub fn rate(&self) -> Option<BigRational> {
        let complaints = BigInt::from(self.complaints) * 1_000;
        (self.transactions > 0).then(|| BigRational::new(complaints, self.transactions.into()))
    }
}

/// What is usual for a service (*acuan*): mean and variance of its rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    pub mean: BigRational,
    pub variance: BigRational,
}

impl Baseline {
    /// Whether a rate is more than so many standard deviations above the mean (*di atas batas*), compared exactly.
    pub fn is_exceeded_by(&self, rate: &BigRational, sigmas: u32) -> bool {
        let excess = rate - &self.mean;
        let limit = exact::whole(u64::from(sigmas).pow(2)) * &self.variance;
        excess.is_positive() && &excess * &excess > limit
    }
}

/// What proves that the quality fell (*bukti*): what was usual, and the rates of the run, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub baseline: Baseline,
    /// Complaints per 1,000 transactions in each month of the run.
    pub rates: Vec<BigRational>,
    /// The complaints of each month of the run.
    pub complaints: Vec<u64>,
}

/// The answer of the quality test (*hasil uji mutu*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Quiet,
    /// Fewer months than the test needs, or one of them without transactions.
    NotEnoughHistory,
    Fell(Evidence),
}

/// Tests the last months of a service (*uji mutu pelayanan*), given oldest first and without gaps.
pub fn judge(rules: &SignalRuleset, months: &[ServiceMonth]) -> Verdict {
    let Some((rates, baseline)) = split(rules, months) else {
        return Verdict::NotEnoughHistory;
    };
    let run = &months[months.len() - rules.run_months..];
    let many = run.iter().all(|month| month.complaints >= rules.minimum_complaints);
    let high = rates.iter().all(|rate| baseline.is_exceeded_by(rate, rules.sigmas));
    if many && high {
        let complaints = run.iter().map(|month| month.complaints).collect();
        Verdict::Fell(Evidence { baseline, rates, complaints })
    } else {
        Verdict::Quiet
    }
}

/// Whether a service is usual again (*pulih*): its last months against the baseline that proved the fall.
pub fn has_recovered(rules: &SignalRuleset, baseline: &Baseline, months_since: &[ServiceMonth]) -> bool {
    let Some(start) = months_since.len().checked_sub(rules.run_months) else {
        return false;
    };
    let usual = |rate: &BigRational| !baseline.is_exceeded_by(rate, rules.recovery_sigmas);
    rules.run_months > 0 && months_since[start..].iter().all(|month| month.rate().is_some_and(|rate| usual(&rate)))
}

/// What is usual for a service (*acuan*): the months before the run with which the given ones end.
pub fn baseline_of(rules: &SignalRuleset, months: &[ServiceMonth]) -> Option<Baseline> {
    split(rules, months).map(|(_, baseline)| baseline)
}

fn split(rules: &SignalRuleset, months: &[ServiceMonth]) -> Option<(Vec<BigRational>, Baseline)> {
    if !rules.is_usable() {
        return None;
    }
    let start = months.len().checked_sub(rules.baseline_months.checked_add(rules.run_months)?)?;
    let rates: Vec<BigRational> = months[start..].iter().map(ServiceMonth::rate).collect::<Option<_>>()?;
    let (before, run) = rates.split_at(rules.baseline_months);
    Some((run.to_vec(), baseline(before, rules.sample_sigma)))
}

fn baseline(rates: &[BigRational], sample_sigma: bool) -> Baseline {
    let count = rates.len() as u64;
    let mean = rates.iter().fold(BigRational::zero(), |sum, rate| sum + rate) / exact::whole(count);
    let squares = rates.iter().map(|rate| (rate - &mean) * (rate - &mean));
    let divisor = if sample_sigma { count - 1 } else { count };
    let variance = squares.fold(BigRational::zero(), |sum, square| sum + square) / exact::whole(divisor);
    Baseline { mean, variance }
}

#[cfg(test)]
#[path = "quality_tests.rs"]
mod tests;
