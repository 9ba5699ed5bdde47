//! The time in which an announced result can be objected to (*masa sanggah*).

use crate::domain::general_rules::ObjectionRules;
use crate::domain::vacancy::WIB;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// Whole days of the national schedule (WIB). Ends are the first instants that are too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectionWindow {
    /// Midnight after the announcement.
    pub open: Timestamp,
    /// When the last objection is too late.
    pub close: Timestamp,
    /// When the last answer is too late.
    pub answers_until: Timestamp,
}

impl ObjectionWindow {
    /// The window of a result announced at `now`: so many calendar days after the day of the announcement, and so many
    /// more for the answers (*masa jawab sanggah*).
    pub fn after(now: Timestamp, rules: ObjectionRules) -> Self {
        let day = WIB.to_datetime(now).date();
        let midnight = |days: u8| {
            let date = day.saturating_add((i32::from(days) + 1).days());
            WIB.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
        };
        let last = rules.days.saturating_add(rules.answer_days);
        Self { open: midnight(0), close: midnight(rules.days), answers_until: midnight(last) }
    }

    /// Whether an objection is raised in time.
    pub fn takes(&self, now: Timestamp) -> bool {
        (self.open..self.close).contains(&now)
    }

    /// Whether nobody can object any more.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.close
    }

    /// How long it is open.
    pub fn length(&self) -> SignedDuration {
        self.close.duration_since(self.open)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_window_of_2024_is_three_days_and_seven_for_the_answers() {
        let window =
            ObjectionWindow::after(at("2024-09-19T14:00:00+07:00"), ObjectionRules { days: 3, answer_days: 7 });
        assert_eq!(window.open, at("2024-09-20T00:00:00+07:00"));
        assert!(!window.takes(at("2024-09-19T23:59:59+07:00")));
        assert!(window.takes(at("2024-09-20T00:00:00+07:00")) && window.takes(at("2024-09-22T23:59:59+07:00")));
        assert!(!window.takes(at("2024-09-23T00:00:00+07:00")) && window.is_over(at("2024-09-23T00:00:00+07:00")));
        assert_eq!(window.answers_until, at("2024-09-30T00:00:00+07:00"));
        assert_eq!(window.length(), SignedDuration::from_hours(72));
    }

    #[test]
    fn the_day_of_the_announcement_is_the_day_in_western_indonesia() {
        let late_in_utc =
            ObjectionWindow::after(at("2024-09-19T17:30:00Z"), ObjectionRules { days: 3, answer_days: 7 });
        assert_eq!(late_in_utc.open, at("2024-09-21T00:00:00+07:00"));
        // The last second of the day in Jakarta is the next day in Jayapura and still the day before in London.
        let rules = ObjectionRules { days: 3, answer_days: 7 };
        for (announced, open) in [
            ("2024-09-20T01:59:59+09:00", "2024-09-20T00:00:00+07:00"),
            ("2024-09-20T02:00:00+09:00", "2024-09-21T00:00:00+07:00"),
            ("2024-12-31T23:59:59+07:00", "2025-01-01T00:00:00+07:00"),
        ] {
            assert_eq!(ObjectionWindow::after(at(announced), rules).open, at(open), "{announced}");
        }
    }
}
