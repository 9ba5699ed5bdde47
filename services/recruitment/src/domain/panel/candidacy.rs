//! The administrative selection of candidates (*seleksi administrasi*): what they declare is one thing, what the committee
//! found in their papers another, requirement by requirement.

use crate::domain::{
    open_selection::{Selection, State},
    selection_candidate::{Candidate, Unmet},
    selection_error::SelectionError,
};
use jiff::Timestamp;

/// What the committee found about the requirements of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screening {
    /// Nothing yet.
    Waiting,
    /// All are met (*memenuhi syarat*).
    Admitted,
    /// One is not (*tidak memenuhi syarat*).
    Refused,
}

impl Screening {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Admitted, Self::Refused];

    /// As the table writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Admitted => "admitted",
            Self::Refused => "refused",
        }
    }

    /// Reads what [`Screening::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|screening| screening.as_str() == text)
    }
}

/// What the committee found about one requirement, without the sealed reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequirementFound {
    /// Which.
    pub requirement: Unmet,
    /// Whether it is met.
    pub met: bool,
}

/// How many candidates a selection has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Of whom the committee has found nothing yet.
    pub waiting: usize,
    /// Who meet the requirements and have not withdrawn.
    pub standing: usize,
    /// Who meet them and did not withdraw before the closing time: those were announced.
    pub announced: usize,
}

impl Candidate {
    /// Whether the panel judges the candidate.
    pub fn stands(&self) -> bool {
        self.screening == Screening::Admitted && self.withdraw_time.is_none()
    }

    /// Notes what the committee found about all requirements.
    pub fn screen(&mut self, found: &[RequirementFound]) -> Result<(), SelectionError> {
        if self.withdraw_time.is_some() {
            return Err(SelectionError::Withdrawn);
        }
        let met = found.iter().all(|one| one.met);
        self.screening = if met { Screening::Admitted } else { Screening::Refused };
        Ok(())
    }

    /// Withdraws the candidate, once.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<(), SelectionError> {
        if self.withdraw_time.is_some() {
            return Err(SelectionError::Withdrawn);
        }
        self.withdraw_time = Some(now);
        Ok(())
    }
}

impl Selection {
    /// Whether the committee may still say who meets the requirements: until everybody knows it.
    pub fn must_screen(&self, tally: Tally, wanted: u16, now: Timestamp) -> Result<(), SelectionError> {
        self.must_be(State::Open)?;
        let told = self.must_announce_candidates(tally, wanted, now).is_ok();
        if told { Err(SelectionError::CandidatesFixed) } else { Ok(()) }
    }

    /// Whether a candidate may withdraw: until scores are fixed, which are of those who stood then.
    pub fn must_let_withdraw(&self) -> Result<(), SelectionError> {
        match self.state {
            State::Open | State::Assessment => Ok(()),
            State::OnHold if !self.scores_held => Ok(()),
            _ => self.must_be(State::Assessment),
        }
    }

    /// Gives the public as long as it was promised when the candidates become known later than at the closing time.
    pub fn hear_the_public_in_full(&mut self, now: Timestamp) {
        if now > self.plan.close_time {
            let promised = self.plan.input_close_time.duration_since(self.plan.close_time);
            let until = now.saturating_add(promised).unwrap_or(Timestamp::MAX);
            self.plan.input_close_time = self.plan.input_close_time.max(until);
        }
    }
}
