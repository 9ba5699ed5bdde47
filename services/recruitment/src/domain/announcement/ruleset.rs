//! The dated figures of one selection (*aturan seleksi*): a decree of each recruitment year changes them.

use jiff::{ToSpan, civil::Date};
use thiserror::Error;

use crate::domain::integration::{Integration, IntegrationError, Weights};
use crate::domain::second_chance::FallbackTotals;
use crate::domain::skb_scheme::SkbScheme;
use crate::domain::skd::{NeedKind, PassMark, SkdLimits};

/// Everything a selection is computed by (*aturan seleksi CPNS*), stored by id with each result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionRuleset {
    /// The id stored with every result that used it.
    pub id: String,
    pub regulation: String,
    /// The day applications opened; the decree may be older.
    pub valid_from: Date,
    /// The last day it is used, open while it is in force.
    pub valid_until: Option<Date>,
    pub skd: SkdLimits,
    /// The pass mark of each kind of need (*nilai ambang batas*); kinds without a known mark are absent.
    pub pass_marks: Vec<(NeedKind, PassMark)>,
    /// How many per seat go from the basic to the field test (*tiga kali formasi*).
    pub multiplier: u32,
    /// What the basic test weighs in the final mark, in percent.
    pub skd_weight: u32,
    /// What the field test weighs in the final mark, in percent.
    pub skb_weight: u32,
    /// The greatest score of the computer test of the field test (*nilai maksimal CAT SKB*).
    pub skb_cat_max: u32,
    /// The least age in full years on the day of applying.
    pub age_minimum: u8,
    /// The greatest age on the day of applying, to the day: the birthday itself still counts.
    pub age_maximum: u8,
    /// The least totals of the 2018 second chance; no other year had one.
    pub fallback: Option<FallbackTotals>,
    /// Objections to results; none where the selection knew none.
    pub objection: Option<ObjectionRules>,
}

/// How long an objection (*masa sanggah*) may be raised, and how long its answer may take, in calendar days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectionRules {
    /// Days after the announcement's own.
    pub days: u8,
    /// Days after the last of those.
    pub answer_days: u8,
}

/// What is wrong with a ruleset (*aturan tidak sah*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesetViolation {
    #[error("the weights make {0}, not 100")]
    WeightsNotHundred(u64),
    #[error("the multiplier is zero")]
    NoMultiplier,
    #[error("a maximum or the points of an item are zero")]
    NoMaximum,
    #[error("the general need has no pass mark")]
    NoGeneralMark,
    #[error("{} has two pass marks", .0.as_str())]
    TwoMarks(NeedKind),
    #[error("the pass mark of {} cannot be reached", .0.as_str())]
    UnreachableMark(NeedKind),
    #[error("the least age is above the greatest")]
    NoAge,
    #[error("the ruleset ends before it begins")]
    EndsBeforeItBegins,
}

impl SelectionRuleset {
    /// The pass mark of a kind of need (*nilai ambang batas*), if this ruleset knows one.
    pub fn pass_mark(&self, kind: NeedKind) -> Option<&PassMark> {
        self.pass_marks.iter().find(|(of, _)| *of == kind).map(|(_, mark)| mark)
    }

    /// How the final mark is made (*bobot integrasi*).
    pub fn weights(&self) -> Weights {
        Weights { skd_max: self.skd.total_max(), skd: self.skd_weight, skb: self.skb_weight }
    }

    /// How SKD and SKB are integrated (*integrasi*) while the field test is the computer test alone.
    pub fn integration(&self) -> Result<Integration, IntegrationError> {
        Integration::new(self.weights(), SkbScheme::cat_only(self.skb_cat_max))
    }

    /// Whether somebody born on `birth_date` has the age to apply on `day` (*batas usia pelamar*).
    pub fn admits_age(&self, birth_date: Date, day: Date) -> bool {
        let birthday = |age: u8| birth_date.saturating_add(i32::from(age).years());
        birthday(self.age_minimum) <= day && day <= birthday(self.age_maximum)
    }

