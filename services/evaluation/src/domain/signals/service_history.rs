//! The months of a public service (*bulan pelayanan*): how often it was used, and how many complained.

use crate::domain::{cusum::DatedMonth, quality::ServiceMonth};
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;

/// The months of a service whose use and complaints are known, by their first day. A fall is proven by complaints that somebody has
/// looked at, for anybody may file; a recovery by all that came, for an office that looks at none has not recovered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    looked_at: BTreeMap<Date, ServiceMonth>,
    received: BTreeMap<Date, ServiceMonth>,
}

/// Months in which everything that came was looked at.
impl FromIterator<(Date, ServiceMonth)> for History {
    fn from_iter<T: IntoIterator<Item = (Date, ServiceMonth)>>(months: T) -> Self {
        let months: BTreeMap<_, _> = months.into_iter().collect();
        Self { looked_at: months.clone(), received: months }
    }
}

impl History {
    /// Notes a month: how many complaints somebody has looked at, and how many came with them. A later figure of the same month
    /// replaces the earlier.
    pub fn note(&mut self, month: Date, looked_at: ServiceMonth, received: u64) {
        self.looked_at.insert(month, looked_at);
        self.received.insert(month, ServiceMonth { complaints: received, ..looked_at });
    }

    /// The known months from `first` on that are over before `this_month`, oldest first: a month that is not over has fewer
    /// complaints than it will have.
    pub fn months_from(&self, first: Option<Date>, this_month: Date) -> Vec<Date> {
        let months = self.looked_at.range(..this_month).map(|(month, _)| *month);
        months.filter(|month| first.is_none_or(|first| *month >= first)).collect()
    }

    /// Up to `most` months that end with `month` and have no gap, oldest first, with what was looked at.
    pub fn ending(&self, month: Date, most: usize) -> Vec<DatedMonth> {
        run_to(&self.looked_at, month, most)
    }

    /// The same with all that came.
    pub fn received(&self, month: Date, most: usize) -> Vec<DatedMonth> {
        run_to(&self.received, month, most)
    }
}

fn run_to(months: &BTreeMap<Date, ServiceMonth>, last: Date, most: usize) -> Vec<DatedMonth> {
    let mut found = Vec::new();
    let mut next = last;
    while found.len() < most
        && let Some(known) = months.get(&next)
    {
        found.push((next, *known));
        next = next.saturating_sub(1.month());
    }
    found.reverse();
    found
}

/// A month as it is shown, `2025-10`.
pub fn month_text(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}
