//! A report (*pengaduan*, *aspirasi*, *permintaan informasi*) about a public service, from receipt to its end. Its text, what
//! is said about it, and who reported are sealed and never part of this.

use crate::domain::{
    complaint_rules::{ComplaintRules, Deadline},
    report_nature::{Channel, Nature},
};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// An answer that was kept before answers were sealed. It may name people; its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer(String);

impl Answer {
    /// Takes an answer.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The answer itself, to show it; never to log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answer(redacted)")
    }
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// *Diterima*.
    Received,
    /// *Verifikasi*.
    Verification,
    /// *Ditolak*.
    Rejected,
    /// *Arsip*.
    Archived,
    /// *Disposisi*.
    Assigned,
    /// *Proses*.
    InProcess,
    /// *Tindak lanjut*: answered, the reporter may reply.
    FollowedUp,
    /// *Selesai*.
    Closed,
    /// *Dibuka kembali*.
    Reopened,
}

const STATES: [(State, &str); 9] = [
    (State::Received, "received"),
    (State::Verification, "verification"),
    (State::Rejected, "rejected"),
    (State::Archived, "archived"),
    (State::Assigned, "assigned"),
    (State::InProcess, "in_process"),
    (State::FollowedUp, "followed_up"),
    (State::Closed, "closed"),
    (State::Reopened, "reopened"),
];

impl State {
    /// Its name in data.
    pub fn as_str(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Option<Self> {
        STATES.iter().find(|(_, known)| *known == name).map(|(state, _)| *state)
    }

    /// Whether nothing is to be done any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Rejected | Self::Archived | Self::Closed)
    }
}

/// A report, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// What it is.
    pub nature: Nature,
    /// How it came.
    pub channel: Channel,
    /// The reporter asked not to be named (*anonim*).
    pub is_anonymous: bool,
    /// The reporter asked for secrecy (*rahasia*).
    pub is_secret: bool,
    /// Service it is about.
    pub service: Uuid,
    /// Sector it was routed to; empty before.
    pub sector: String,
    /// Category in another system; empty where it did not come from one.
    pub category: String,
    /// Region it is about, by its national code; empty if not told.
    pub region: String,
    /// Unit that handles it: that of the service before somebody assigned it.
    pub unit: Option<Uuid>,
    /// It is handled here; else another system does, and it is only counted.
    pub is_handled_here: bool,
    /// When it was received.
    pub receive_time: Timestamp,
    /// Until when it has to be answered; none of what is only counted here.
    pub deadline: Option<Deadline>,
    /// When somebody first looked at it: verified, rejected, put away, or answered at once.
    pub verify_date: Option<Date>,
    /// When it was first answered, since it came or was opened again.
    pub answer_date: Option<Date>,
    /// Until when a reply has to be answered, while one waits for it.
    pub reply_due: Option<Date>,
    /// Last day on which a reply keeps it open, while it waits for one.
    pub reply_until: Option<Date>,
    /// When it was over.
    pub close_date: Option<Date>,
    /// Report that this one says the same as.
    pub merged_into: Option<Uuid>,
    /// Answer from before answers were sealed.
    pub plain_answer: Option<Answer>,
    /// Version.
    pub version: i64,
    /// When the record was made.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a report refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComplaintError {
    /// It is answered once, and again only after it was opened again.
    #[error("the complaint has been resolved")]
    Resolved,
    /// Not from where it stands.
    #[error("the complaint is {}: the step is not allowed", .0.as_str())]
    State(State),
    /// The step belongs to the report that it was merged into.
    #[error("the complaint was merged into another: act on that one")]
    Merged,
    /// Nothing to separate.
    #[error("the complaint is not merged into another")]
    NotMerged,
    /// A duplicate of itself.
    #[error("a complaint cannot be merged into itself")]
    MergeWithItself,
    /// The rules want duplicates to be about one service.
    #[error("complaints about different services cannot be merged")]
    MergeAcrossServices,
    /// One of the two is part of a merge in the other direction.
    #[error("a complaint that has duplicates, or is one, cannot be merged so: name the one that all are merged into")]
    MergeChain,
    /// The time to reply is over.
    #[error("the complaint closed too long ago to be opened again; the last day was {0}")]
    ReplyTooLate(Date),
    /// Nothing to be satisfied with.
    #[error("the complaint has no answer yet")]
    NotAnswered,
    /// Whoever reported first would wait longer.
    #[error("the other complaint has a later deadline, or none: merge that one into this")]
    MergeIntoLater,
    /// Merged, nobody would see any more that it was late.
    #[error("the complaint is late and the other was answered in time: answer this one")]
    MergeLate,
    /// Its steps are another system's.
    #[error("the complaint is handled in another system and only counted here")]
    Elsewhere,
}

