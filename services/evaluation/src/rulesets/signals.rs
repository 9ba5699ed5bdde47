//! The tests of quality as dated data: the files `rulesets/signal-*.toml`, read and checked.

use super::{RulesetError, read_toml};
use crate::domain::{
    complaint_test::ComplaintTest,
    cusum::CusumRules,
    overdue_fall::OverdueTest,
    quality::SignalRuleset,
    satisfaction_fall::SatisfactionTest,
    signal_rules::{SignalBook, SignalRules},
    statistics::Quantiles,
};
use jiff::civil::Date;
use num_rational::BigRational;
use serde::Deserialize;

/// The threshold that Siklus began with: it measures the recovery of what it told, and a deployment may still name it.
const THRESHOLD: [(&str, &str); 1] = [("signal-siklus-1.toml", include_str!("../../rulesets/signal-siklus-1.toml"))];
/// Sequential tests, oldest first.
const SEQUENTIAL: [(&str, &str); 1] = [("signal-siklus-2.toml", include_str!("../../rulesets/signal-siklus-2.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThresholdRow {
    id: String,
    baseline_months: usize,
    run_months: usize,
    sigmas: u32,
    minimum_complaints: u64,
    sample_sigma: bool,
    recovery_sigmas: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SequentialRow {
    id: String,
    valid_from: Date,
    complaints: CusumRow,
    satisfaction: SatisfactionRow,
    overdue: OverdueRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CusumRow {
    ratio: String,
    reference: String,
    run_length_months: u32,
    threshold: String,
    recovery_run_months: u32,
    recovery_threshold: String,
    margin_squared: String,
    scatter_noticed: String,
    scatter_margin: String,
    least_months: usize,
    most_months: usize,
    window_months: usize,
    minimum_complaints: u64,
    recovery_months: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SatisfactionRow {
    least_element: i64,
    run: usize,
    drop: i64,
    least_respondents: i64,
    student: Vec<(u64, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OverdueRow {
    percent: u32,
    quarters: usize,
    false_alarm: String,
    least_complaints: u64,
    smallest_cell: u64,
}

/// Every ruleset, with the one of this id in use.
pub fn signal_book(current: &str) -> Result<SignalBook, RulesetError> {
    SignalBook::new(signal_rulesets()?, current).ok_or_else(|| RulesetError::Unknown(current.to_owned()))
}

/// Reads every ruleset, oldest first.
pub fn signal_rulesets() -> Result<Vec<SignalRules>, RulesetError> {
    let threshold = THRESHOLD.iter().map(|&(file, text)| read_threshold(file, text));
    let sequential = SEQUENTIAL.iter().map(|&(file, text)| read_sequential(file, text));
    threshold.chain(sequential).collect()
}

fn read_threshold(file: &'static str, text: &str) -> Result<SignalRules, RulesetError> {
    let row: ThresholdRow = read_toml(file, text)?;
    let id = row.id.clone();
    let ruleset = SignalRuleset {
        id: row.id,
        baseline_months: row.baseline_months,
        run_months: row.run_months,
        sigmas: row.sigmas,
        minimum_complaints: row.minimum_complaints,
        sample_sigma: row.sample_sigma,
        recovery_sigmas: row.recovery_sigmas,
    };
    if !ruleset.is_usable() {
        return Err(RulesetError::Incomplete { file });
    }
    Ok(SignalRules { id, complaints: ComplaintTest::Threshold(ruleset), satisfaction: None, overdue: None })
}

fn read_sequential(file: &'static str, text: &str) -> Result<SignalRules, RulesetError> {
    let row: SequentialRow = read_toml(file, text)?;
    let figure = |text: &str| exact::parse(text).map_err(|_| RulesetError::Incomplete { file });
    let one = BigRational::from_integer(1.into());
    let says_what_it_promises = figure(&row.complaints.ratio)? > one
        && row.complaints.run_length_months > 0
        && row.complaints.recovery_run_months > 0
        && row.valid_from > Date::ZERO;
    let cusum = CusumRules {
        reference: figure(&row.complaints.reference)?,
        threshold: figure(&row.complaints.threshold)?,
        recovery_threshold: figure(&row.complaints.recovery_threshold)?,
        margin_squared: figure(&row.complaints.margin_squared)?,
        scatter_noticed: figure(&row.complaints.scatter_noticed)?,
        scatter_margin: figure(&row.complaints.scatter_margin)?,
        least_months: row.complaints.least_months,
        most_months: row.complaints.most_months,
        window_months: row.complaints.window_months,
        minimum_complaints: row.complaints.minimum_complaints,
        recovery_months: row.complaints.recovery_months,
    };
    let SatisfactionRow { least_element, run, drop, least_respondents, student } = row.satisfaction;
    let rows: Result<Vec<_>, _> = student.iter().map(|(degrees, text)| Ok((*degrees, figure(text)?))).collect();
    let quantiles = Quantiles::new(rows?).ok_or(RulesetError::Incomplete { file })?;
    let satisfaction = SatisfactionTest { least_element, run, drop, least_respondents, quantiles };
    let overdue = OverdueTest {
        percent: row.overdue.percent,
        false_alarm: figure(&row.overdue.false_alarm)?,
        least_complaints: row.overdue.least_complaints,
        smallest_cell: row.overdue.smallest_cell,
        quarters: row.overdue.quarters,
    };
    if !(says_what_it_promises && cusum.is_usable() && satisfaction.is_usable() && overdue.is_usable()) {
        return Err(RulesetError::Incomplete { file });
    }
    let complaints = ComplaintTest::Cusum(Box::new(cusum));
    Ok(SignalRules { id: row.id, complaints, satisfaction: Some(satisfaction), overdue: Some(overdue) })
}

#[cfg(test)]
#[path = "signals_tests.rs"]
mod tests;
