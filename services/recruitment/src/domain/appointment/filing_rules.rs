//! The dated rules of what comes after the result: papers, the time for the number, and sanctions.

use crate::domain::replacement::WithdrawalCause;
use crate::domain::sanction::Ban;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use thiserror::Error;

/// The stage of filing (*pemberkasan*) and what follows from leaving after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingRules {
    /// Calendar days in which the papers have to be complete, after the day on which the file is opened.
    pub days: u8,
    /// Kinds of papers that make a file complete.
    pub documents: Vec<String>,
    /// Working days after the announcement within which the number has to be there.
    pub nip_working_days: u8,
    /// Public holidays and collective leave (*libur nasional, cuti bersama*) in the months after the announcement.
    pub holidays: Vec<Date>,
    /// Sanction for leaving after the result and before the number.
    pub ban_before_nip: Option<Ban>,
    /// Sanction for leaving after the number.
    pub ban_after_nip: Option<Ban>,
    /// Sanction for declining, before the number, another place that one was moved to (*optimalisasi*).
    pub ban_other_place_before_nip: Option<Ban>,
}

/// What is wrong with the rules of filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FilingViolation {
    #[error("a file without a day to complete it, or a number without a day to come")]
    NoDay,
    #[error("a file asks for no paper, or for one twice")]
    Documents,
    #[error("a sanction of nothing")]
    EmptyBan,
}

impl FilingRules {
    /// The last day for the number (*batas penetapan NIP*) of a result announced on `day`.
    pub fn nip_due(&self, day: Date) -> Date {
        let mut due = day;
        let mut left = self.nip_working_days;
        while left > 0 {
            due = due.saturating_add(1.day());
            if self.is_working_day(due) {
                left -= 1;
            } else if due == Date::MAX {
                break;
            }
        }
        due
    }

    /// The sanction that follows for who leaves (*sanksi pengunduran diri*, PermenPANRB 6/2024 art. 58); none for the dead.
    pub fn ban(&self, cause: WithdrawalCause, after_nip: bool) -> Option<Ban> {
        match (cause, after_nip) {
            (WithdrawalCause::Died, _) => None,
            (WithdrawalCause::OtherPlace, false) => self.ban_other_place_before_nip,
            (WithdrawalCause::OwnWish | WithdrawalCause::FileIncomplete, false) => self.ban_before_nip,
            (WithdrawalCause::OwnWish | WithdrawalCause::FileIncomplete | WithdrawalCause::OtherPlace, true) => {
                self.ban_after_nip
            }
        }
    }

    fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
    }

    /// Lists everything wrong, empty when it can be used.
    pub fn validate(&self) -> Vec<FilingViolation> {
        let mut violations = Vec::new();
        if self.days == 0 || self.nip_working_days == 0 {
            violations.push(FilingViolation::NoDay);
        }
        let twice = |(position, kind): (usize, &String)| self.documents[..position].contains(kind);
        if self.documents.is_empty() || self.documents.iter().enumerate().any(twice) {
            violations.push(FilingViolation::Documents);
        }
        let bans = [self.ban_before_nip, self.ban_after_nip, self.ban_other_place_before_nip];
        if bans.iter().flatten().any(|ban| ban.is_empty()) {
            violations.push(FilingViolation::EmptyBan);
        }
        violations
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use jiff::civil::date;

    /// The rules of 2024 with the holidays of January 2025, for the tests of this crate.
    pub(crate) fn filing() -> FilingRules {
        FilingRules {
            days: 30,
            documents: vec!["DRH".into(), "IJAZAH".into()],
            nip_working_days: 25,
            holidays: vec![date(2025, 1, 1), date(2025, 1, 27), date(2025, 1, 28), date(2025, 1, 29)],
            ban_before_nip: None,
            ban_after_nip: Some(Ban::FiscalYears(2)),
            ban_other_place_before_nip: None,
        }
    }

    #[test]
    fn who_leaves_is_sanctioned_as_the_ruleset_says() {
        use WithdrawalCause::{Died, FileIncomplete, OtherPlace, OwnWish};
        let (before, after, elsewhere) = (Ban::Periods(1), Ban::FiscalYears(2), Ban::Periods(2));
        let lenient = FilingRules { ban_before_nip: Some(before), ..filing() };
        let strict = FilingRules { ban_other_place_before_nip: Some(elsewhere), ..lenient.clone() };
        for rules in [&lenient, &strict] {
            for cause in [OwnWish, FileIncomplete] {
                assert_eq!((rules.ban(cause, false), rules.ban(cause, true)), (Some(before), Some(after)), "{cause:?}");
            }
            assert_eq!((rules.ban(Died, false), rules.ban(Died, true)), (None, None));
            assert_eq!(rules.ban(OtherPlace, true), Some(after));
        }
        assert_eq!(lenient.ban(OtherPlace, false), None, "sources disagree: a setting");
        assert_eq!(strict.ban(OtherPlace, false), Some(elsewhere));
        assert_eq!(filing().ban(OwnWish, false), None);
        let empty = FilingRules { ban_other_place_before_nip: Some(Ban::Periods(0)), ..filing() };
        assert_eq!(empty.validate(), [FilingViolation::EmptyBan]);
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let rules = FilingRules { nip_working_days: 1, ..filing() };
        let cases = [
            (date(2025, 1, 9), date(2025, 1, 10)),  // Thursday → Friday
            (date(2025, 1, 10), date(2025, 1, 13)), // Friday → Monday
            (date(2025, 1, 24), date(2025, 1, 30)), // over Isra Mikraj and Imlek
        ];
        for (announced, due) in cases {
            assert_eq!(rules.nip_due(announced), due, "{announced}");
        }
        // 12 January 2025 is a Sunday: five weeks of work and three holidays later.
        assert_eq!(filing().nip_due(date(2025, 1, 12)), date(2025, 2, 19));
    }

    #[test]
    fn every_fault_is_listed() {
        assert!(filing().validate().is_empty());
        let broken = FilingRules {
            days: 0,
            documents: vec!["DRH".into(), "DRH".into()],
            ban_before_nip: Some(Ban::Periods(0)),
            ..filing()
        };
        let expected = [FilingViolation::NoDay, FilingViolation::Documents, FilingViolation::EmptyBan];
        assert_eq!(broken.validate(), expected);
    }
}
