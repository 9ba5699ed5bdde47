//! The months of a public service (*bulan pelayanan*): how often it was used, and how many complained.

use crate::domain::{cusum::DatedMonth, quality::ServiceMonth};
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;

/// The months of a service whose use is known, by their first day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(BTreeMap<Date, ServiceMonth>);

impl FromIterator<(Date, ServiceMonth)> for History {
    fn from_iter<T: IntoIterator<Item = (Date, ServiceMonth)>>(months: T) -> Self {
        Self(months.into_iter().collect())
    }
}

impl History {
    /// Notes a month; a later figure of the same month replaces the earlier.
    pub fn note(&mut self, month: Date, known: ServiceMonth) {
        self.0.insert(month, known);
    }

    /// The known months from `first` on that are over before `this_month`, oldest first: a month that is not over has fewer
    /// complaints than it will have.
    pub fn months_from(&self, first: Option<Date>, this_month: Date) -> Vec<Date> {
        let months = self.0.range(..this_month).map(|(month, _)| *month);
        months.filter(|month| first.is_none_or(|first| *month >= first)).collect()
    }

    /// Up to `most` months that end with `month` and have no gap, oldest first.
    pub fn ending(&self, month: Date, most: usize) -> Vec<DatedMonth> {
        let mut found = Vec::new();
        let mut next = month;
        while found.len() < most
            && let Some(known) = self.0.get(&next)
        {
            found.push((next, *known));
            next = next.saturating_sub(1.month());
        }
        found.reverse();
        found
    }
}

/// A month as it is shown, `2025-10`.
pub fn month_text(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}
