//! Whether complaints say that the quality of a service fell or recovered: by the sequential test, or by the threshold that
//! Siklus began with, which still measures the recovery of what it told.

use crate::domain::{
    cusum::{Crossing, CusumRules, DatedMonth},
    quality::{self, ServiceMonth, SignalRuleset, Verdict},
    service_history::{History, month_text},
    signal::{Figure, Finding, Signal},
};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// Decimals of a statistic as it is shown.
const SHOWN: usize = 4;

/// A test of complaints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComplaintTest {
    /// Each month of a run beyond mean and deviations of the year before.
    Threshold(SignalRuleset),
    /// Excesses that add up.
    Cusum(Box<CusumRules>),
}

impl ComplaintTest {
    /// What proves that the quality fell with `month`, if it did. What earlier signals told is left out of what is usual; days
    /// up to `settled` are not in question.
    pub fn fall(&self, history: &History, signals: &[Signal], settled: Option<Date>, month: Date) -> Option<Finding> {
        match self {
            Self::Threshold(rules) => threshold_fall(rules, &history.ending(month, most(rules))),
            Self::Cusum(rules) => {
                let mut months = history.ending(month, rules.most_months + rules.window_months + told(signals));
                months.retain(|(day, _)| !signals.iter().any(|signal| signal.spans(*day)));
                rules.fall(&months, settled).map(|crossing| shown_fall(rules, crossing))
            }
        }
    }

    /// What proves that the quality recovered with `month` from the fall that `signal` told, if it did: by all that came since.
    pub fn recovery(&self, history: &History, signal: &Signal, month: Date) -> Option<Finding> {
        match self {
            Self::Threshold(rules) => {
                let before: Vec<_> = undated(&history.ending(signal.fell.last, most(rules)));
                let run = history.received(month, rules.run_months);
                let usual = quality::baseline_of(rules, &before)?;
                let recovered = quality::has_recovered(rules, &usual, &undated(&run));
                recovered.then(|| threshold_finding(rules, &usual, &run, rules.recovery_sigmas))
            }
            Self::Cusum(rules) => {
                let mut since = history.received(month, usize::MAX);
                since.retain(|(day, _)| *day > signal.fell.last);
                let crossing = rules.recovery(signal.fell.usual.as_ref()?, &since)?;
                Some(shown_recovery(rules, crossing))
            }
        }
    }
}

/// Months that signals of the past may hide.
fn told(signals: &[Signal]) -> usize {
    let months = |signal: &Signal| {
        let last = signal.settled.unwrap_or(signal.fell.last);
        let years = i32::from(last.year()) - i32::from(signal.fell.first.year());
        usize::try_from(years * 12 + i32::from(last.month()) - i32::from(signal.fell.first.month()) + 1)
    };
    signals.iter().map(|signal| months(signal).unwrap_or_default()).sum()
}

fn most(rules: &SignalRuleset) -> usize {
    rules.baseline_months.saturating_add(rules.run_months)
}

fn undated(months: &[DatedMonth]) -> Vec<ServiceMonth> {
    months.iter().map(|(_, month)| *month).collect()
}

fn threshold_fall(rules: &SignalRuleset, months: &[DatedMonth]) -> Option<Finding> {
    match quality::judge(rules, &undated(months)) {
        Verdict::Fell(evidence) => {
            let run = &months[months.len() - rules.run_months..];
            Some(threshold_finding(rules, &evidence.baseline, run, rules.sigmas))
        }
        Verdict::Quiet | Verdict::NotEnoughHistory => None,
    }
}

fn threshold_finding(rules: &SignalRuleset, usual: &quality::Baseline, run: &[DatedMonth], sigmas: u32) -> Finding {
    let (mean, variance) = (exact::render(&usual.mean, SHOWN), exact::render(&usual.variance, SHOWN));
    let last = run.last().and_then(|(_, month)| month.rate()).unwrap_or_else(BigRational::zero);
    let figures = vec![
        Figure::new("baseline_months", rules.baseline_months),
        Figure::new("baseline_mean", &mean),
        Figure::new("baseline_variance", &variance),
        Figure::new("sigmas", sigmas),
    ];
    let statistic = exact::render(&last, SHOWN);
    let threshold = format!("{mean} + {sigmas} * sqrt({variance})");
    let usual = &usual.mean / exact::whole(1_000);
    finding(run, &usual, (statistic, threshold), figures)
}

fn shown_fall(rules: &CusumRules, crossing: Crossing) -> Finding {
    let usual = crossing.usual;
    let mut finding = shown(rules, &crossing, &rules.threshold);
    finding.figures.push(Figure::new("margin_squared", plain(&rules.margin_squared)));
    finding.usual = Some(usual);
    finding
}

fn shown_recovery(rules: &CusumRules, crossing: Crossing) -> Finding {
    shown(rules, &crossing, &rules.recovery_threshold)
}

fn shown(rules: &CusumRules, crossing: &Crossing, threshold: &BigRational) -> Finding {
    let usual = &crossing.usual;
    let figures = vec![
        Figure::new("baseline_first", month_text(usual.first)),
        Figure::new("baseline_last", month_text(usual.last)),
        Figure::new("baseline_months", usual.months),
        Figure::new("baseline_complaints", usual.complaints),
        Figure::new("baseline_transactions", usual.transactions),
        Figure::new("dispersion", exact::render(&BigRational::new(usual.dispersion.into(), 1_000.into()), 3)),
        Figure::new("reference", plain(&rules.reference)),
    ];
    let rate = BigRational::new(usual.complaints.into(), BigInt::from(usual.transactions.max(1)));
    let statistic = exact::render(&crossing.statistic, SHOWN);
    finding(&crossing.run, &rate, (statistic, plain(threshold)), figures)
}

/// A run of months with the complaints that its use would usually bring.
fn finding(
    run: &[DatedMonth],
    rate: &BigRational,
    (statistic, threshold): (String, String),
    figures: Vec<Figure>,
) -> Finding {
    let complaints: Vec<u64> = run.iter().map(|(_, month)| month.complaints).collect();
    let transactions: Vec<u64> = run.iter().map(|(_, month)| month.transactions).collect();
    let (came, uses) = (sum(&complaints), sum(&transactions));
    let first = run.first().map_or(Date::ZERO, |(day, _)| *day);
    let last = run.last().map_or(Date::ZERO, |(day, _)| *day);
    let usual = exact::render(&(rate * exact::whole(uses)), 1);
    let reason = format!(
        "{came} complaints in {uses} transactions from {} to {}, where {usual} are usual",
        month_text(first),
        month_text(last)
    );
    let periods = run.iter().map(|(day, _)| month_text(*day)).collect();
    Finding { first, last, periods, complaints, transactions, statistic, threshold, reason, figures, usual: None }
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().copied().fold(0, u64::saturating_add)
}

/// A figure of a ruleset without trailing zeros.
fn plain(value: &BigRational) -> String {
    if value.is_integer() {
        return value.to_string();
    }
    exact::render(value, 6).trim_end_matches('0').to_owned()
}

#[cfg(test)]
#[path = "complaint_test_tests.rs"]
mod tests;
