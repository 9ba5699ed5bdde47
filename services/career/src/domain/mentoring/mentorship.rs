//! A pair of mentor and mentee (*mentoring*, *coaching*), its goal, its sessions, and what came of it.

use crate::domain::{evidence::HIGHEST_LEVEL, mentoring_rules::MentoringRules};
use jiff::{Timestamp, civil::Date};
use std::{collections::BTreeMap, fmt};
use uuid::Uuid;

/// How somebody is developed, by BKN's kinds of activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentoringKind {
    /// *Mentoring*: somebody who can do it shows how.
    Mentoring,
    /// *Coaching*: somebody asks until it is found.
    Coaching,
}

impl MentoringKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Mentoring, "mentoring"), (Self::Coaching, "coaching")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }

    /// BKN's id (*jenisDiklat*).
    pub fn activity(self) -> i32 {
        match self {
            Self::Mentoring => 15,
            Self::Coaching => 14,
        }
    }
}

/// Where a pair stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentorshipState {
    /// Proposed; nobody has looked at it.
    Proposed,
    /// Confirmed: the two meet.
    Active,
    /// Not wanted.
    Declined,
    /// Over.
    Ended,
}

impl MentorshipState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Proposed, "proposed"), (Self::Active, "active"), (Self::Declined, "declined"), (Self::Ended, "ended")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

impl fmt::Display for MentorshipState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// A look at who should mentor whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentoringProposal {
    /// Id.
    pub id: Uuid,
    /// Kind of its pairs.
    pub kind: MentoringKind,
    /// Ruleset.
    pub ruleset: String,
    /// People who look for a mentor.
    pub mentees: i32,
    /// Pairs proposed.
    pub pairs: i32,
    /// People who get none.
    pub unmatched: i32,
    /// What all pairs weigh.
    pub weight: i64,
    /// Whether more people look for a mentor than one proposal takes.
    pub more: bool,
    /// When.
    pub create_time: Timestamp,
}

/// One pair, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentorship {
    /// Id.
    pub id: Uuid,
    /// Proposal it comes from.
    pub proposal: Uuid,
    /// Kind.
    pub kind: MentoringKind,
    /// Where it stands.
    pub state: MentorshipState,
    /// Who learns.
    pub mentee: Uuid,
    /// Who shows.
    pub mentor: Uuid,
    /// Gap that it is to close.
    pub gap: Uuid,
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Level the post asked for.
    pub standard: u8,
    /// Level the mentee showed; none where it was unknown.
    pub achieved: Option<u8>,
    /// Level the mentor showed.
    pub mentor_level: u8,
    /// What the pair weighed.
    pub weight: i64,
    /// Why this pair.
    pub explanation: String,
    /// The next best mentor; none where nobody else qualified.
    pub next_mentor: Option<Uuid>,
    /// What that pair would have weighed; 0 where there is none.
    pub next_weight: i64,
    /// Day by which the goal should be reached; none before it is confirmed.
    pub due_date: Option<Date>,
    /// Subject of whoever confirmed it; empty before.
    pub confirmed_by: String,
    /// First day; none before it is confirmed.
    pub start: Option<Date>,
    /// Day it ended.
    pub end: Option<Date>,
    /// Level the mentor saw at the end; none where nothing was seen.
    pub outcome: Option<u8>,
    /// Lesson hours (*JP*) booked for the mentee.
    pub hours: i64,
    /// Hours that were not booked because of the cap of a year.
    pub hours_over: i64,
    /// Ruleset.
    pub ruleset: String,
    /// Version.
    pub version: i64,
    /// When it was proposed.
    pub create_time: Timestamp,
}

/// A meeting of the two, without its notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentoringSession {
    /// Id.
    pub id: Uuid,
    /// Pair.
    pub mentorship: Uuid,
    /// Day.
    pub date: Date,
    /// Minutes.
    pub minutes: i64,
    /// When it was written down.
    pub create_time: Timestamp,
    /// When the mentor took it back.
    pub withdrawn_time: Option<Timestamp>,
}

impl MentoringSession {
    /// Is taken back, once: it counts no more.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<(), MentorshipRefusal> {
        if self.withdrawn_time.is_some() {
            return Err(MentorshipRefusal::Withdrawn);
        }
        self.withdrawn_time = Some(now);
        Ok(())
    }
}

