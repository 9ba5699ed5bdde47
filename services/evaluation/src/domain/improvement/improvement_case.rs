//! The case of a servant whose yearly rating was low: warned, coached, judged, tested, placed (PP 30/2019 art. 56–57).
//! Nothing in it happens by itself: every step is somebody's decision, and the servant may object to each that
//! burdens.

use crate::domain::{
    case_decision::CaseDecision,
    case_refusal::CaseRefusal,
    improvement_rules::{CoachingTrack, ImprovementRules, days_after, months_later},
    improvement_stage::{CaseStage, CaseTask, DecisionKind},
    rating::Predikat,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// What the test of competency says the servant is suited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suited {
    /// Another post of the same level.
    Equal,
    /// A lower post.
    Lower,
    /// No post that there is.
    None,
}

impl Suited {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Equal, Self::Lower, Self::None];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Lower => "lower",
            Self::None => "none",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suited| suited.as_str() == text)
    }
}

/// The days of coaching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoachingTime {
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// Months that each get a note.
    pub months: i32,
}

impl CoachingTime {
    /// The first day of a month of it, from 1.
    pub fn month_begins(&self, month: i32) -> Date {
        months_later(self.first_day, month - 1)
    }

    /// The day on which the test of competency becomes a task, should the servant not improve.
    pub fn test_day(&self) -> Date {
        days_after(self.last_day, 1)
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImprovementCase {
    /// Id.
    pub id: Uuid,
    /// The rating.
    pub appraisal: Uuid,
    /// Servant in the career service.
    pub servant: String,
    /// Year of the rating.
    pub year: i32,
    /// What it came to.
    pub predikat: Predikat,
    /// Day on which it became final.
    pub final_date: Date,
    /// Track of coaching.
    pub track: String,
    /// Rules that the case keeps.
    pub ruleset: String,
    /// Where it stands.
    pub stage: CaseStage,
    /// Since when.
    pub stage_since: Date,
    /// Servant who coaches; empty: any rater.
    pub coach: String,
    /// Days of coaching.
    pub coaching: Option<CoachingTime>,
    /// Result of the test.
    pub suited: Option<Suited>,
    /// Last day of waiting for a post.
    pub wait_until: Option<Date>,
    /// Decisions, oldest first.
    pub decisions: Vec<CaseDecision>,
    /// Version.
    pub version: i64,
    /// When it was opened.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// A decision as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeDecision {
    /// Id that it gets.
    pub id: Uuid,
    /// Account that decides.
    pub by: String,
    /// Number of the document.
    pub document_number: String,
    /// Post that the servant goes to.
    pub position: String,
    /// Day.
    pub date: Date,
}

impl ImprovementCase {
    /// Decides, where the stage allows it and no objection waits.
    pub fn decide(
        &mut self,
        kind: DecisionKind,
        made: MadeDecision,
        rules: &ImprovementRules,
    ) -> Result<(), CaseRefusal> {
        let next = kind.from(Some(self.stage)).ok_or(CaseRefusal::Stage(self.stage))?;
        self.must_not_be_objected()?;
        self.note(kind, Some(self.stage), made, rules);
        self.stage = next;
        Ok(())
    }

    /// The decision that opens the case.
    pub fn begin(&mut self, kind: DecisionKind, made: MadeDecision, rules: &ImprovementRules) {
        self.note(kind, None, made, rules);
    }

    fn note(&mut self, kind: DecisionKind, before: Option<CaseStage>, made: MadeDecision, rules: &ImprovementRules) {
        let of = rules.of(kind);
        self.stage_since = made.date;
        self.decisions.push(CaseDecision {
            id: made.id,
            kind,
            stage_before: before,
            official: of.official.clone(),
            decided_by: made.by,
            document_number: made.document_number,
            position: made.position,
            date: made.date,
            object_until: days_after(made.date, of.objection_days),
            objection: None,
            overtaken: false,
        });
    }

    /// Begins coaching by a track.
    pub fn open_coaching(
        &mut self,
        track: &CoachingTrack,
        made: MadeDecision,
        rules: &ImprovementRules,
    ) -> Result<(), CaseRefusal> {
        let first_day = made.date;
        self.decide(DecisionKind::Coach, made, rules)?;
        let last_day = rules.last_day(track, self.final_date, first_day);
        self.coaching = Some(CoachingTime { first_day, last_day, months: track.months });
        Ok(())
    }

    /// Whether a month of coaching can get its note: it has begun, is not long over, and coaching is not judged. A month
    /// after the last one stands in for one that has none.
    pub fn must_be_coached(&self, month: i32, today: Date, rules: &ImprovementRules) -> Result<(), CaseRefusal> {
        let Some(coaching) = self.coaching.filter(|_| self.stage == CaseStage::Coaching) else {
            return Err(CaseRefusal::Stage(self.stage));
        };
        let begins = coaching.month_begins(month);
        let until = days_after(coaching.month_begins(month + 1), rules.note_within_days - 1);
        if today < begins {
            Err(CaseRefusal::TooEarly(begins))
        } else if today > until {
            Err(CaseRefusal::NoteTooLate(until))
        } else {
            Ok(())
        }
    }

    /// The decision that began the coaching of now, or the last that there was.
    pub fn coached_by(&self) -> Option<Uuid> {
        self.decisions.iter().rev().find(|one| one.kind == DecisionKind::Coach).map(|one| one.id)
    }

    /// Says whether the servant improved: early only if so, else after the last day and with a note of each month. Whose
    /// judgement was void by an objection does not say it again.
    pub fn judge(
        &mut self,
        improved: bool,
        noted: i32,
        made: MadeDecision,
        rules: &ImprovementRules,
    ) -> Result<(), CaseRefusal> {
        let Some(coaching) = self.coaching.filter(|_| self.stage == CaseStage::Coaching) else {
            return Err(CaseRefusal::Stage(self.stage));
        };
        let early = months_later(coaching.first_day, rules.improved_after_months).min(coaching.test_day());
        let from = if improved { early } else { coaching.test_day() };
        if made.date < from {
            return Err(CaseRefusal::TooEarly(from));
        }
        let missing = coaching.months - noted;
        if !improved && rules.notes_every_month && missing > 0 {
            return Err(CaseRefusal::NotesMissing(missing));
        }
        let void = self.decisions.iter().filter(|one| one.kind == DecisionKind::NotImproved && one.is_void());
        if !improved && void.map(|one| &one.decided_by).any(|by| *by == made.by) {
            return Err(CaseRefusal::DecidedByYou);
        }
        self.decide(if improved { DecisionKind::Improved } else { DecisionKind::NotImproved }, made, rules)
    }

    /// Keeps what the test says; it is not taken before its day.
    pub fn record_test(&mut self, suited: Suited, taken: Date, today: Date) -> Result<(), CaseRefusal> {
        if self.stage != CaseStage::CompetencyTest {
            return Err(CaseRefusal::Stage(self.stage));
        }
        self.must_not_be_objected()?;
        let from = self.coaching.map_or(self.stage_since, |coaching| coaching.test_day());
        if taken < from {
            return Err(CaseRefusal::TooEarly(from));
        }
        self.suited = Some(suited);
        self.stage = CaseStage::Tested;
        self.stage_since = today;
        Ok(())
    }

    /// Decides where the servant goes, by what the test says. A dismissal waits until the year of waiting is over and
    /// nothing before it can be objected to.
    pub fn place(
        &mut self,
        kind: DecisionKind,
        made: MadeDecision,
        rules: &ImprovementRules,
    ) -> Result<(), CaseRefusal> {
        let suits = match kind {
            DecisionKind::EqualMove => self.suited == Some(Suited::Equal),
            DecisionKind::LowerPost => matches!(self.suited, Some(Suited::Equal | Suited::Lower)),
            _ => true,
        };
        kind.from(Some(self.stage)).ok_or(CaseRefusal::Stage(self.stage))?;
        if !suits {
            return Err(CaseRefusal::Unsuited);
        }
        if kind == DecisionKind::Dismiss {
            self.must_be_settled(made.date)?;
        }
        let date = made.date;
        self.decide(kind, made, rules)?;
        if kind == DecisionKind::Wait {
            self.wait_until = Some(months_later(date, rules.wait_months));
        }
        Ok(())
    }

    fn must_be_settled(&self, today: Date) -> Result<(), CaseRefusal> {
        let from = self.wait_until.map(|last| days_after(last, 1));
        if let Some(from) = from.filter(|from| today < *from) {
            return Err(CaseRefusal::TooEarly(from));
        }
        if self.decisions.iter().any(|decision| !decision.is_objected() && decision.is_open(today)) {
            return Err(CaseRefusal::Objectionable);
        }
        Ok(())
    }

    /// Whether the caller may act as coach: nobody for themselves, and no other where somebody is named.
    pub fn must_be_coach(&self, me: &str) -> Result<(), CaseRefusal> {
        let other = !self.coach.is_empty() && me != self.coach;
        if me == self.servant || other { Err(CaseRefusal::NotYourPart("coach")) } else { Ok(()) }
    }

    /// Whether the caller may act as an official: nobody for themselves.
    pub fn must_be_another(&self, me: &str) -> Result<(), CaseRefusal> {
        if me == self.servant { Err(CaseRefusal::NotYourPart("official")) } else { Ok(()) }
    }

    fn must_not_be_objected(&self) -> Result<(), CaseRefusal> {
        if self.decisions.iter().any(CaseDecision::is_objected) { Err(CaseRefusal::Objected) } else { Ok(()) }
    }

    /// The next step and its last day; none where the case is over.
    pub fn next_step(&self, rules: &ImprovementRules) -> Option<(CaseTask, Date)> {
        let waiting = self.decisions.iter().filter(|one| one.is_objected());
        let answers = waiting.filter_map(|one| one.objection.as_ref().map(|objection| objection.decide_until));
        if let Some(first) = answers.min() {
            return Some((CaseTask::DecideObjection, first));
        }
        let since = self.stage_since;
        match self.stage {
            CaseStage::Warned => Some((CaseTask::OpenCoaching, days_after(since, rules.coach.within_days))),
            CaseStage::Coaching => {
                // Since then, where an objection led back here.
                let last = self.coaching.map_or(since, |coaching| coaching.last_day).max(since);
                Some((CaseTask::Judge, days_after(last, rules.judge.within_days)))
            }
            CaseStage::CompetencyTest => {
                let from = self.coaching.map_or(since, |coaching| coaching.test_day()).max(since);
                Some((CaseTask::TakeTest, days_after(from, rules.test_within_days)))
            }
            CaseStage::Tested => Some((CaseTask::Place, days_after(since, rules.place.within_days))),
            CaseStage::Waiting => Some((CaseTask::Place, self.wait_until.unwrap_or(since))),
            _ => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "improvement_case_tests.rs"]
mod tests;
