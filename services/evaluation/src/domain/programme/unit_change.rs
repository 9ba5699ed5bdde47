//! Whether a public service did better after its unit was staffed: complaints for each use, and the satisfaction index. Before and
//! after is no proof of why.
//!
//! Seasons come back every year, so a month after is held against the same month of a year before and no other. Months in which a
//! signal told a fall are no measure of what was usual before: whoever compares with the worst months finds that it got better,
//! whatever was done.

use crate::domain::{
    cusum::DatedMonth,
    index_change::{SurveyedIndex, index_change},
    programme_finding::{FindingVerdict, ProgrammeFinding, ShownEstimate},
    programme_rules::ProgrammeRules,
    quality::ServiceMonth,
    rate_ratio::rate_change,
    service_history::{History, month_text},
    signal::{Figure, Signal, SignalKind},
};
use jiff::{ToSpan, civil::Date};
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::BTreeSet;

/// Decimals of what is shown.
const DECIMALS: usize = 4;
/// Complaints for each use, after for each of before.
pub const COMPLAINT_RATE: &str = "complaint_rate";
/// The satisfaction index, after less before.
pub const SATISFACTION_INDEX: &str = "satisfaction_index";

/// Years before a day that are looked through for a month of the same name.
const YEARS: usize = 3;

/// Months that are over, before and after a day; the day's own month belongs to neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitMonths {
    /// Before, oldest first.
    pub before: Vec<(Date, ServiceMonth)>,
    /// After, oldest first.
    pub after: Vec<(Date, ServiceMonth)>,
    /// Each month of after with the last month of the same name before that lies in no fall; fewer where there is none.
    pub compared: Vec<(DatedMonth, DatedMonth)>,
    /// How many months of before lie in a fall that was told.
    pub left_out: usize,
}

impl UnitMonths {
    /// The months around `day`, at most so many on each side, that are over before `this_month`. A month whose use is not known ends
    /// its side. What was told of the service and not dismissed says which months are no measure.
    pub fn around(history: &History, signals: &[Signal], (day, this_month): (Date, Date), most: usize) -> Self {
        let own = day.first_of_month();
        let before = history.ending(own.saturating_sub(1.month()), most);
        let last = own.saturating_add(i64::try_from(most).unwrap_or_default().months());
        let last = last.min(this_month.saturating_sub(1.month()));
        let next = own.saturating_add(1.month());
        let after = if last < next { Vec::new() } else { run_from(history, next, last) };
        let fell =
            |month: Date| signals.iter().any(|signal| signal.kind == SignalKind::Complaints && signal.spans(month));
        let years = history.ending(own.saturating_sub(1.month()), YEARS * 12);
        let usual =
            |month: Date| years.iter().rev().find(|(day, _)| day.month() == month.month() && !fell(*day)).copied();
        let compared = after.iter().filter_map(|one| Some((usual(one.0)?, *one))).collect();
        let left_out = before.iter().filter(|(month, _)| fell(*month)).count();
        Self { before, after, compared, left_out }
    }
}

/// The known months from `first` to `last` with all that came, up to the first that is not known: what nobody has looked at yet is no
/// sign that fewer complain.
fn run_from(history: &History, first: Date, last: Date) -> Vec<(Date, ServiceMonth)> {
    let mut found = Vec::new();
    let mut month = first;
    while month <= last
        && let Some(known) = history.received(month, 1).pop()
    {
        found.push(known);
        month = month.saturating_add(1.month());
    }
    found
}

/// The months of a side whose complaints are not shown. Few could tell who complained; so could what is left of the side's sum when
/// all others are taken away from it, so months with more are left out too until it is no longer few, nor of one month.
pub fn hidden_months(months: &[DatedMonth], smallest_cell: u64) -> BTreeSet<Date> {
    let mut by_complaints: Vec<&DatedMonth> = months.iter().filter(|(_, known)| known.complaints > 0).collect();
    by_complaints.sort_by_key(|(_, known)| known.complaints);
    let (mut hidden, mut sum) = (BTreeSet::new(), 0_u64);
    for (month, known) in by_complaints {
        let could_be_counted = !hidden.is_empty() && (hidden.len() == 1 || sum < smallest_cell);
        if known.complaints >= smallest_cell && !could_be_counted {
            break;
        }
        hidden.insert(*month);
        sum = sum.saturating_add(known.complaints);
    }
    hidden
}