/// Why a pair refuses a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MentorshipRefusal {
    /// The step belongs to another state.
    #[error("the mentorship is {0}")]
    State(MentorshipState),
    /// Nobody shows somebody else how to do what they were not seen to do.
    #[error("the outcome is above the level that the mentor shows")]
    OutcomeAboveMentor,
    /// The session was taken back before.
    #[error("the session was withdrawn before")]
    Withdrawn,
    /// The two write down what they did, not others.
    #[error("the caller is not the mentor")]
    NotTheMentor,
    /// Somebody decides about a pair that they are part of.
    #[error("nobody confirms, declines or stops a pair that they are part of")]
    Own,
    /// Outside of the days of the pair, ahead, or too long ago.
    #[error("must be from {first} to {last}")]
    NotTime {
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
}

impl Mentorship {
    /// Two people begin. Another mentor than the proposed one may be named.
    pub fn confirm(&mut self, by: &str, due_date: Date, today: Date) -> Result<(), MentorshipRefusal> {
        self.must_be(MentorshipState::Proposed)?;
        if due_date < today {
            return Err(MentorshipRefusal::NotTime { first: today, last: Date::MAX });
        }
        self.state = MentorshipState::Active;
        (self.confirmed_by, self.due_date, self.start) = (by.to_owned(), Some(due_date), Some(today));
        Ok(())
    }

    /// The proposal is not wanted.
    pub fn decline(&mut self, today: Date) -> Result<(), MentorshipRefusal> {
        self.must_be(MentorshipState::Proposed)?;
        (self.state, self.end) = (MentorshipState::Declined, Some(today));
        Ok(())
    }

    /// It is over; `outcome` is the level that the mentor saw.
    pub fn end(&mut self, outcome: Option<u8>, today: Date) -> Result<(), MentorshipRefusal> {
        self.must_be(MentorshipState::Active)?;
        if outcome.is_some_and(|level| level > self.mentor_level.min(HIGHEST_LEVEL)) {
            return Err(MentorshipRefusal::OutcomeAboveMentor);
        }
        (self.state, self.end, self.outcome) = (MentorshipState::Ended, Some(today), outcome);
        Ok(())
    }

    /// Whether a session on a day can be written down today.
    pub fn must_have_met(&self, date: Date, today: Date, rules: &MentoringRules) -> Result<(), MentorshipRefusal> {
        self.must_be(MentorshipState::Active)?;
        let late = jiff::Span::new().try_days(rules.late_days);
        let oldest = late.and_then(|late| today.checked_sub(late)).unwrap_or(Date::MIN);
        let first = self.start.unwrap_or(today).max(oldest);
        if (first..=today).contains(&date) { Ok(()) } else { Err(MentorshipRefusal::NotTime { first, last: today }) }
    }

    fn must_be(&self, state: MentorshipState) -> Result<(), MentorshipRefusal> {
        if self.state == state { Ok(()) } else { Err(MentorshipRefusal::State(self.state)) }
    }
}

/// Minutes of one year, and the last day of a session in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearOfSessions {
    /// Calendar year.
    pub year: i32,
    /// Minutes of all sessions in it.
    pub minutes: i64,
    /// Day of the last session.
    pub last: Date,
}

/// The minutes of sessions by year: hours are rounded down once a pair and year, not once a session (rules.md §4.2).
pub fn by_year(sessions: &[MentoringSession]) -> Vec<YearOfSessions> {
    let mut years: BTreeMap<i32, YearOfSessions> = BTreeMap::new();
    for session in sessions.iter().filter(|session| session.withdrawn_time.is_none()) {
        let year = i32::from(session.date.year());
        let sum = years.entry(year).or_insert(YearOfSessions { year, minutes: 0, last: session.date });
        sum.minutes = sum.minutes.saturating_add(session.minutes);
        sum.last = sum.last.max(session.date);
    }
    years.into_values().collect()
}

impl Mentorship {
    /// Takes back the hours of a year that are not earned any more: of those that were over the cap first. `earned` is what the
    /// year's minutes bring now, `before` what they brought, `booked` what of that was booked. Returns how many are booked back.
    pub fn take_back_hours(&mut self, earned: i64, before: i64, booked: i64) -> i64 {
        let back = (booked - earned).max(0);
        let over = (before - booked).max(0) - (earned - booked).max(0);
        (self.hours, self.hours_over) = ((self.hours - back).max(0), (self.hours_over - over).max(0));
        back
    }
}

/// How many of so many hours still fit under a cap, with what is taken.
pub fn fitting(hours: i64, cap: Option<i64>, taken: i64) -> i64 {
    cap.map_or(hours, |cap| hours.min(cap.saturating_sub(taken).max(0)))
}

#[cfg(test)]
#[path = "mentorship_tests.rs"]
mod tests;
