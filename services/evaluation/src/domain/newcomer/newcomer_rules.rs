//! When the newly appointed are looked at.

use jiff::{ToSpan, civil::Date};

/// The rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewcomerRules {
    /// Ruleset.
    pub id: String,
    /// First day.
    pub valid_from: Date,
    /// Months after the first day, rising.
    pub months: Vec<i32>,
    /// Sums of fewer people are left out.
    pub small_cell: i64,
}

impl NewcomerRules {
    /// The months that are due by a day and not among those answered.
    pub fn missing(&self, appointed: Date, answered: &[i32], today: Date) -> Vec<i32> {
        let due = |months: i32| appointed.saturating_add(months.months()) <= today;
        self.months.iter().copied().filter(|months| due(*months) && !answered.contains(months)).collect()
    }

    /// What keeps the rules from being used.
    pub fn fault(&self) -> Option<&'static str> {
        let bounded = self.months.iter().all(|months| (1..=36).contains(months));
        if self.months.is_empty() || !bounded || self.months.windows(2).any(|pair| pair[0] >= pair[1]) {
            Some("has no months, or months that do not rise from 1 to 36")
        } else if !(2..=100).contains(&self.small_cell) {
            Some("has a small cell that is not 2 to 100")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_missing_from_their_day_on_until_they_are_answered() {
        let valid_from = date(2025, 1, 1);
        let rules = NewcomerRules { id: "x".into(), valid_from, months: vec![3, 6, 12], small_cell: 5 };
        for (today, answered, missing) in [
            (date(2025, 7, 31), vec![], vec![]),
            (date(2025, 8, 1), vec![], vec![3]),
            (date(2025, 11, 1), vec![3], vec![6]),
            (date(2026, 5, 1), vec![6], vec![3, 12]),
            (date(2026, 5, 1), vec![3, 6, 12], vec![]),
        ] {
            assert_eq!(rules.missing(date(2025, 5, 1), &answered, today), missing, "on {today}");
        }
        let end_of_month = rules.missing(date(2025, 11, 30), &[], date(2026, 2, 28));
        assert_eq!(end_of_month, [3], "February has no 30th");
    }
}
