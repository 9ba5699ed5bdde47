//! Who should take part in a session: those with the largest priority first, and why each is nominated or not. A person
//! confirms it.

use crate::domain::{
    course::Course,
    servant::Employment,
    training_participant::GapThen,
    training_rules::{OverCap, TrainingRules},
};
use jiff::{Timestamp, civil::Date};
use std::cmp::Reverse;
use uuid::Uuid;

/// The order in words, as it is told with every run.
pub const ORDER_RULE: &str = "largest priority first; then the gap that is open longest; then fewer hours in the year; \
                              then the record that was made first";

/// Somebody with an open gap in what a course teaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub servant: Uuid,
    /// The gap.
    pub gap: GapThen,
    /// Its priority in thousandths.
    pub priority: i64,
    /// When it opened.
    pub open_date: Date,
    /// Kind of employment.
    pub employment: Employment,
    /// Whether the servant is in probation or in service.
    pub in_service: bool,
    /// Hours of the session's year that are booked or reserved.
    pub hours: i64,
    /// Whether the servant takes part in this session, or in another open one of an equivalent course.
    pub takes_part: bool,
    /// Last day of the latest equivalent course that counts as recent.
    pub recent: Option<Date>,
}

/// What a run says of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Gets a seat.
    Nominated,
    /// Comes on the waiting list.
    Waiting,
    /// Not in service.
    NotInService,
    /// Takes part already.
    TakesPart,
    /// Ended an equivalent course not long ago.
    RecentEquivalent(Date),
    /// Has the level of the course.
    LevelReached,
    /// Would come over the cap of hours.
    OverCap(OverCap),
    /// Left out by whoever confirmed.
    LeftOut,
}

/// What a run says of a candidate, without its figures: as tables and messages tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictKind {
    /// See [`Verdict::Nominated`].
    Nominated,
    /// See [`Verdict::Waiting`].
    Waiting,
    /// See [`Verdict::NotInService`].
    NotInService,
    /// See [`Verdict::TakesPart`].
    TakesPart,
    /// See [`Verdict::RecentEquivalent`].
    RecentEquivalent,
    /// See [`Verdict::LevelReached`].
    LevelReached,
    /// See [`Verdict::OverCap`].
    OverCap,
    /// See [`Verdict::LeftOut`].
    LeftOut,
}

impl VerdictKind {
    /// Every verdict with its name in tables.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Nominated, "nominated"),
        (Self::Waiting, "waiting"),
        (Self::NotInService, "not_in_service"),
        (Self::TakesPart, "takes_part"),
        (Self::RecentEquivalent, "recent_equivalent"),
        (Self::LevelReached, "level_reached"),
        (Self::OverCap, "over_cap"),
        (Self::LeftOut, "left_out"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }

    /// Whether it leads into the session.
    pub fn comes_in(self) -> bool {
        matches!(self, Self::Nominated | Self::Waiting)
    }
}

impl Verdict {
    /// Without its figures.
    pub fn kind(self) -> VerdictKind {
        match self {
            Self::Nominated => VerdictKind::Nominated,
            Self::Waiting => VerdictKind::Waiting,
            Self::NotInService => VerdictKind::NotInService,
            Self::TakesPart => VerdictKind::TakesPart,
            Self::RecentEquivalent(_) => VerdictKind::RecentEquivalent,
            Self::LevelReached => VerdictKind::LevelReached,
            Self::OverCap(_) => VerdictKind::OverCap,
            Self::LeftOut => VerdictKind::LeftOut,
        }
    }

    /// The same in one sentence.
    pub fn explanation(self, rules: &TrainingRules) -> String {
        match self {
            Self::Nominated => "the priority reaches a free seat".to_owned(),
            Self::Waiting => "every free seat goes to a place before this one".to_owned(),
            Self::NotInService => "not in service".to_owned(),
            Self::TakesPart => "takes part in this session or in another open one of an equivalent course".to_owned(),
            Self::RecentEquivalent(day) => {
                format!("ended an equivalent course on {day}, less than {} months ago", rules.suppress_months)
            }
            Self::LevelReached => "has the level that the course leads to".to_owned(),
            Self::OverCap(over) => over.to_string(),
            Self::LeftOut => "left out by whoever confirmed".to_owned(),
        }
    }
}