/// How complaints for each use changed. Few complaints of one side could tell who complained: then nothing is shown.
pub fn complaints_change(months: &UnitMonths, rules: &ProgrammeRules) -> ProgrammeFinding {
    let (before, after): (Vec<ServiceMonth>, Vec<ServiceMonth>) =
        months.compared.iter().map(|((_, before), (_, after))| (*before, *after)).unzip();
    let complaints = before.iter().chain(&after).map(|month| month.complaints).fold(0, u64::saturating_add);
    let known = before.len() >= rules.least_months && complaints >= rules.least_complaints;
    let quantiles = (&rules.quantile_squared, &rules.quantiles);
    let found = known.then(|| rate_change(&before, &after, quantiles)).flatten();
    let Some(found) = found else {
        let summary =
            "too few months after, with the same month of a year before and outside of falls, or too few complaints";
        return ProgrammeFinding::without_estimate(COMPLAINT_RATE, FindingVerdict::TooFew, summary)
            .with_figures(spans(months));
    };
    if [found.before, found.after].iter().any(|side| (1..rules.smallest_cell).contains(&side.complaints)) {
        return ProgrammeFinding::suppressed(COMPLAINT_RATE);
    }
    let verdict = FindingVerdict::from(found.ratio.direction(&BigRational::one()));
    let (summary, suggestion) = match verdict {
        FindingVerdict::Above => (
            "complaints for each use rose after the day",
            "a person may ask what else changed, and whether the new people have what they need",
        ),
        FindingVerdict::Below => (
            "complaints for each use fell after the day",
            "a person may ask whether other units with the same complaints lack the same posts",
        ),
        _ => ("no signal found: the interval holds 1", ""),
    };
    let mut figures = spans(months);
    figures.extend([
        Figure::new("complaints_before", found.before.complaints),
        Figure::new("transactions_before", found.before.transactions),
        Figure::new("complaints_after", found.after.complaints),
        Figure::new("transactions_after", found.after.transactions),
        Figure::new("dispersion", exact::render(&found.dispersion, DECIMALS)),
    ]);
    ProgrammeFinding {
        criterion: COMPLAINT_RATE.to_owned(),
        verdict,
        estimate: ShownEstimate::of(&found.ratio, DECIMALS),
        corrected: ShownEstimate::default(),
        summary: summary.to_owned(),
        suggestion: suggestion.to_owned(),
        figures,
    }
}

fn spans(months: &UnitMonths) -> Vec<Figure> {
    let before: Vec<String> = months.compared.iter().map(|((month, _), _)| month_text(*month)).collect();
    let after: Vec<String> = months.compared.iter().map(|(_, (month, _))| month_text(*month)).collect();
    vec![
        Figure::new("months_before", before.join(", ")),
        Figure::new("months_after", after.join(", ")),
        Figure::new("months_left_out", months.left_out),
    ]
}

/// A published survey before or after the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSurvey {
    /// Last day of its period.
    pub period_end: Date,
    /// Respondents.
    pub respondents: u64,
    /// Scheme of its index.
    pub scheme: String,
    /// What came out.
    pub surveyed: SurveyedIndex,
}

