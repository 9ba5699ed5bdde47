//! The settings of welfare, as the dated files of `rulesets/` have them.

use crate::domain::{credit::Rating, raise::RaiseRule};
use jiff::civil::Date;

/// Base pay beside the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalaryRules {
    /// Percent of base pay in probation.
    pub probation_percent: i32,
    /// Months from the appointment that count as probation where the record says no more.
    pub probation_months: i32,
    /// Legal standings under which base pay is paid in full.
    pub full_pay_standings: Vec<String>,
}

/// Periodic raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaiseRules {
    /// How many years before are looked at.
    pub rating_years: i32,
    /// What each of them has to reach.
    pub lowest_rating: Rating,
    /// Months a raise is put off for a low rating.
    pub postpone_months: i32,
    /// How often that is looked at.
    pub most_postponements: i32,
    /// Whether a running punishment puts it off.
    pub punishment_postpones: bool,
    /// Legal standings under which raises are granted.
    pub standings: Vec<String>,
    /// The text behind each rule.
    pub sources: Vec<(RaiseRule, String)>,
}

impl RaiseRules {
    /// The text behind a rule.
    pub fn source(&self, rule: RaiseRule) -> &str {
        self.sources.iter().find(|(one, _)| *one == rule).map_or("", |(_, text)| text.as_str())
    }
}

/// Awards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardRules {
    /// Ratings of the last so many years.
    pub years: i32,
    /// What each of them has to reach.
    pub lowest_rating: Rating,
    /// Whether no punishment may have run.
    pub without_punishment: bool,
    /// Percent of the people of a unit.
    pub share_percent: i64,
    /// Fewest awards of a unit.
    pub least_per_unit: i64,
    /// Points of a rating.
    pub points: Vec<(Rating, i32)>,
}

/// The equity report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquityRules {
    /// Fewest people of a cell that is shown.
    pub smallest_cell: usize,
    /// Years whose awards are counted.
    pub award_years: i32,
    /// Years whose promotions are counted.
    pub promotion_years: i32,
    /// First and last completed year of life of each band, in order, without a hole.
    pub age_bands: Vec<(i16, i16)>,
}

/// Reasons why people might leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionRules {
    /// How many have to hold together.
    pub least_reasons: usize,
    /// Percent of the median of the job class.
    pub pay_percent_of_median: i64,
    /// Fewest people of a class that has a median.
    pub smallest_class: usize,
    /// Completed years in one rank.
    pub years_in_rank: i32,
    /// Completed years in one post.
    pub years_in_post: i32,
    /// Months for which a competency gap is open.
    pub gap_months: i32,
    /// Rating of the last rated year.
    pub good_rating: Rating,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WelfareRules {
    /// Id.
    pub id: String,
    /// Where they are from.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Base pay.
    pub salary: SalaryRules,
    /// Periodic raises.
    pub raise: RaiseRules,
    /// Awards.
    pub award: AwardRules,
    /// Equity report.
    pub equity: EquityRules,
    /// Retention.
    pub retention: RetentionRules,
}

impl WelfareRules {
    /// What is impossible about them.
    pub fn violations(&self) -> Vec<&'static str> {
        let mut wrong = Vec::new();
        let mut check = |holds: bool, what: &'static str| {
            if !holds {
                wrong.push(what);
            }
        };
        let (salary, raise, award) = (&self.salary, &self.raise, &self.award);
        check((1..=100).contains(&salary.probation_percent), "probation_percent is not 1 to 100");
        check((0..=60).contains(&salary.probation_months), "probation_months is not 0 to 60");
        check(!salary.full_pay_standings.is_empty(), "full_pay_standings is empty");
        check((0..=10).contains(&raise.rating_years), "rating_years is not 0 to 10");
        check((1..=60).contains(&raise.postpone_months), "postpone_months is not 1 to 60");
        check((0..=20).contains(&raise.most_postponements), "most_postponements is not 0 to 20");
        let sourced = |rule: RaiseRule| raise.sources.iter().any(|(one, text)| *one == rule && !text.is_empty());
        check(RaiseRule::ALL.iter().all(|(rule, _)| sourced(*rule)), "a rule of raises has no source");
        check((1..=10).contains(&award.years), "years of awards is not 1 to 10");
        check((0..=100).contains(&award.share_percent), "share_percent is not 0 to 100");
        check((0..=1000).contains(&award.least_per_unit), "least_per_unit is not 0 to 1000");
        let rated = |rating: Rating| award.points.iter().filter(|(one, _)| *one == rating).count() == 1;
        check(Rating::ALL.into_iter().all(rated), "not every rating has its points once");
        check(award.points.iter().all(|(_, points)| (0..=1000).contains(points)), "points are not 0 to 1000");
        self.check_reports(&mut check);
        wrong
    }

    fn check_reports(&self, check: &mut impl FnMut(bool, &'static str)) {
        let (equity, retention) = (&self.equity, &self.retention);
        check(equity.smallest_cell >= 2, "smallest_cell is below 2");
        check((1..=50).contains(&equity.award_years), "award_years is not 1 to 50");
        check((1..=50).contains(&equity.promotion_years), "promotion_years is not 1 to 50");
        let bands = &equity.age_bands;
        check(!bands.is_empty() && bands.iter().all(|(first, last)| 0 <= *first && first <= last), "a band is empty");
        check(bands.windows(2).all(|pair| pair[1].0 == pair[0].1 + 1), "age bands have a hole or overlap");
        check((1..=5).contains(&retention.least_reasons), "least_reasons is not 1 to 5");
        check((1..=200).contains(&retention.pay_percent_of_median), "pay_percent_of_median is not 1 to 200");
        check(retention.smallest_class >= 2, "smallest_class is below 2");
        let years = [retention.years_in_rank, retention.years_in_post];
        check(years.iter().all(|years| (1..=60).contains(years)), "years are not 1 to 60");
        check((0..=240).contains(&retention.gap_months), "gap_months is not 0 to 240");
    }
}