/// One candidate of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nomination {
    /// Place in the order, from 1.
    pub number: i32,
    /// Who.
    pub servant: Uuid,
    /// The gap.
    pub gap: GapThen,
    /// What the run says.
    pub verdict: VerdictKind,
    /// Why.
    pub explanation: String,
    /// Priority of the gap in thousandths.
    pub priority: i64,
    /// When the gap opened.
    pub open_date: Date,
    /// Hours of the year that were booked or reserved.
    pub hours: i64,
}

/// A run as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NominationRun {
    /// Id.
    pub id: Uuid,
    /// Session.
    pub session: Uuid,
    /// Rules it was made by.
    pub ruleset: String,
    /// Seats that were free.
    pub free_seats: i32,
    /// When a person confirmed it.
    pub confirm_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: Timestamp,
}

/// What a person sees is not what would happen any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stale {
    /// Somebody confirmed it.
    #[error("the nominations were confirmed before")]
    Confirmed,
    /// Gaps, hours or seats are others than when the run was made.
    #[error("the nominations would be others now; run them again")]
    Changed,
}

impl NominationRun {
    /// Confirms it.
    pub fn confirm(&mut self, now: Timestamp) -> Result<(), Stale> {
        if self.confirm_time.is_some() {
            return Err(Stale::Confirmed);
        }
        self.confirm_time = Some(now);
        Ok(())
    }
}

/// Looks at everybody with a gap in what the course teaches: largest priority first, seats as far as they reach.
pub fn nominate(mut candidates: Vec<Candidate>, course: &Course, seats: i32, rules: &TrainingRules) -> Vec<Nomination> {
    candidates.sort_by_key(|one| (Reverse(one.priority), one.open_date, one.hours, one.servant));
    let mut free = seats;
    let mut nominations = Vec::with_capacity(candidates.len());
    for (one, number) in candidates.into_iter().zip(1..) {
        let verdict = match refusal(&one, course, rules) {
            Some(refusal) => refusal,
            None if free > 0 => {
                free -= 1;
                Verdict::Nominated
            }
            None => Verdict::Waiting,
        };
        nominations.push(Nomination {
            number,
            servant: one.servant,
            gap: one.gap,
            verdict: verdict.kind(),
            explanation: verdict.explanation(rules),
            priority: one.priority,
            open_date: one.open_date,
            hours: one.hours,
        });
    }
    nominations
}

/// Why somebody cannot be nominated, whatever the seats.
fn refusal(one: &Candidate, course: &Course, rules: &TrainingRules) -> Option<Verdict> {
    if !one.in_service {
        return Some(Verdict::NotInService);
    }
    if one.takes_part {
        return Some(Verdict::TakesPart);
    }
    if let Some(day) = one.recent {
        return Some(Verdict::RecentEquivalent(day));
    }
    if !course.teaching.as_ref().is_some_and(|teaching| teaching.raises(one.gap.achieved)) {
        return Some(Verdict::LevelReached);
    }
    rules.must_fit(one.employment, one.hours, course.hours).err().map(Verdict::OverCap)
}

/// Whether two looks came to the same: what was seen is what is confirmed.
pub fn same(seen: &[Nomination], now: &[Nomination]) -> bool {
    let key = |one: &Nomination| (one.number, one.servant, one.gap, one.verdict);
    seen.iter().map(key).eq(now.iter().map(key))
}

/// Takes those out whom the person who confirms leaves out; whoever waits moves up. The order stays. Returns the places of
/// `left_out` that name nobody who was to come in.
pub fn leave_out(nominations: &mut [Nomination], left_out: &[Uuid], rules: &TrainingRules) -> Vec<usize> {
    let mut unknown = Vec::new();
    for (index, servant) in left_out.iter().enumerate() {
        match nominations.iter_mut().find(|one| one.servant == *servant && one.verdict.comes_in()) {
            Some(one) => {
                one.verdict = VerdictKind::LeftOut;
                one.explanation = Verdict::LeftOut.explanation(rules);
            }
            None => unknown.push(index),
        }
    }
    unknown
}

/// Gives the seats anew to those who come in, in their order.
pub fn seat(nominations: &mut [Nomination], seats: i32, rules: &TrainingRules) {
    let mut free = seats;
    for one in nominations.iter_mut().filter(|one| one.verdict.comes_in()) {
        let verdict = if free > 0 { Verdict::Nominated } else { Verdict::Waiting };
        free -= i32::from(free > 0);
        (one.verdict, one.explanation) = (verdict.kind(), verdict.explanation(rules));
    }
}

#[cfg(test)]
#[path = "training_nomination_tests.rs"]
mod tests;