/// How the satisfaction index changed; only between two surveys of one scheme.
pub fn satisfaction_change(
    before: Option<&UnitSurvey>,
    after: Option<&UnitSurvey>,
    rules: &ProgrammeRules,
) -> ProgrammeFinding {
    let (Some(before), Some(after)) = (before, after) else {
        let summary = "no survey was published before and after the day";
        return ProgrammeFinding::without_estimate(SATISFACTION_INDEX, FindingVerdict::TooFew, summary);
    };
    if before.scheme != after.scheme {
        let summary = "the surveys before and after have different schemes";
        return ProgrammeFinding::without_estimate(SATISFACTION_INDEX, FindingVerdict::TooFew, summary);
    }
    if before.respondents.min(after.respondents) < rules.smallest_cell {
        return ProgrammeFinding::suppressed(SATISFACTION_INDEX);
    }
    let enough = before.respondents.min(after.respondents) >= rules.least_in_group;
    let found = enough.then(|| index_change(&before.surveyed, &after.surveyed, &rules.quantiles)).flatten();
    let Some(found) = found else {
        let summary = "too few people answered one of the surveys to say anything";
        return ProgrammeFinding::without_estimate(SATISFACTION_INDEX, FindingVerdict::TooFew, summary);
    };
    let verdict = FindingVerdict::from(found.direction(&BigRational::zero()));
    let (summary, suggestion) = match verdict {
        FindingVerdict::Above => (
            "satisfaction rose after the day",
            "a person may ask whether other units with the same index lack the same posts",
        ),
        FindingVerdict::Below => {
            ("satisfaction fell after the day", "a person may ask what else changed, and which element fell")
        }
        _ => ("no signal found: the interval holds 0", ""),
    };
    ProgrammeFinding {
        criterion: SATISFACTION_INDEX.to_owned(),
        verdict,
        estimate: ShownEstimate::of(&found, 2),
        corrected: ShownEstimate::default(),
        summary: summary.to_owned(),
        suggestion: suggestion.to_owned(),
        figures: vec![
            Figure::new("period_end_before", before.period_end),
            Figure::new("index_before", exact::render(&before.surveyed.index, 2)),
            Figure::new("respondents_before", before.respondents),
            Figure::new("period_end_after", after.period_end),
            Figure::new("index_after", exact::render(&after.surveyed.index, 2)),
            Figure::new("respondents_after", after.respondents),
            Figure::new("scheme", &after.scheme),
        ],
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::signal::{Finding, SignalState};
    use jiff::{Timestamp, civil::date};
    use uuid::Uuid;

    fn month(complaints: u64) -> ServiceMonth {
        ServiceMonth { complaints, transactions: 1_000 }
    }

    #[test]
    fn the_month_of_the_day_and_the_one_that_runs_belong_to_neither_side() {
        let first = date(2024, 1, 1);
        let history: History =
            (0..24_i64).map(|nth| (first.saturating_add(nth.months()), month(nth.unsigned_abs()))).collect();
        let months = UnitMonths::around(&history, &[], (date(2025, 3, 17), date(2025, 11, 1)), 12);
        let ends = |side: &[(Date, ServiceMonth)]| (side.first().unwrap().0, side.last().unwrap().0, side.len());
        assert_eq!(ends(&months.before), (date(2024, 3, 1), date(2025, 2, 1), 12));
        assert_eq!(ends(&months.after), (date(2025, 4, 1), date(2025, 10, 1), 7));
        let early = UnitMonths::around(&history, &[], (date(2025, 10, 2), date(2025, 11, 1)), 12);
        assert!(early.after.is_empty());
    }

    #[test]
    fn a_month_that_is_not_known_ends_its_side() {
        let known = [1, 3, 4, 6, 7, 9].map(|nth| (date(2025, nth, 1), month(5)));
        let months = UnitMonths::around(&known.into_iter().collect(), &[], (date(2025, 5, 5), date(2025, 11, 1)), 12);
        let firsts = |side: &[(Date, ServiceMonth)]| side.iter().map(|(day, _)| day.month()).collect::<Vec<_>>();
        assert_eq!((firsts(&months.before), firsts(&months.after)), (vec![3, 4], vec![6, 7]));
    }

    #[test]
    fn what_nobody_has_looked_at_is_no_sign_that_fewer_complain() {
        let mut history = History::default();
        for nth in 1..=6_i8 {
            history.note(date(2025, nth, 1), month(1), 30);
        }
        let months = UnitMonths::around(&history, &[], (date(2025, 3, 17), date(2025, 7, 1)), 12);
        let complaints = |side: &[DatedMonth]| side.iter().map(|(_, known)| known.complaints).collect::<Vec<_>>();
        assert_eq!((complaints(&months.before), complaints(&months.after)), (vec![1, 1], vec![30, 30, 30]));
    }

    #[test]
    fn no_hidden_month_can_be_counted_back() {
        let hidden = |complaints: &[u64]| {
            let months: Vec<DatedMonth> =
                (1_i8..).zip(complaints).map(|(nth, complaints)| (date(2025, nth, 1), month(*complaints))).collect();
            hidden_months(&months, 5).into_iter().map(|day| day.month()).collect::<Vec<_>>()
        };
        assert_eq!(hidden(&[6, 7, 8, 0, 5]), [0_i8; 0]);
        assert_eq!(hidden(&[6, 7, 8, 3, 7]), [1, 4], "a single month is what the sum leaves");
        assert_eq!(hidden(&[1, 7, 2, 8]), [1, 2, 3], "two months of three together are few");
        assert_eq!(hidden(&[4, 7, 2, 8]), [1, 3]);
        assert_eq!(hidden(&[0, 3, 0]), [2]);
    }

    fn fell(first: Date, settled: Option<Date>) -> Signal {
        Signal {
            id: Uuid::nil(),
            service: Uuid::nil(),
            kind: SignalKind::Complaints,
            state: if settled.is_some() { SignalState::Recovered } else { SignalState::Open },
            ruleset: "x".into(),
            fell: Finding {
                first,
                last: first,
                periods: Vec::new(),
                complaints: Vec::new(),
                transactions: Vec::new(),
                statistic: String::new(),
                threshold: String::new(),
                reason: String::new(),
                figures: Vec::new(),
                usual: None,
            },
            event: None,
            decision: None,
            recovery: None,
            settled,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_month_is_held_against_the_same_month_outside_of_falls() {
        let first = date(2023, 1, 1);
        let history: History =
            (0..36_i64).map(|nth| (first.saturating_add(nth.months()), month(nth.unsigned_abs()))).collect();
        let told = [fell(date(2024, 4, 1), Some(date(2024, 6, 1))), fell(date(2025, 2, 1), None)];
        let months = UnitMonths::around(&history, &told, (date(2025, 3, 17), date(2025, 10, 1)), 12);
        let compared: Vec<String> = months
            .compared
            .iter()
            .map(|((before, _), (after, _))| month_text(*before) + " " + &month_text(*after))
            .collect();
        let expected = [
            "2023-04 2025-04",
            "2023-05 2025-05",
            "2023-06 2025-06",
            "2024-07 2025-07",
            "2024-08 2025-08",
            "2024-09 2025-09",
        ];
        assert_eq!(compared, expected);
        assert_eq!((months.before.len(), months.left_out), (12, 4));
    }
}