type Step = Result<(), ComplaintError>;

impl Complaint {
    /// Whether who reported is kept from the unit that handles it.
    pub fn hides_reporter(&self) -> bool {
        self.is_anonymous || self.is_secret
    }

    /// Takes up the verification (*verifikasi*), which settles what it is and so its deadline. An earlier day that another
    /// system promised holds.
    pub fn verify(&mut self, nature: Nature, deadline: Deadline, today: Date) -> Step {
        self.must_be_here(&[State::Received, State::Verification])?;
        let deadline = match self.deadline.take() {
            Some(promised) if promised.from.is_none() => promised.or_earlier(deadline),
            _ => deadline,
        };
        (self.state, self.nature, self.deadline) = (State::Verification, nature, Some(deadline));
        self.looked_at(today);
        Ok(())
    }

    /// Rejects what is no report (*ditolak*).
    pub fn reject(&mut self, today: Date) -> Step {
        self.must_be_here(&[State::Received, State::Verification])?;
        self.end(State::Rejected, today);
        Ok(())
    }

    /// Puts away what needs no follow-up (*arsip*).
    pub fn archive(&mut self, today: Date) -> Step {
        self.must_be_here(&[State::Received, State::Verification])?;
        self.end(State::Archived, today);
        Ok(())
    }

    /// Hands it to a unit (*disposisi*), or to another.
    pub fn assign(&mut self, unit: Uuid, sector: String) -> Step {
        self.must_be_here(&[State::Verification, State::Assigned, State::InProcess, State::Reopened])?;
        (self.state, self.unit, self.sector) = (State::Assigned, Some(unit), sector);
        Ok(())
    }

    /// The unit begins (*proses*).
    pub fn start(&mut self) -> Step {
        self.must_be_in(&[State::Assigned, State::Reopened])?;
        self.state = State::InProcess;
        Ok(())
    }

    /// The unit answers (*tindak lanjut*); the reporter may reply.
    pub fn answer(&mut self, rules: &ComplaintRules, today: Date) -> Step {
        self.must_be_in(&[State::InProcess, State::FollowedUp])?;
        (self.state, self.reply_due) = (State::FollowedUp, None);
        self.answer_date = self.answer_date.or(Some(today));
        self.reply_until = Some(rules.reply_until(today));
        Ok(())
    }

    /// The reporter replies. What waits for a reply goes on, and the reply has to be answered within the same working days as a
    /// report; what closed not long ago is opened again.
    pub fn take_reply(&mut self, rules: &ComplaintRules, deadline: Deadline, today: Date) -> Step {
        self.must_stand_alone()?;
        match self.state {
            State::Rejected | State::Archived => Err(ComplaintError::State(self.state)),
            State::FollowedUp => {
                (self.state, self.reply_until, self.reply_due) = (State::InProcess, None, Some(deadline.answer));
                Ok(())
            }
            State::Closed => {
                let last = rules.reopen_until(self.close_date.unwrap_or(today));
                if today > last {
                    return Err(ComplaintError::ReplyTooLate(last));
                }
                self.reopen(deadline)
            }
            _ => Ok(()),
        }
    }

    /// Opens it again (*dibuka kembali*), with the time to answer from then on.
    pub fn reopen(&mut self, deadline: Deadline) -> Step {
        self.must_be_here(&[State::Closed])?;
        (self.state, self.close_date, self.answer_date) = (State::Reopened, None, None);
        // It is not verified again: the day for that stays what it was.
        let verify = self.deadline.take().map_or(deadline.verify, |old| old.verify);
        self.deadline = Some(Deadline { verify, ..deadline });
        Ok(())
    }

