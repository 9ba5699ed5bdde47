//! An open selection (*seleksi terbuka*, selter) for a leading post: its own thing, and no vacancy. Serving officials compete,
//! a panel with outsiders scores them, and the appointing authority chooses one of the best (PP 11/2017, PermenPANRB 15/2019).

use crate::domain::{instrument::Plan, panel_member::PanelFlaw, selection_candidate::Unmet};
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
}

impl State {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Open,
        Self::Assessment,
        Self::Sealed,
        Self::Revealed,
        Self::OnHold,
        Self::Announced,
        Self::Submitted,
        Self::Decided,
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
    /// Ruleset.
    pub ruleset: String,
    /// The text that was hashed when it opened; empty in a draft.
    pub design: String,
    /// SHA-256 of it.
    pub design_hash: String,
    /// Times the panel was changed after a reveal, from 1.
    pub round: i32,
    /// SHA-256 of the sealed score sheet; empty before.
    pub scores_hash: String,
    /// Code of the chosen candidate; empty before.
    pub chosen: String,
    /// Version.
    pub version: i64,
    /// When it was prepared.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a selection refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// The step belongs to another state.
    #[error("the selection is {state}, and the step wants it {wanted}")]
    State {
        /// State it is in.
        state: State,
        /// State the step begins in.
        wanted: State,
    },
    /// It takes no candidate, or nothing the public says, at this moment.
    #[error("the selection takes nothing of this kind now")]
    NotAccepting,
    /// The time of registration is not over.
    #[error("the selection takes candidates until {0}")]
    StillOpen(Timestamp),
    /// The panel breaks rules.
    #[error("the panel breaks rules: {}", list(.0))]
    PanelUnfit(Vec<PanelFlaw>),
    /// Requirements are not met.
    #[error("requirements of the post are not met: {}", list(.0))]
    NotEligible(Vec<Unmet>),
    /// Too few candidates.
    #[error("{found} candidates are fewer than {wanted}")]
    CandidatesMissing {
        /// Taken.
        found: usize,
        /// Wanted.
        wanted: u16,
    },
    /// Members have not declared.
    #[error("{0} members have not declared conflicts of interest")]
    DeclarationsMissing(usize),
    /// Scores are missing.
    #[error("{0} scores are missing")]
    ScoresMissing(usize),
    /// What the public said waits for an answer.
    #[error("{0} inputs of the public are not answered")]
    InputsUnanswered(i64),
    /// The public may still say something.
    #[error("the public is heard until {0}")]
    InputsOpen(Timestamp),
    /// A tie at the last place.
    #[error("{places} of {tied} equal candidates have to be named with a reason")]
    TieUndecided {
        /// How many are equal.
        tied: usize,
        /// How many of them can go.
        places: usize,
    },
    /// The member has time, or has scored.
    #[error("the member has time to score until {0}, or has scored")]
    NotLate(Timestamp),
    /// Not among the names.
    #[error("the candidate is not among the names submitted")]
    NotSubmitted,
    /// Conflict of interest.
    #[error("the member has a conflict of interest about this candidate")]
    ConflictDeclared,
    /// Nobody reads scores before the reveal.
    #[error("the scores are sealed until they are revealed")]
    ScoresSealed,
    /// Opened scores are not those that were sealed.
    #[error("the opened scores are not those that were sealed")]
    ScoresChanged,
    /// Instruments are not those that were fixed.
    #[error("the instruments are not those that were fixed at the opening")]
    DesignChanged,
}

/// Flaws as callers and their programs read them.
pub fn list(items: &[impl fmt::Display]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
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

    /// Whether members may declare conflicts of interest: when all candidates are known, and before they score. A member who
    /// came later declares later.
    pub fn must_take_declaration(&self, declared: bool, now: Timestamp) -> Result<(), SelectionError> {
        match self.state {
            State::Open if now <= self.plan.close_time => Err(SelectionError::StillOpen(self.plan.close_time)),
            State::Open => Ok(()),
            State::OnHold if !self.scores_held => Ok(()),
            _ if declared => self.must_be(State::Open),
            _ => self.must_be(State::Assessment),
        }
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

    /// Goes on without a member who is late, or takes another in that place.
    pub fn must_be_late(&self, missing: usize, now: Timestamp) -> Result<(), SelectionError> {
        self.must_be(State::Assessment)?;
        let late = now > self.plan.score_time && missing > 0;
        if late { Ok(()) } else { Err(SelectionError::NotLate(self.plan.score_time)) }
    }

    /// Takes another member while the selection is held, or for one who is late. After a reveal that begins a new round.
    pub fn replace_member(&mut self, missing: usize, now: Timestamp) -> Result<(), SelectionError> {
        if self.state != State::OnHold {
            return self.must_be_late(missing, now);
        }
        if self.scores_held {
            (self.state, self.scores_held) = (State::Assessment, false);
            self.round += 1;
            self.scores_hash.clear();
        }
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

    /// Whether committee and inspectorate may read scores.
    pub fn must_be_revealed(&self) -> Result<(), SelectionError> {
        match self.state {
            State::Revealed | State::Announced | State::Submitted | State::Decided => Ok(()),
            State::OnHold if self.scores_held => Ok(()),
            _ => Err(SelectionError::ScoresSealed),
        }
    }

    /// Whether everybody may read the ranking.
    pub fn is_public(&self) -> bool {
        matches!(self.state, State::Announced | State::Submitted | State::Decided)
    }

    /// Whether the public may say something about candidates: while registration and assessment run, until the time that
    /// was promised.
    pub fn must_take_input(&self, now: Timestamp) -> Result<(), SelectionError> {
        let heard = !matches!(self.state, State::Draft) && !self.is_public();
        if heard && now <= self.plan.input_close_time { Ok(()) } else { Err(SelectionError::NotAccepting) }
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
        self.state = State::Announced;
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
