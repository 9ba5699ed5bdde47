//! An open selection (*seleksi terbuka*, selter) for a leading post: its own thing, and no vacancy. Serving officials compete,
//! a panel with outsiders scores them, and the appointing authority chooses one of the best (PP 11/2017, PermenPANRB 15/2019).

use crate::domain::{candidacy::Tally, instrument::Plan, selection_error::SelectionError};
use jiff::Timestamp;
use std::fmt;
use uuid::Uuid;

/// Where a selection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Prepared.
    Draft,
    /// Takes candidates; instruments are fixed.
    Open,
    /// The panel scores.
    Assessment,
    /// Scores are fixed by a hash and unread.
    Sealed,
    /// Scores are readable, and the check found nothing or was released.
    Revealed,
    /// Waits for the inspectorate or for another member.
    OnHold,
    /// Ranking and sheet are public.
    Announced,
    /// The best names are before the appointing authority.
    Submitted,
    /// The appointing authority has chosen.
    Decided,
    /// Ended without a choice.
    Cancelled,
}

impl State {
    /// All states.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Open,
        Self::Assessment,
        Self::Sealed,
        Self::Revealed,
        Self::OnHold,
        Self::Announced,
        Self::Submitted,
        Self::Decided,
        Self::Cancelled,
    ];

    /// As tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Assessment => "assessment",
            Self::Sealed => "sealed",
            Self::Revealed => "revealed",
            Self::OnHold => "on_hold",
            Self::Announced => "announced",
            Self::Submitted => "submitted",
            Self::Decided => "decided",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_ascii_uppercase())
    }
}

/// An open selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// Whether what holds it is the check of its scores.
    pub scores_held: bool,
    /// What it asks for.
    pub plan: Plan,
    /// Closing time when it opened, which is the one that was hashed.
    pub first_close_time: Timestamp,
    /// How often it was extended.
    pub extensions: i32,
    /// Ruleset.
    pub ruleset: String,
    /// The text that was hashed when it opened; empty in a draft.
    pub design: String,
    /// SHA-256 of it.
    pub design_hash: String,
    /// Times that scores were fixed anew, from 1.
    pub round: i32,
    /// SHA-256 of the sealed score sheet; empty before.
    pub scores_hash: String,
    /// Those of the rounds before, oldest first.
    pub earlier_hashes: Vec<String>,
    /// When ranking and sheet became public.
    pub announce_time: Option<Timestamp>,
    /// Code of the chosen candidate; empty before.
    pub chosen: String,
    /// Version.
    pub version: i64,
    /// When it was prepared.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
    /// Whether what told who took part is gone.
    pub erased: bool,
}

impl Selection {
    /// Opens a draft with what was hashed.
    pub fn open(&mut self, design: String, hash: String, now: Timestamp) -> Result<(), SelectionError> {
        self.must_be(State::Draft)?;
        if now >= self.plan.close_time {
            return Err(SelectionError::NotAccepting);
        }
        (self.state, self.design, self.design_hash) = (State::Open, design, hash);
        Ok(())
    }

    /// Whether a candidate is taken at this moment: until the closing instant, that instant included.
    pub fn must_take_candidate(&self, now: Timestamp) -> Result<(), SelectionError> {
        let takes = self.state == State::Open && now <= self.plan.close_time;
        if takes { Ok(()) } else { Err(SelectionError::NotAccepting) }
    }

    /// Whether the assessment may begin: when registration is over, or after a member was replaced for one.
    pub fn must_be_ready(&self, now: Timestamp) -> Result<(), SelectionError> {
        if self.state != State::OnHold || self.scores_held {
            self.must_be(State::Open)?;
        }
        if now <= self.plan.close_time {
            return Err(SelectionError::StillOpen(self.plan.close_time));
        }
        Ok(())
    }

    /// Lets the panel score, or holds the selection when a candidate has too few members.
    pub fn start_assessment(&mut self, short: bool, now: Timestamp) -> Result<(), SelectionError> {
        self.must_be_ready(now)?;
        self.state = if short { State::OnHold } else { State::Assessment };
        Ok(())
    }

    /// Fixes the scores, unread.
    pub fn seal(&mut self, hash: String) -> Result<(), SelectionError> {
        self.must_be(State::Assessment)?;
        (self.state, self.scores_hash) = (State::Sealed, hash);
        Ok(())
    }