    /// Ends what was answered (*selesai*).
    pub fn close(&mut self, today: Date) -> Step {
        self.must_be_here(&[State::FollowedUp])?;
        self.end(State::Closed, today);
        Ok(())
    }

    /// Whether its first answer came after its deadline, or has not come though that is over. Of what another system has not ended,
    /// nobody here knows it.
    fn is_late(&self, today: Date) -> bool {
        let answered = self.answer_date.or(self.is_handled_here.then_some(today));
        self.deadline.as_ref().zip(answered).is_some_and(|(deadline, answered)| answered > deadline.answer)
    }

    /// Whether it waited long enough for a reply.
    pub fn is_silent(&self, today: Date) -> bool {
        self.state == State::FollowedUp && self.reply_until.is_some_and(|last| last < today)
    }

    /// The public desk answers and ends it at once, whatever was done before.
    pub fn resolve(&mut self, today: Date) -> Step {
        self.must_stand_alone()?;
        match self.state {
            _ if !self.is_handled_here => return Err(ComplaintError::Elsewhere),
            State::Closed => return Err(ComplaintError::Resolved),
            State::Rejected | State::Archived => return Err(ComplaintError::State(self.state)),
            _ => {}
        }
        self.answer_date = self.answer_date.or(Some(today));
        self.end(State::Closed, today);
        Ok(())
    }

    /// Becomes a duplicate (*duplikat*) of another report that is not over, and not due later: its reporter follows that one from
    /// then on, and shall neither wait longer nor follow what nobody works on. What is late is not merged into what was answered in
    /// time: it would count as answered in time itself.
    pub fn merge_into(&mut self, other: &Self, has_duplicates: bool, rules: &ComplaintRules, today: Date) -> Step {
        if self.id == other.id {
            return Err(ComplaintError::MergeWithItself);
        }
        self.must_stand_alone()?;
        if other.merged_into.is_some() || has_duplicates {
            return Err(ComplaintError::MergeChain);
        }
        if let Some(over) = [&*self, other].into_iter().find(|one| one.state.is_over()) {
            return Err(ComplaintError::State(over.state));
        }
        if self.service != other.service && !rules.merge_across_services {
            return Err(ComplaintError::MergeAcrossServices);
        }
        if self.is_handled_here && !other.is_handled_here {
            return Err(ComplaintError::Elsewhere);
        }
        let day = |one: &Self| one.deadline.as_ref().map_or(Date::MAX, |deadline| deadline.answer);
        if day(&*self) < day(other) {
            return Err(ComplaintError::MergeIntoLater);
        }
        if self.is_late(today) && !other.is_late(today) {
            return Err(ComplaintError::MergeLate);
        }
        self.merged_into = Some(other.id);
        Ok(())
    }

    /// Stands by itself again, where it stood before.
    pub fn separate(&mut self) -> Step {
        if self.merged_into.take().is_none() {
            return Err(ComplaintError::NotMerged);
        }
        Ok(())
    }

    /// Whether there is an answer that a reporter can be satisfied with.
    pub fn must_be_answered(&self) -> Step {
        if matches!(self.state, State::FollowedUp | State::Closed) { Ok(()) } else { Err(ComplaintError::NotAnswered) }
    }

    fn must_stand_alone(&self) -> Step {
        if self.merged_into.is_some() { Err(ComplaintError::Merged) } else { Ok(()) }
    }

    fn must_be_in(&self, states: &[State]) -> Step {
        self.must_stand_alone()?;
        if states.contains(&self.state) { Ok(()) } else { Err(ComplaintError::State(self.state)) }
    }

    /// A step of the public desk, which has no say in what another system handles.
    fn must_be_here(&self, states: &[State]) -> Step {
        self.must_stand_alone()?;
        if self.is_handled_here { self.must_be_in(states) } else { Err(ComplaintError::Elsewhere) }
    }

    fn looked_at(&mut self, today: Date) {
        self.verify_date = self.verify_date.or(Some(today));
    }

    fn end(&mut self, state: State, today: Date) {
        (self.state, self.close_date, self.reply_until, self.reply_due) = (state, Some(today), None, None);
        self.looked_at(today);
    }
}

#[cfg(test)]
#[path = "complaint_tests.rs"]
mod tests;
