//! The rules of the path after a low rating.

use crate::domain::{improvement_stage::DecisionKind, rating::Predikat};
use jiff::{ToSpan, civil::Date};

/// Who decides, by when, and how long it can be objected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRules {
    /// Title of the official.
    pub official: String,
    /// Days in which it is to be decided.
    pub within_days: i32,
    /// Days in which the servant may object.
    pub objection_days: i32,
}

/// How long coaching lasts for a kind of post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoachingTrack {
    /// Code.
    pub code: String,
    /// Months.
    pub months: i32,
}

/// The rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImprovementRules {
    /// Ruleset.
    pub id: String,
    /// Regulation.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Ratings that lead here.
    pub low: Vec<Predikat>,
    /// Lengths of coaching; the first is that of most posts.
    pub tracks: Vec<CoachingTrack>,
    /// Days after the final rating in which coaching begins; begun later it lasts its months from then on.
    pub start_within_days: i32,
    /// Months of coaching before an early end is possible because the servant improved.
    pub improved_after_months: i32,
    /// Whether every month of coaching needs a note before the servant is said not to have improved.
    pub notes_every_month: bool,
    /// Days after a month of coaching in which its note is accepted.
    pub note_within_days: i32,
    /// Days in which the test of competency is taken.
    pub test_within_days: i32,
    /// Months that a servant waits for a post at most.
    pub wait_months: i32,
    /// Days in which an objection is decided.
    pub objection_decided_within_days: i32,
    /// The warning, or its being declined.
    pub warn: DecisionRules,
    /// The beginning of coaching.
    pub coach: DecisionRules,
    /// Whether the servant improved.
    pub judge: DecisionRules,
    /// Where the servant goes.
    pub place: DecisionRules,
}

/// A day some days later; the last day of the calendar where there is none.
pub(crate) fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// The same day some months later, or the last of that month (31 January and a month: 28 February).
pub(crate) fn months_later(day: Date, months: i32) -> Date {
    day.saturating_add(months.months())
}

impl ImprovementRules {
    /// The track of a code; an empty code is that of most posts.
    pub fn track(&self, code: &str) -> Option<&CoachingTrack> {
        if code.is_empty() { self.tracks.first() } else { self.tracks.iter().find(|track| track.code == code) }
    }

    /// Who decides what, and by when.
    pub fn of(&self, kind: DecisionKind) -> &DecisionRules {
        match kind {
            DecisionKind::Decline | DecisionKind::Warn => &self.warn,
            DecisionKind::Coach => &self.coach,
            DecisionKind::Improved | DecisionKind::NotImproved => &self.judge,
            DecisionKind::EqualMove | DecisionKind::LowerPost | DecisionKind::Wait | DecisionKind::Dismiss => {
                &self.place
            }
        }
    }

    /// The last day of coaching. It counts from the final rating; where the office begins late the servant loses
    /// nothing.
    pub fn last_day(&self, track: &CoachingTrack, final_day: Date, first_day: Date) -> Date {
        let late = first_day > days_after(final_day, self.start_within_days);
        months_later(if late { first_day } else { final_day }, track.months)
    }

    /// What keeps the rules from being used.
    pub fn fault(&self) -> Option<&'static str> {
        let decisions = [&self.warn, &self.coach, &self.judge, &self.place];
        let days =
            [self.start_within_days, self.note_within_days, self.test_within_days, self.objection_decided_within_days];
        let mut codes: Vec<&str> = self.tracks.iter().map(|track| track.code.as_str()).collect();
        codes.sort_unstable();
        if self.low.is_empty() || self.low.iter().any(|one| *one < Predikat::ButuhPerbaikan) {
            Some("names no low rating, or a good one")
        } else if self.tracks.is_empty() || self.tracks.iter().any(|track| !(1..=24).contains(&track.months)) {
            Some("has no track, or one that does not last 1 to 24 months")
        } else if codes.windows(2).any(|pair| pair[0] == pair[1]) {
            Some("has two tracks of one code")
        } else if days.iter().any(|days| !(1..=365).contains(days)) {
            Some("has days that are not 1 to 365")
        } else if decisions.iter().any(|one| one.within_days < 1 || !(0..=365).contains(&one.objection_days)) {
            Some("has a decision without days")
        } else if !(0..=24).contains(&self.improved_after_months) || !(1..=24).contains(&self.wait_months) {
            Some("has months out of bounds")
        } else {
            None
        }
    }
}
