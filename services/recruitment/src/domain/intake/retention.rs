//! How long data about applicants are kept (*retensi*; UU 27/2022): dated figures of a ruleset.

use thiserror::Error;

/// Days after the end of the selection until what tells who applied is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionRules {
    /// For who has a seat: the papers of the selection, not the personnel file, which is career's.
    pub selected_days: u16,
    /// For who has none.
    pub not_selected_days: u16,
    /// For who withdrew before the close, after the closing time.
    pub withdrawn_days: u16,
    /// For everybody of a vacancy whose selection never ended, after the closing time.
    pub unfinished_days: u16,
}

/// The time in which a suit may be brought before the state court (UU 5/1986 art. 55).
const COURT_DAYS: u16 = 90;

/// A selection that takes three years may still end; no other limit keeps what it needs.
const UNENDED_DAYS: u16 = 1_095;

const MOST_DAYS: u16 = 36_500;

/// What is wrong with the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RetentionViolation {
    #[error("{name} is not {least} to 36500")]
    OutOfRange {
        /// Which days.
        name: &'static str,
        /// How many they are at least.
        least: u16,
    },
}

impl RetentionRules {
    /// Lists everything wrong, empty when it can be used.
    pub fn validate(&self) -> Vec<RetentionViolation> {
        let days = [
            ("selected_days", self.selected_days, COURT_DAYS),
            ("not_selected_days", self.not_selected_days, COURT_DAYS),
            ("withdrawn_days", self.withdrawn_days, COURT_DAYS),
            ("unfinished_days", self.unfinished_days, UNENDED_DAYS),
        ];
        let outside = days.into_iter().filter(|(_, days, least)| !(*least..=MOST_DAYS).contains(days));
        outside.map(|(name, _, least)| RetentionViolation::OutOfRange { name, least }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_kept_until_nobody_can_sue_any_more_and_not_for_ever() {
        let rules = RetentionRules {
            selected_days: 90,
            not_selected_days: 820,
            withdrawn_days: 36_500,
            unfinished_days: UNENDED_DAYS,
        };
        assert_eq!(rules.validate(), []);
        let broken = RetentionRules { selected_days: 89, withdrawn_days: 36_501, unfinished_days: 820, ..rules };
        let expected = [("selected_days", 90), ("withdrawn_days", 90), ("unfinished_days", UNENDED_DAYS)];
        let expected = expected.map(|(name, least)| RetentionViolation::OutOfRange { name, least });
        assert_eq!(broken.validate(), expected);
    }
}
