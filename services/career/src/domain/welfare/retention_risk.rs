//! Who might leave, by stated reasons. There is no score and nobody decides by it but a person.

use crate::domain::{retirement::service_length, welfare_facts::WelfareFacts, welfare_rules::WelfareRules};
use jiff::{ToSpan, civil::Date};

/// A reason why somebody might leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionReason {
    /// Rule.
    pub rule: &'static str,
    /// What was found.
    pub detail: String,
    /// Where it is from.
    pub source: String,
}

/// What is known beside the facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Base pay.
    pub pay: Option<i64>,
    /// Median of the base pay of the same job class.
    pub class_median: Option<i64>,
    /// Since when the oldest competency gap is open.
    pub gap_since: Option<Date>,
}

/// The reasons that hold for a servant on a day.
pub fn reasons(rules: &WelfareRules, facts: &WelfareFacts, beside: Beside, today: Date) -> Vec<RetentionReason> {
    let own = &rules.retention;
    let mut found = Vec::new();
    let mut add = |rule: &'static str, detail: String, source: &str| {
        found.push(RetentionReason { rule, detail, source: format!("{}; {source}", rules.id) });
    };
    if let (Some(pay), Some(median)) = (beside.pay, beside.class_median)
        && pay.saturating_mul(100) < median.saturating_mul(own.pay_percent_of_median)
    {
        let class = facts.post.as_ref().map_or(0, |post| post.job_class);
        let detail =
            format!("base pay {pay} is below {} % of {median}, the median of class {class}", own.pay_percent_of_median);
        add("pay_below_median", detail, "pay table and ranks of the class");
    }
    if let Some(rank) = &facts.rank
        && years(rank.start, today) >= own.years_in_rank
    {
        add("long_in_rank", format!("in {} since {}", rank.rank.as_str(), rank.start), "rank of the record");
    }
    if let Some(post) = &facts.post
        && years(post.since, today) >= own.years_in_post
    {
        add("long_in_post", format!("in the post since {}", post.since), "post of the record");
    }
    if let Some(since) = beside.gap_since
        && since.checked_add(own.gap_months.months()).is_ok_and(|old| old <= today)
    {
        add("open_gap", format!("a competency gap is open since {since}"), "competency gaps");
    }
    if let Some(last) = facts.ratings.iter().max_by_key(|one| one.year)
        && last.rating.is_at_least(own.good_rating)
    {
        add("good_rating", format!("rated {} in {}", last.rating.as_str(), last.year), "ratings of the record");
    }
    found
}

fn years(start: Date, today: Date) -> i32 {
    service_length(start, today).map_or(0, |held| i32::from(held.years))
}

#[cfg(test)]
#[path = "retention_risk_tests.rs"]
mod tests;