    /// Opens the scores if they are those that were sealed; a finding holds them.
    pub fn reveal(&mut self, hash: &str, held: bool) -> Result<(), SelectionError> {
        self.must_be(State::Sealed)?;
        if self.scores_hash != hash {
            return Err(SelectionError::ScoresChanged);
        }
        self.scores_held = held;
        self.state = if held { State::OnHold } else { State::Revealed };
        Ok(())
    }

    /// Lets a held result go on.
    pub fn release_hold(&mut self) -> Result<(), SelectionError> {
        if !self.scores_held {
            return Err(SelectionError::State { state: self.state, wanted: State::OnHold });
        }
        (self.state, self.scores_held) = (State::Revealed, false);
        Ok(())
    }

    /// Whether the names of candidates may be shown to everybody: not when nobody is to be chosen any more.
    pub fn shows_names(&self) -> bool {
        self.state != State::Cancelled && !self.erased
    }

    /// Whether committee and inspectorate may read scores.
    pub fn must_be_revealed(&self) -> Result<(), SelectionError> {
        match self.state {
            // What was revealed before a cancellation stays readable; no other row has a plain number.
            State::Revealed | State::Announced | State::Submitted | State::Decided | State::Cancelled => Ok(()),
            State::OnHold if self.scores_held => Ok(()),
            _ => Err(SelectionError::ScoresSealed),
        }
    }

    /// Whether everybody may read the ranking: once announced, it stays so.
    pub fn is_public(&self) -> bool {
        self.announce_time.is_some()
    }

    /// Whether everybody may know who the candidates are (*pengumuman hasil seleksi administrasi*): from the closing time on,
    /// when it is known of everybody who meets the requirements, and as many do as the ruleset wants. With fewer they are not
    /// fixed: it takes more of them, or ends. A cancelled selection stands for ever as it stood at that moment, so what was
    /// public stays public, and nothing else becomes it.
    pub fn must_announce_candidates(&self, tally: Tally, wanted: u16, now: Timestamp) -> Result<(), SelectionError> {
        let at = if self.state == State::Cancelled { self.update_time } else { now };
        let known = tally.waiting == 0 && tally.announced >= usize::from(wanted);
        let fixed = self.state != State::Draft && at > self.plan.close_time && known;
        let wanted = State::Assessment;
        if fixed { Ok(()) } else { Err(SelectionError::State { state: self.state, wanted }) }
    }

    /// Whether the public may say something about candidates: once it may know them, until the time that was promised.
    pub fn must_take_input(&self, tally: Tally, wanted: u16, now: Timestamp) -> Result<(), SelectionError> {
        let known = self.must_announce_candidates(tally, wanted, now).is_ok();
        let heard = self.state != State::Cancelled && !self.is_public() && now <= self.plan.input_close_time;
        if known && heard { Ok(()) } else { Err(SelectionError::NotAccepting) }
    }

    /// Whether what the public said may still be answered.
    pub fn must_answer_input(&self) -> Result<(), SelectionError> {
        if self.is_public() { self.must_be(State::Revealed) } else { Ok(()) }
    }

    /// Makes ranking and sheet public, once the public was heard and answered.
    pub fn announce(&mut self, unanswered: i64, now: Timestamp) -> Result<(), SelectionError> {
        self.must_be(State::Revealed)?;
        if now <= self.plan.input_close_time {
            return Err(SelectionError::InputsOpen(self.plan.input_close_time));
        }
        if unanswered > 0 {
            return Err(SelectionError::InputsUnanswered(unanswered));
        }
        (self.state, self.announce_time) = (State::Announced, Some(now));
        Ok(())
    }

    /// Puts the names before the appointing authority.
    pub fn submit(&mut self) -> Result<(), SelectionError> {
        self.must_be(State::Announced)?;
        self.state = State::Submitted;
        Ok(())
    }

    /// Chooses one of the names.
    pub fn decide(&mut self, code: &str, submitted: bool) -> Result<(), SelectionError> {
        self.must_be(State::Submitted)?;
        if !submitted {
            return Err(SelectionError::NotSubmitted);
        }
        (self.state, self.chosen) = (State::Decided, code.to_owned());
        Ok(())
    }

    /// Refuses whatever does not belong to this state.
    pub fn must_be(&self, wanted: State) -> Result<(), SelectionError> {
        if self.state == wanted { Ok(()) } else { Err(SelectionError::State { state: self.state, wanted }) }
    }
}

#[cfg(test)]
#[path = "open_selection_tests.rs"]
mod tests;
