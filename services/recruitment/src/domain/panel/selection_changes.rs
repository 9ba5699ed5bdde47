//! What can happen to an open selection beside its way: too few candidates, a cancellation, and members who leave, are
//! replaced, or tell of a conflict of interest late.

use crate::domain::{
    instrument::Times,
    open_selection::{Selection, State},
    selection_error::SelectionError,
    selter::ExtensionRules,
};
use jiff::Timestamp;

impl Selection {
    /// Whether candidates may be taken for longer: when the closing time has passed and too few came
    /// who meet the requirements, or of whom that is not known yet.
    pub fn must_be_extendable(
        &self,
        found: usize,
        wanted: u16,
        rules: ExtensionRules,
        now: Timestamp,
    ) -> Result<(), SelectionError> {
        self.must_be(State::Open)?;
        if now <= self.plan.close_time {
            return Err(SelectionError::StillOpen(self.plan.close_time));
        }
        if found >= usize::from(wanted) {
            return Err(SelectionError::CandidatesEnough { found, wanted });
        }
        let spent = self.extensions >= i32::from(rules.most);
        if spent { Err(SelectionError::ExtensionsSpent(rules.most)) } else { Ok(()) }
    }

    /// Takes candidates for longer (*perpanjangan pendaftaran*), and returns until when it took them before. The hashed text
    /// keeps the first closing time.
    pub fn extend(&mut self, times: Times) -> Timestamp {
        let before = self.plan.close_time;
        self.plan.set_times(times);
        self.extensions += 1;
        before
    }

    /// Ends it without a choice (*pembatalan*), and returns where it stood. A draft was never announced and is not
    /// cancelled.
    pub fn cancel(&mut self, after_announcement: bool) -> Result<State, SelectionError> {
        let late = self.is_public() && !after_announcement;
        if late || matches!(self.state, State::Draft | State::Decided | State::Cancelled) {
            return Err(SelectionError::NotCancellable(self.state));
        }
        let before = self.state;
        (self.state, self.scores_held) = (State::Cancelled, false);
        Ok(before)
    }

    /// Whether members may declare conflicts of interest: when all candidates are known, and until the announcement.
    pub fn must_take_declaration(&self, waiting: usize, now: Timestamp) -> Result<(), SelectionError> {
        match self.state {
            State::Open if now <= self.plan.close_time => Err(SelectionError::StillOpen(self.plan.close_time)),
            State::Open if waiting > 0 => Err(SelectionError::Unscreened(waiting)),
            State::Open | State::Assessment | State::Sealed | State::Revealed | State::OnHold => Ok(()),
            _ => self.must_be(State::Open),
        }
    }

    /// Whether a declaration replaces an earlier one. From the assessment on it only adds: nobody takes a conflict of
    /// interest back to let scores count, or to free a selection that is held for it.
    pub fn declares_anew(&self) -> bool {
        self.state == State::Open
    }

    /// Goes on when a member tells of a conflict of interest, or leaves, after the assessment began. Scores that were fixed
    /// are no longer what counts: the next round fixes those that are left.
    pub fn go_on_without(&mut self, unfit: bool) {
        if self.scores_held || matches!(self.state, State::Sealed | State::Revealed) {
            self.begin_round();
        }
        if unfit && self.state == State::Assessment {
            self.state = State::OnHold;
        }
    }

    /// Whether a member may give the seat up: not when scores are fixed, which stay as they are.
    pub fn must_let_leave(&self) -> Result<(), SelectionError> {
        match self.state {
            State::Open => Ok(()),
            State::OnHold if !self.scores_held => Ok(()),
            _ => self.must_be(State::Assessment),
        }
    }

    /// Goes on without a member who is late, or takes another in that place.
    pub fn must_be_late(&self, missing: usize, now: Timestamp) -> Result<(), SelectionError> {
        self.must_be(State::Assessment)?;
        let late = now > self.plan.score_time && missing > 0;
        if late { Ok(()) } else { Err(SelectionError::NotLate(self.plan.score_time)) }
    }

    /// Takes another member before anybody scores, while the selection is held, or for one who left or is late. After a
    /// reveal that begins a new round.
    pub fn replace_member(&mut self, left: bool, missing: usize, now: Timestamp) -> Result<(), SelectionError> {
        match self.state {
            State::Open => {}
            State::Assessment if left => {}
            State::OnHold if self.scores_held => self.begin_round(),
            State::OnHold => {}
            _ => self.must_be_late(missing, now)?,
        }
        Ok(())
    }

    /// Gives those who score later than planned until `time`.
    pub fn give_time(&mut self, time: Timestamp) {
        self.plan.score_time = self.plan.score_time.max(time);
    }

    fn begin_round(&mut self) {
        (self.state, self.scores_held) = (State::Assessment, false);
        self.round += 1;
        self.earlier_hashes.push(std::mem::take(&mut self.scores_hash));
    }
}

#[cfg(test)]
#[path = "selection_changes_tests.rs"]
mod tests;
