//! Public consultation (*forum konsultasi publik*, PermenPANRB 16/2017): the public is asked, everything it says is answered
//! with a reason, and what changed is linked. It weighs on priority only, never on what the workload needs.

use jiff::Timestamp;
use uuid::Uuid;

/// What a consultation about units asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Their needs.
    Needs,
    /// Which come first.
    Priorities,
    /// By which criteria.
    Criteria,
}

/// What a consultation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Units; none of them means all.
    Units(Topic, Vec<Uuid>),
    /// A proposal.
    Proposal(Uuid),
}

/// Where a consultation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being prepared.
    Draft,
    /// Takes contributions in its time.
    Open,
    /// Everything is answered.
    Closed,
}

/// A part of the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Users of a service.
    ServiceUsers,
    /// *Akademisi*
    Universities,
    /// *Organisasi profesi*
    ProfessionalBodies,
    /// *Masyarakat*
    Community,
    /// *Dunia usaha*
    PrivateSector,
    /// *LSM*
    CivilSociety,
    /// *Pakar*
    Experts,
    /// Media.
    Media,
    /// Other parts of government.
    Government,
}

/// A consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// What it is about.
    pub subject: Subject,
    /// Title.
    pub title: String,
    /// What the public is asked.
    pub text: String,
    /// From when contributions are taken.
    pub open_time: Timestamp,
    /// Until when.
    pub close_time: Timestamp,
    /// What was agreed (*berita acara*).
    pub minutes: String,
    /// Version.
    pub version: i64,
    /// When it was created.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a consultation refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsultationRefusal {
    /// Not in this state.
    #[error("the consultation is {0:?}")]
    State(State),
    /// It has not begun.
    #[error("the consultation takes contributions from {0} on")]
    TooEarly(Timestamp),
    /// It is over.
    #[error("the consultation took contributions until {0}")]
    TooLate(Timestamp),
    /// The public was promised more time.
    #[error("the consultation takes contributions until {0} and cannot be closed before")]
    StillOpen(Timestamp),
}

impl Consultation {
    /// Opens it to the public; its time must not be over.
    pub fn open(&mut self, now: Timestamp) -> Result<(), ConsultationRefusal> {
        self.must_be(State::Draft)?;
        if now >= self.close_time {
            return Err(ConsultationRefusal::TooLate(self.close_time));
        }
        self.state = State::Open;
        Ok(())
    }

    /// Whether somebody may still be invited.
    pub fn may_invite(&self) -> Result<(), ConsultationRefusal> {
        if self.state == State::Closed { Err(ConsultationRefusal::State(self.state)) } else { Ok(()) }
    }

    /// Whether a contribution is taken now: from the opening time on, and before the closing time.
    pub fn must_take(&self, now: Timestamp) -> Result<(), ConsultationRefusal> {
        self.must_be(State::Open)?;
        if now < self.open_time {
            return Err(ConsultationRefusal::TooEarly(self.open_time));
        }
        if now >= self.close_time {
            return Err(ConsultationRefusal::TooLate(self.close_time));
        }
        Ok(())
    }

    /// Since when something may have changed because of it.
    pub fn began(&self) -> Timestamp {
        self.open_time.max(self.create_time)
    }

    /// Whether its contributions may be answered.
    pub fn may_answer(&self) -> Result<(), ConsultationRefusal> {
        self.must_be(State::Open)
    }

    /// Ends it, once the time that the public was promised is over.
    pub fn close(&mut self, minutes: String, now: Timestamp) -> Result<(), ConsultationRefusal> {
        self.must_be(State::Open)?;
        if now < self.close_time {
            return Err(ConsultationRefusal::StillOpen(self.close_time));
        }
        (self.state, self.minutes) = (State::Closed, minutes);
        Ok(())
    }

    fn must_be(&self, state: State) -> Result<(), ConsultationRefusal> {
        if self.state == state { Ok(()) } else { Err(ConsultationRefusal::State(self.state)) }
    }
}

/// What became of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something changed.
    Accepted,
    /// Something of it changed.
    Partly,
    /// Nothing changed.
    Declined,
}

/// The answer to a contribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What became of it.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// What was said, in the words of staff.
    pub summary: String,
    /// Names of what changed.
    pub changes: Vec<String>,
}

/// The answer does not fit what it says has changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// Accepted, and nothing changed.
    #[error("must name what changed, unless the contribution is declined")]
    NothingChanged,
    /// Declined, and something changed.
    #[error("must be empty when the contribution is declined")]
    ChangedThough,
}

impl Answer {
    /// Refuses an acceptance that changes nothing, and the opposite.
    pub fn check(verdict: Verdict, changes: usize) -> Result<(), BadAnswer> {
        match (verdict, changes) {
            (Verdict::Declined, 0) => Ok(()),
            (Verdict::Declined, _) => Err(BadAnswer::ChangedThough),
            (_, 0) => Err(BadAnswer::NothingChanged),
            _ => Ok(()),
        }
    }
}

/// What somebody says, without its sealed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Id.
    pub id: Uuid,
    /// Consultation.
    pub consultation: Uuid,
    /// Group of whoever wrote it, if they said.
    pub group: Option<Group>,
    /// The answer.
    pub answer: Option<Answer>,
    /// Version.
    pub version: i64,
    /// When it came in.
    pub create_time: Timestamp,
    /// When it was answered.
    pub answer_time: Option<Timestamp>,
}

/// The contribution has its answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the contribution was answered: {0:?}")]
pub struct Answered(pub Verdict);

impl Contribution {
    /// Gives the answer, once.
    pub fn give(&mut self, answer: Answer, now: Timestamp) -> Result<(), Answered> {
        if let Some(before) = &self.answer {
            return Err(Answered(before.verdict));
        }
        (self.answer, self.answer_time) = (Some(answer), Some(now));
        Ok(())
    }

    /// Whether something may change because of it.
    pub fn may_change_something(&self) -> Result<(), Answered> {
        match &self.answer {
            Some(answer) if answer.verdict == Verdict::Declined => Err(Answered(Verdict::Declined)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "consultation_tests.rs"]
mod tests;