    /// Lists everything wrong with the ruleset (*aturan tidak sah*), empty when it can be used.
    pub fn validate(&self) -> Vec<RulesetViolation> {
        let mut violations = Vec::new();
        let weights = u64::from(self.skd_weight) + u64::from(self.skb_weight);
        if weights != 100 {
            violations.push(RulesetViolation::WeightsNotHundred(weights));
        }
        if self.multiplier == 0 {
            violations.push(RulesetViolation::NoMultiplier);
        }
        if [self.skd.twk_max, self.skd.tiu_max, self.skd.tkp_max, self.skd.points_per_item].contains(&0)
            || self.skb_cat_max == 0
        {
            violations.push(RulesetViolation::NoMaximum);
        }
        if self.age_minimum > self.age_maximum {
            violations.push(RulesetViolation::NoAge);
        }
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            violations.push(RulesetViolation::EndsBeforeItBegins);
        }
        violations.extend(self.mark_violations());
        violations
    }

    fn mark_violations(&self) -> Vec<RulesetViolation> {
        let mut violations = Vec::new();
        if self.pass_mark(NeedKind::Umum).is_none() {
            violations.push(RulesetViolation::NoGeneralMark);
        }
        for (position, (kind, mark)) in self.pass_marks.iter().enumerate() {
            if self.pass_marks[..position].iter().any(|(earlier, _)| earlier == kind) {
                violations.push(RulesetViolation::TwoMarks(*kind));
            }
            if !self.is_reachable(mark) {
                violations.push(RulesetViolation::UnreachableMark(*kind));
            }
        }
        violations
    }

    fn is_reachable(&self, mark: &PassMark) -> bool {
        let SkdLimits { twk_max, tiu_max, tkp_max, .. } = self.skd;
        mark.twk.is_none_or(|least| least <= twk_max)
            && mark.tiu.is_none_or(|least| least <= tiu_max)
            && mark.tkp.is_none_or(|least| least <= tkp_max)
            && mark.total.is_none_or(|least| u32::from(least) <= self.skd.total_max())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn ruleset() -> SelectionRuleset {
        let general = PassMark { twk: Some(65), tiu: Some(80), tkp: Some(166), total: None };
        SelectionRuleset {
            id: "example".to_owned(),
            regulation: "example".to_owned(),
            valid_from: date(2024, 8, 20),
            valid_until: None,
            skd: SkdLimits { twk_max: 150, tiu_max: 175, tkp_max: 225, points_per_item: 5 },
            pass_marks: vec![(NeedKind::Umum, general)],
            multiplier: 3,
            skd_weight: 40,
            skb_weight: 60,
            skb_cat_max: 500,
            age_minimum: 18,
            age_maximum: 35,
            fallback: None,
            objection: None,
        }
    }

    #[test]
    fn a_sound_ruleset_has_no_violations() {
        assert!(ruleset().validate().is_empty());
        assert_eq!(ruleset().weights(), Weights { skd_max: 550, skd: 40, skb: 60 });
        assert_eq!(ruleset().pass_mark(NeedKind::Diaspora), None);
    }

    #[test]
    fn an_applicant_is_eighteen_to_thirty_five_on_the_day_of_applying() {
        let admits = |year, day| ruleset().admits_age(date(year, 9, day), date(2024, 9, 6));
        assert!(admits(2006, 6) && !admits(2006, 7));
        assert!(admits(1989, 6) && !admits(1989, 5));
    }

    #[test]
    fn every_fault_is_listed() {
        let mut broken = ruleset();
        broken.skb_weight = 50;
        broken.multiplier = 0;
        broken.age_maximum = 17;
        broken.valid_until = Some(date(2024, 1, 1));
        broken.pass_marks.push((NeedKind::Umum, PassMark { tiu: Some(176), ..PassMark::default() }));
        let expected = [
            RulesetViolation::WeightsNotHundred(90),
            RulesetViolation::NoMultiplier,
            RulesetViolation::NoAge,
            RulesetViolation::EndsBeforeItBegins,
            RulesetViolation::TwoMarks(NeedKind::Umum),
            RulesetViolation::UnreachableMark(NeedKind::Umum),
        ];
        assert_eq!(broken.validate(), expected);
    }
}
